"""People with second factors: what they do at their own pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import httpx
from tests.factories.accounts import PASSWORD, Browser
from tests.factories.authenticator import Authenticator

from beadle.accounts.entry import totp
from beadle.platform.clock import Clock


@dataclass
class Generator:
    """A code generator on somebody's phone, whose clock is right."""

    secret: str
    clock: Clock

    def code(self, ahead: int = 0) -> str:
        """The code of now, or of so many steps ahead."""
        return totp.code_at(self.secret, totp.step_of(self.clock.now()) + ahead)


async def enrol_totp(person: Browser, clock: Clock) -> tuple[Generator, list[str]]:
    """Set up a code generator; the recovery codes come with it. Its code of this moment is used up by that."""
    offer = await person.ask("POST", "/api/account/totp/begin", json={})
    assert offer.status_code == 200, offer.text
    made = Generator(offer.json()["secret"], clock)
    answer = await person.ask("POST", "/api/account/totp", json={"code": made.code()})
    assert answer.status_code == 200, answer.text
    return made, answer.json()["recovery_codes"]


async def add_passkey(person: Browser, device: Authenticator, name: str = "Phone") -> dict[str, Any]:
    """Make a passkey and keep it."""
    begun = await person.ask("POST", "/api/account/passkeys/begin", json={})
    assert begun.status_code == 200, begun.text
    ticket, options = begun.json()["ticket"], begun.json()["options"]
    body = {"ticket": ticket, "name": name, "credential": device.create(options)}
    answer = await person.ask("POST", "/api/account/passkeys", json=body)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def password_first(person: Browser, name: str = "operator", password: str = PASSWORD) -> dict[str, Any]:
    """Type the password of a user with a second factor; the problem document with the ticket."""
    answer = await person.sign_in(name, password)
    assert answer.status_code == 401, answer.text
    asked: dict[str, Any] = answer.json()
    assert asked["type"] == "second-factor-needed", asked
    return asked


async def with_passkey(person: Browser, device: Authenticator, **lie: str) -> httpx.Response:
    """Sign in with a passkey alone."""
    begun = (await person.ask("POST", "/api/session/passkey/begin", json={})).json()
    body = {"ticket": begun["ticket"], "credential": device.get(begun["options"], **lie)}
    return took(person, await person.ask("POST", "/api/session/passkey", json=body))


async def answer_second(person: Browser, ticket: str, **answer: Any) -> httpx.Response:
    """Answer the ticket of a sign-in."""
    return took(person, await person.ask("POST", "/api/session/second-factor", json={"ticket": ticket} | answer))


async def prove(person: Browser, path: str = "/api/session/proof", **body: Any) -> httpx.Response:
    """Prove who is there, with the password where nothing else is given."""
    return took(person, await person.ask("POST", path, json=body or {"password": PASSWORD}))


def took(person: Browser, answer: httpx.Response) -> httpx.Response:
    """The browser keeps the CSRF proof of its session."""
    if answer.status_code == 200:
        person.csrf = answer.json()["csrf"]
    return answer
