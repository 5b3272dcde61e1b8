"""Rules for what a camera becomes when something is said of it. Pure: no I/O."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from beadle.estate.addresses import parse, place
from beadle.estate.errors import BadAddress
from beadle.estate.schemas import CameraFields

_EMPTY_IS_NONE = frozenset(
    {"site_id", "latitude", "longitude", "bearing", "field_of_view", "range_metres", "cost_pence"}
)
_EMPTY_IS_TEXT = frozenset(
    {"purpose", "pressing_need", "lawful_basis", "owner", "funding_line", "username", "tls_fingerprint"}
)
FIELDS = (
    "number",
    "name",
    *("site_id", "latitude", "longitude", "bearing", "field_of_view", "range_metres"),
    *("purpose", "pressing_need", "lawful_basis", "owner", "funding_line", "cost_pence"),
    *("streams", "username", "transport", "tls_verify", "tls_fingerprint", "enabled", "recorded", "retention_days"),
    *("motion", "motion_ignore", "ptz"),
)
"""Columns of a camera that people set; the password is apart."""

NOTHING_SAID: dict[str, Any] = {
    **dict.fromkeys(_EMPTY_IS_TEXT, ""),
    "streams": {},
    "transport": "tcp",
    "tls_verify": True,
    "enabled": True,
    "recorded": True,
    "retention_days": 31,
    "motion": "off",
    "motion_ignore": [],
    "ptz": False,
}
"""What a new camera is where nothing else is said."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be set. `password`: None leaves it, "" removes it. `notes` are told to whoever asked."""

    values: dict[str, Any]
    password: str | None = field(default=None, repr=False)
    notes: tuple[str, ...] = ()


def wish(fields: CameraFields) -> Wish:
    """The wish behind a request's fields. Raises BadAddress.

    A sign-in that stands in an address moves to its own fields; two different ones are refused.
    """
    given = fields.model_dump(exclude_unset=True, exclude={"streams", "password", "group_ids"}, mode="python")
    values: dict[str, Any] = {}
    for name, value in given.items():
        if value is not None:
            values[name] = value.value if name == "transport" else value
        elif name in _EMPTY_IS_NONE:
            values[name] = None
        elif name in _EMPTY_IS_TEXT:
            values[name] = ""
    password = fields.password
    notes: tuple[str, ...] = ()
    if fields.streams is not None:
        values["streams"], found = _streams(fields.streams.addresses())
        if found is not None:
            username, in_address = found
            _agree(values.get("username") or username, username, password or in_address, in_address)
            values["username"], password = username, in_address
            notes = ("The name and password that stood in the address were moved to their own fields.",)
    return Wish(values, password, notes)


def _streams(addresses: Mapping[str, str]) -> tuple[dict[str, str], tuple[str, str] | None]:
    parsed = {name: parse(text) for name, text in addresses.items()}
    found = {(one.username or "", one.password or "") for one in parsed.values() if one.username or one.password}
    if len(found) > 1:
        raise BadAddress("The streams' addresses hold different sign-ins.", advice="A camera has one; give it once.")
    return {name: one.url for name, one in parsed.items()}, next(iter(found), None)


def _agree(username: str, in_address: str, password: str, password_in_address: str) -> None:
    if username != in_address or password != password_in_address:
        raise BadAddress(
            "The sign-in in the address is another than the one in the fields.", advice="Give it once, in the fields."
        )


def hosts(streams: Iterable[str]) -> set[str]:
    """The hosts that the addresses name."""
    return {urlsplit(url).hostname or "" for url in streams}


def takes_password_elsewhere(before: Mapping[str, str], wanted: Wish) -> bool:
    """Whether a stored password would now be sent to a host that it was not given for.

    Whoever may change an address may not see the password; they must not get it by pointing the camera at themselves.
    """
    after: dict[str, str] = wanted.values.get("streams", before)
    return wanted.password is None and not hosts(after.values()) <= hosts(before.values())


def difference(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    """What changed, for the audit log: [before, after] by field. Of addresses only host and port are said."""
    changed = {name: [before[name], after[name]] for name in after if before[name] != after[name]}
    if "streams" in changed:
        changed["streams"] = [{name: place(url) for name, url in streams.items()} for streams in changed["streams"]]
    return changed
