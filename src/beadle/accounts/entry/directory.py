"""Talking to the council's directory (OpenID Connect): discovery, the code's exchange, keys. Nothing else leaves.

The address comes from the settings; what the directory names in turn must be https too, or this very machine where the
directory itself is. Each call goes through `platform.outgoing`: addresses checked, no redirects, bounded size and time.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote_plus, urlsplit

import httpx
from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
from authlib.oauth2.rfc7636 import create_s256_code_challenge

from beadle.accounts.entry import idtoken
from beadle.accounts.entry.claims import has_claim
from beadle.accounts.entry.errors import DirectoryAway, DirectoryRefused
from beadle.accounts.entry.idtoken import Expected, UnknownKey
from beadle.accounts.entry.origin import is_loopback
from beadle.accounts.entry.settings import OidcSettings
from beadle.platform.clock import Clock
from beadle.platform.log import get_logger
from beadle.platform.outgoing import OutgoingFailed, OutgoingRefused, OutgoingSettings, open_client

_PATIENCE_S = 10.0
_LARGEST = 1 << 20
_KEPT_S = 3600.0
_KEYS_AGAIN_S = 60.0
"""A stranger's token with an unknown key must not make us ask the directory each time."""
_WELL_KNOWN = "/.well-known/openid-configuration"
_log = get_logger("directory")


@dataclass(frozen=True, slots=True)
class Journey:
    """What has to be remembered while the person is at the directory."""

    state: str
    nonce: str
    verifier: str

    @classmethod
    def new(cls) -> Journey:
        """256 random bits each."""
        return cls(*(secrets.token_urlsafe(32) for _ in range(3)))


@dataclass(frozen=True, slots=True)
class Provider:
    """What the directory says of itself."""

    authorization: str
    token: str
    keys: str
    userinfo: str
    names_itself: bool
    secret_in_body: bool


def permitted(url: str, issuer: str) -> bool:
    """Whether the address may be asked: https, or plain http on this machine where the directory is there itself."""
    try:
        parts, home = urlsplit(url), urlsplit(issuer)
        if not parts.hostname or parts.username is not None or parts.fragment:
            return False
    except ValueError:
        return False
    if parts.scheme == "https":
        return is_loopback(home.hostname) or not is_loopback(parts.hostname)
    return parts.scheme == "http" and is_loopback(parts.hostname) and is_loopback(home.hostname)


_OUTGOING = OutgoingSettings()


def _towards(settings: OidcSettings, outgoing: OutgoingSettings) -> OutgoingSettings:
    """The settings of calls out, with what an administrator has said of the directory itself."""
    said: dict[str, object] = {"seconds": min(outgoing.seconds, _PATIENCE_S)}
    if is_loopback(urlsplit(settings.issuer).hostname):
        said["loopback"] = True
    if settings.certificate_authority is not None:
        said["ca_file"] = str(settings.certificate_authority)
    return outgoing.model_copy(update=said)


class Directory:
    """The directory of the settings. What it says of itself and its keys are asked for once an hour."""

    def __init__(
        self, settings: OidcSettings, secret: str, clock: Clock, outgoing: OutgoingSettings = _OUTGOING
    ) -> None:
        self._settings = settings
        self._secret = secret
        self._clock = clock
        self._provider: tuple[float, Provider] | None = None
        self._keys: tuple[float, dict[str, Any]] | None = None
        self._outgoing = outgoing

    async def provider(self) -> Provider:
        """What the directory says of itself. Raises DirectoryAway."""
        now = self._clock.monotonic()
        if self._provider is None or now - self._provider[0] > _KEPT_S:
            said = await self._ask("GET", self._settings.issuer.rstrip("/") + _WELL_KNOWN)
            self._provider = now, self._understood(said)
        return self._provider[1]

    def _understood(self, said: Mapping[str, Any]) -> Provider:
        if said.get("issuer") != self._settings.issuer:
            raise self._away("it calls itself by another name", said.get("issuer"))
        names = ("authorization_endpoint", "token_endpoint", "jwks_uri", "userinfo_endpoint")
        places = [str(said.get(name) or "") for name in names]
        for place in [*places[:3], *filter(None, places[3:])]:
            if not permitted(place, self._settings.issuer):
                raise self._away("it names an address that may not be asked", place)
        if "S256" not in said.get("code_challenge_methods_supported", ["S256"]):
            raise self._away("it does not do PKCE with S256", None)
        ways = said.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
        return Provider(
            authorization=places[0],
            token=places[1],
            keys=places[2],
            userinfo=places[3],
            names_itself=said.get("authorization_response_iss_parameter_supported") is True,
            secret_in_body="client_secret_basic" not in ways,
        )

    async def entrance(self, journey: Journey, redirect_uri: str, *, fresh: bool) -> str:
        """The address of the directory's own page. fresh: the person signs in anew, whatever the directory knows."""
        provider = await self.provider()
        more = {"prompt": "login", "max_age": "0"} if fresh else {}
        address: str = prepare_grant_uri(
            provider.authorization,
            self._settings.client_id,
            "code",
            redirect_uri,
            " ".join(dict.fromkeys(("openid", *self._settings.scopes))),
            journey.state,
            nonce=journey.nonce,
            code_challenge=create_s256_code_challenge(journey.verifier),
            code_challenge_method="S256",
            **more,
        )
        return address

    async def redeem(self, code: str, journey: Journey, redirect_uri: str, *, fresh: bool) -> dict[str, Any]:
        """The claims that the code stands for. Raises DirectoryAway, or DirectoryRefused where they may be false."""
        provider = await self.provider()
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": redirect_uri,
            "code_verifier": journey.verifier,
        }
        said = await self._ask("POST", provider.token, form=form, provider=provider)
        token, access = said.get("id_token"), said.get("access_token")
        if not isinstance(token, str):
            raise DirectoryRefused("The directory's answer cannot be trusted.", reason="untrusted")
        access = access if isinstance(access, str) else ""
        own = self._settings
        claims = await self._verified(token, Expected(own.issuer, own.client_id, journey.nonce, access, fresh))
        if has_claim(claims, own.claim) or not provider.userinfo or not access:
            return claims
        more = await self._ask("GET", provider.userinfo, bearer=access)
        if more.get("sub") != claims["sub"]:
            raise DirectoryRefused("The directory's answer cannot be trusted.", reason="untrusted")
        return more | claims

    async def _verified(self, token: str, expected: Expected) -> dict[str, Any]:
        try:
            return idtoken.verified(token, await self._key_set(older_s=_KEPT_S), expected, self._clock.now())
        except UnknownKey:
            keys = await self._key_set(older_s=_KEYS_AGAIN_S)
        try:
            return idtoken.verified(token, keys, expected, self._clock.now())
        except UnknownKey as error:
            raise DirectoryRefused("The directory's answer cannot be trusted.", reason="untrusted") from error

    async def _key_set(self, *, older_s: float) -> dict[str, Any]:
        """The directory's keys, asked for anew where what we have is older than that."""
        now = self._clock.monotonic()
        if self._keys is None or now - self._keys[0] > older_s:
            self._keys = now, await self._ask("GET", (await self.provider()).keys)
        return self._keys[1]

    async def _ask(
        self,
        method: str,
        url: str,
        *,
        form: dict[str, str] | None = None,
        provider: Provider | None = None,
        bearer: str = "",
    ) -> dict[str, Any]:
        headers = {"accept": "application/json"}
        headers |= {"authorization": f"Bearer {bearer}"} if bearer else {}
        auth: httpx.Auth | None = None
        if form is not None and provider is not None:
            form, auth = self._signed(form, provider)
        try:
            async with open_client(_towards(self._settings, self._outgoing), largest=_LARGEST) as client:
                answer = await client.request(method, url, data=form, headers=headers, auth=auth)
        except (OutgoingFailed, OutgoingRefused, httpx.InvalidURL) as error:
            raise self._away(str(error), url) from error
        return self._read(answer.status_code, answer.content, url)

    def _read(self, status: int, body: bytes, url: str) -> dict[str, Any]:
        if 400 <= status < 500:
            _log.warning("the directory refused", status=status, path=urlsplit(url).path)
            raise DirectoryRefused("The directory did not confirm the sign-in.", reason="untrusted")
        try:
            said = json.loads(body) if status == 200 else None
        except (ValueError, RecursionError):
            said = None
        if not isinstance(said, dict):
            raise self._away(f"its answer is no JSON object (status {status})", url)
        return said

    def _signed(self, form: dict[str, str], provider: Provider) -> tuple[dict[str, str], httpx.Auth | None]:
        """The form with proof that it is we who ask (RFC 6749, section 2.3.1)."""
        if not self._secret:
            return form | {"client_id": self._settings.client_id}, None
        if provider.secret_in_body:
            return form | {"client_id": self._settings.client_id, "client_secret": self._secret}, None
        return form, httpx.BasicAuth(quote_plus(self._settings.client_id), quote_plus(self._secret))

    def _away(self, why: str, what: object) -> DirectoryAway:
        _log.error("single sign-on failed", issuer=self._settings.issuer, why=why, what=str(what)[:200])
        return DirectoryAway(
            "Single sign-on does not work at the moment.", advice="Sign in another way, or tell the administrator."
        )
