"""Second factors in the hands of a person at the browser: a passkey in the machine, an app on the phone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import psycopg
import pyotp
from playwright.sync_api import Locator, Page
from tests.e2e.conftest import Town

from beadle.processes.wiring import open_installation

_INTERNAL = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def plug_in_passkeys(page: Page) -> None:
    """Give the browser a built-in authenticator whose owner always answers."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": _INTERNAL})


def code(secret: str, *, later: bool = False) -> str:
    """What the app shows now, or in half a minute: a code that was taken is not taken twice."""
    moment = datetime.now(UTC) + timedelta(seconds=30 if later else 0)
    return pyotp.TOTP(secret.replace(" ", "")).at(moment)


def keep_recovery_codes(dialog: Locator) -> list[str]:
    """Read the recovery codes, say that they are kept, and close the dialog."""
    codes = dialog.get_by_role("listitem").all_inner_texts()
    dialog.get_by_label("I have put them in a safe place").check()
    dialog.get_by_role("button", name="Done").click()
    return codes


def let_proofs_grow_old(town: Town, name: str) -> None:
    """As if the user had signed in hours ago: what asks for a fresh proof asks for one."""
    with psycopg.connect(open_installation(town.data_dir).database_url) as connection:
        changed = connection.execute(
            "UPDATE account_session SET proved_at = now() - interval '3 hours'"
            " WHERE account_id = (SELECT id FROM account WHERE name = %s)",
            (name,),
        )
        assert changed.rowcount > 0
