"""Code generators (RFC 6238): six digits each thirty seconds from a shared secret. No I/O."""

from __future__ import annotations

import hmac
import io
from datetime import datetime

import pyotp
import segno

from beadle.platform.clock import EPOCH

STEP_S = 30
_DRIFT = 1
"""Steps that the generator's clock may be before or behind ours."""


def new_secret() -> str:
    """160 random bits in base 32, as RFC 4226 asks and as people type where they cannot scan."""
    return pyotp.random_base32(32)


def step_of(moment: datetime) -> int:
    """The number of the time step that the moment is in."""
    return int((moment - EPOCH).total_seconds()) // STEP_S


def code_at(secret: str, step: int) -> str:
    """The code of that step."""
    return pyotp.TOTP(secret, interval=STEP_S).generate_otp(step)


def matching_step(secret: str, code: str, now: datetime, last_step: int) -> int | None:
    """The step whose code it is, or None. A step at or before `last_step` was taken already and counts no more."""
    given = "".join(code.split())
    if len(given) != 6 or not (given.isascii() and given.isdigit()):
        return None
    here = step_of(now)
    fitting = [
        step
        for step in range(max(here - _DRIFT, 0), here + _DRIFT + 1)
        if hmac.compare_digest(code_at(secret, step), given) and step > last_step
    ]
    return fitting[0] if fitting else None


def address(secret: str, name: str, council: str) -> str:
    """The otpauth:// address that a code generator takes; the council stands before the sign-in name."""
    # A colon parts the two, so it may stand in neither.
    issuer = f"Beadle {council}".replace(":", " ")
    return pyotp.TOTP(secret, interval=STEP_S).provisioning_uri(name=name.replace(":", " "), issuer_name=issuer)


def picture(uri: str) -> str:
    """The address as a QR code: one SVG element, dark on light whatever the page's colours are."""
    made = io.BytesIO()
    segno.make(uri, error="m").save(
        made, kind="svg", scale=4, border=4, dark="#000", light="#fff", xmldecl=False, svgns=True, nl=False
    )
    return made.getvalue().decode()
