"""What may stand in an address as its host. Pure."""

from __future__ import annotations

import ipaddress
import re

_LABEL = re.compile(r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?", re.IGNORECASE)
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*", re.IGNORECASE)


def is_host(host: str) -> bool:
    """Whether `host` is a name, or an IP address in its one usual form.

    A last label that is a number makes an IP address of it (WHATWG URL, "ends in a number"), and then it has to be
    a full one: systems resolve "127.1", "0x7f000001" and "2130706433" as well, and no two parsers agree on them.
    """
    if ":" in host:
        return "%" not in host and _is_address(host)
    labels = host.removesuffix(".").split(".")
    if _NUMBER.fullmatch(labels[-1]):
        return _is_address(host)
    return 0 < len(host) <= 253 and all(_LABEL.fullmatch(label) for label in labels)


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
