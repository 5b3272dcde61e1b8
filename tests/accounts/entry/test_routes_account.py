"""One's own factors: setting up, changing, removing."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import select
from tests.factories.accounts import Browser, add_user, browser
from tests.factories.authenticator import Authenticator
from tests.factories.entry import add_passkey, answer_second, enrol_totp, password_first

from beadle.accounts.deps import Deps
from beadle.accounts.entry.models import Passkey, RecoveryCode, Totp
from beadle.accounts.terms import Role
from beadle.audit.models import AuditLine
from beadle.platform.clock import FixedClock
from beadle.platform.db import Database
from beadle.platform.settings import Settings

COOKIE = "__Host-beadle_session"


async def security(person: Browser) -> dict[str, Any]:
    answer = await person.ask("GET", "/api/account/security")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def test_at_first_there_is_only_the_password(operator: Browser) -> None:
    shown = await security(operator)
    (session,) = shown.pop("sessions")
    assert session["current"] is True
    assert shown == {
        "has_password": True,
        "password_changed_at": "2026-06-01T12:00:00Z",
        "totp_since": None,
        "recovery_codes_left": 0,
        "passkeys": [],
        "passkeys_possible": True,
        "directory": None,
    }


async def test_a_code_generator_counts_from_its_first_code_on(
    operator: Browser, stranger: Browser, clock: FixedClock
) -> None:
    offer = (await operator.ask("POST", "/api/account/totp/begin", json={})).json()
    assert offer["qr_svg"].startswith("<svg")
    assert offer["uri"].startswith("otpauth://totp/Beadle%20Town%20Council:operator?secret=" + offer["secret"])
    wrong = await operator.ask("POST", "/api/account/totp", json={"code": "000000"})
    assert (wrong.status_code, wrong.json()["type"]) == (403, "wrong-proof")
    assert (await stranger.sign_in("operator")).status_code == 200
    await enrol_totp(operator, clock)
    assert (await security(operator))["totp_since"] == "2026-06-01T12:00:00Z"
    await password_first(stranger)


async def test_an_offer_does_not_last(operator: Browser, clock: FixedClock) -> None:
    none = await operator.ask("POST", "/api/account/totp", json={"code": "000000"})
    assert none.status_code == 422
    await operator.ask("POST", "/api/account/totp/begin", json={})
    clock.advance(901)
    await operator.ask("POST", "/api/session/unlock", json={"password": "tea kettle orbit lamp"})
    late = await operator.ask("POST", "/api/account/totp", json={"code": "000000"})
    assert late.status_code == 422


async def test_a_new_generator_takes_the_place_of_the_old_one(
    operator: Browser, stranger: Browser, clock: FixedClock
) -> None:
    old, codes = await enrol_totp(operator, clock)
    _, none = await enrol_totp(operator, clock)
    assert none == []
    clock.advance(30)
    ticket = (await password_first(stranger))["ticket"]
    assert (await answer_second(stranger, ticket, code=old.code())).status_code == 401
    assert (await answer_second(stranger, ticket, recovery_code=codes[0])).status_code == 200


async def test_recovery_codes_are_made_anew(operator: Browser, stranger: Browser, clock: FixedClock) -> None:
    assert (await operator.ask("POST", "/api/account/recovery-codes", json={})).status_code == 422
    _, old = await enrol_totp(operator, clock)
    new = (await operator.ask("POST", "/api/account/recovery-codes", json={})).json()["recovery_codes"]
    assert len(set(new) - set(old)) == 10
    ticket = (await password_first(stranger))["ticket"]
    assert (await answer_second(stranger, ticket, recovery_code=old[0])).status_code == 401
    assert (await answer_second(stranger, ticket, recovery_code=new[0])).status_code == 200


async def test_with_the_last_factor_go_the_recovery_codes(
    operator: Browser, database: Database, clock: FixedClock
) -> None:
    await enrol_totp(operator, clock)
    made = await add_passkey(operator, Authenticator())
    assert made["recovery_codes"] is None
    assert (await operator.ask("DELETE", "/api/account/totp")).status_code == 204
    assert (await security(operator))["recovery_codes_left"] == 10
    assert (await operator.ask("DELETE", "/api/account/totp")).status_code == 422
    assert (await operator.ask("DELETE", f"/api/account/passkeys/{made['id']}")).status_code == 204
    shown = await security(operator)
    assert (shown["recovery_codes_left"], shown["passkeys"], shown["totp_since"]) == (0, [], None)
    assert (await operator.ask("GET", "/api/session")).json()["second_factor"] == "none"
    async with database.session() as session:
        for table in (Totp, Passkey, RecoveryCode):
            assert (await session.scalars(select(table))).all() == []


async def test_each_change_ends_the_other_sessions(operator: Browser, app: FastAPI, clock: FixedClock) -> None:
    async with browser(app, scheme="https") as other:
        await other.sign_in("operator")
        _, codes = await enrol_totp(operator, clock)
        assert (await other.ask("GET", "/api/session")).status_code == 401
        acts: list[tuple[str, str]] = [("POST", "/api/account/recovery-codes"), ("DELETE", "/api/account/totp")]
        for method, path in acts:
            ticket = (await password_first(other))["ticket"]
            assert (await answer_second(other, ticket, recovery_code=codes.pop())).status_code == 200
            answer = await operator.ask(method, path, **({"json": {}} if method == "POST" else {}))
            codes = answer.json()["recovery_codes"] if method == "POST" else []
            assert (await other.ask("GET", "/api/session")).status_code == 401
        await other.sign_in("operator")
        made = await add_passkey(operator, Authenticator())
        assert (await other.ask("GET", "/api/session")).status_code == 401
        assert (await operator.ask("DELETE", f"/api/account/passkeys/{made['id']}")).status_code == 204
        assert (await operator.ask("GET", "/api/session")).status_code == 200


async def test_a_half_done_sign_in_ends_with_the_change(
    operator: Browser, stranger: Browser, clock: FixedClock
) -> None:
    _, codes = await enrol_totp(operator, clock)
    ticket = (await password_first(stranger))["ticket"]
    await add_passkey(operator, Authenticator())
    answer = await answer_second(stranger, ticket, recovery_code=codes[0])
    assert answer.json()["type"] == "ticket-gone"


async def test_passkeys_have_names(operator: Browser) -> None:
    device = Authenticator()
    first = await add_passkey(operator, device, "Yellow key")
    await add_passkey(operator, device, "Phone")
    renamed = await operator.ask("PATCH", f"/api/account/passkeys/{first['id']}", json={"name": "Blue key"})
    assert renamed.json()["name"] == "Blue key"
    assert {key["name"] for key in (await security(operator))["passkeys"]} == {"Blue key", "Phone"}
    for name in ("", "a\0b", "\u202eevil", "x" * 121):
        bad = await operator.ask("PATCH", f"/api/account/passkeys/{first['id']}", json={"name": name})
        assert bad.status_code == 422


async def test_the_browser_is_told_which_passkeys_there_are(operator: Browser) -> None:
    device = Authenticator()
    await add_passkey(operator, device)
    begun = (await operator.ask("POST", "/api/account/passkeys/begin", json={})).json()
    assert len(begun["options"]["excludeCredentials"]) == 1
    assert begun["options"]["user"]["name"] == "operator"


async def test_a_passkey_is_registered_once(
    operator: Browser, app: FastAPI, database: Database, clock: FixedClock
) -> None:
    device = Authenticator()
    begun = (await operator.ask("POST", "/api/account/passkeys/begin", json={})).json()
    body = {"ticket": begun["ticket"], "name": "Key", "credential": device.create(begun["options"])}
    assert (await operator.ask("POST", "/api/account/passkeys", json=body)).status_code == 201
    replay = await operator.ask("POST", "/api/account/passkeys", json=body)
    assert (replay.status_code, replay.json()["type"]) == (403, "wrong-proof")
    await add_user(database, clock, "mallory", Role.OPERATOR)
    async with browser(app, scheme="https") as mallory:
        await mallory.sign_in("mallory")
        again = (await mallory.ask("POST", "/api/account/passkeys/begin", json={})).json()
        (kept,) = device.kept
        twin = Authenticator()
        twin.create(again["options"])
        stolen = twin.create(again["options"])
        assert kept.id
        theirs = await mallory.ask(
            "POST", "/api/account/passkeys", json={"ticket": begun["ticket"], "name": "x", "credential": stolen}
        )
        assert theirs.status_code == 403


async def test_nobody_touches_somebody_elses_passkey(
    operator: Browser, app: FastAPI, database: Database, clock: FixedClock
) -> None:
    made = await add_passkey(operator, Authenticator())
    await add_user(database, clock, "mallory", Role.ADMINISTRATOR)
    async with browser(app, scheme="https") as mallory:
        await mallory.sign_in("mallory")
        path = f"/api/account/passkeys/{made['id']}"
        assert (await mallory.ask("PATCH", path, json={"name": "mine"})).status_code == 404
        assert (await mallory.ask("DELETE", path)).status_code == 404
        begun = (await mallory.ask("POST", "/api/account/passkeys/begin", json={})).json()
        body = {"ticket": begun["ticket"], "name": "x", "credential": Authenticator().create(begun["options"])}
        assert (await operator.ask("POST", "/api/account/passkeys", json=body)).status_code == 403
    assert len((await security(operator))["passkeys"]) == 1


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/api/account/totp/begin"),
        ("POST", "/api/account/totp"),
        ("DELETE", "/api/account/totp"),
        ("POST", "/api/account/recovery-codes"),
        ("POST", "/api/account/passkeys/begin"),
        ("POST", "/api/account/passkeys"),
        ("DELETE", "/api/account/passkeys/00000000-0000-0000-0000-000000000000"),
        ("POST", "/api/account/oidc/begin"),
        ("DELETE", "/api/account/oidc"),
    ],
)
async def test_a_stolen_session_changes_no_factor(operator: Browser, clock: FixedClock, method: str, path: str) -> None:
    clock.advance(601)
    answer = await operator.ask(method, path)
    assert (answer.status_code, answer.json()["type"]) == (403, "step-up-needed")


async def test_who_must_have_a_second_factor_sets_it_up_first(
    app: FastAPI, deps: Deps, database: Database, clock: FixedClock
) -> None:
    demanded = {"origin": "https://beadle.test", "require_second_factor_for": ["administrator"]}
    object.__setattr__(deps, "settings", Settings({"accounts": demanded}))
    await add_user(database, clock, "admin", Role.ADMINISTRATOR)
    async with browser(app, scheme="https") as admin:
        assert (await admin.sign_in("admin")).json()["must_enrol"] is True
        refused = await admin.ask("GET", "/api/users")
        assert (refused.status_code, refused.json()["type"]) == (403, "must-enrol")
        await enrol_totp(admin, clock)
        assert (await admin.ask("GET", "/api/session")).json()["must_enrol"] is False
        assert (await admin.ask("GET", "/api/users")).status_code == 200


async def test_factors_are_kept_so_that_a_copy_of_the_database_is_of_no_use(
    operator: Browser, database: Database, clock: FixedClock
) -> None:
    phone, codes = await enrol_totp(operator, clock)
    await operator.ask("POST", "/api/account/totp/begin", json={})
    async with database.session() as session:
        (row,) = (await session.scalars(select(Totp))).all()
        hashes = (await session.scalars(select(RecoveryCode.code_hash))).all()
    for box in (row.secret, row.offered):
        assert box is not None
        assert phone.secret.encode() not in box
    assert row.secret != row.offered
    assert all(len(digest) == 32 for digest in hashes)
    assert not any(code.encode() in digest for digest in hashes for code in codes)


async def test_each_change_stands_in_the_log_without_its_secret(
    operator: Browser, database: Database, clock: FixedClock
) -> None:
    phone, codes = await enrol_totp(operator, clock)
    made = await add_passkey(operator, Authenticator(), "Yellow key")
    await operator.ask("DELETE", f"/api/account/passkeys/{made['id']}")
    await operator.ask("DELETE", "/api/account/totp")
    async with database.session() as session:
        rows = (await session.scalars(select(AuditLine).order_by(AuditLine.id))).all()
    written = [(row.action, row.outcome) for row in rows if row.action.startswith("factor.")]
    assert written == [
        ("factor.totp_add", "ok"),
        ("factor.passkey_add", "ok"),
        ("factor.passkey_remove", "ok"),
        ("factor.totp_remove", "ok"),
    ]
    text = str([row.detail for row in rows])
    assert "Yellow key" in text
    for secret in (phone.secret, *codes):
        assert secret not in text
