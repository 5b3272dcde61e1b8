"""Addresses and networks: which lie where, and what hides inside another. Pure; names are not looked up."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network

Address = IPv4Address | IPv6Address
Networks = tuple[IPv4Network | IPv6Network, ...]

_NAT64 = IPv6Network("64:ff9b::/96")
_METADATA = frozenset(
    ipaddress.ip_address(text)
    for text in ("169.254.169.254", "fd00:ec2::254", "100.100.100.200", "168.63.129.16", "192.0.0.192")
)
"""Where clouds answer the machines inside them, with keys for whoever asks."""


def parse_networks(texts: Iterable[str]) -> Networks:
    """Networks such as 10.0.0.0/8, or single addresses. Raises ValueError that quotes the one that is wrong."""
    found = []
    for text in texts:
        try:
            found.append(ipaddress.ip_network(text.strip()))
        except ValueError as error:
            raise ValueError(f"{text[:60]!r} is no network: write 10.0.0.0/8, fd00::/8 or a single address") from error
    return tuple(found)


def address_of(text: str) -> Address | None:
    """The address that the text is; None for a name. Brackets and zone go, IPv6 that only wraps IPv4 is unwrapped."""
    try:
        address = ipaddress.ip_address(text.strip("[]").split("%", 1)[0])
    except ValueError:
        return None
    return _unwrapped(address)


def _unwrapped(address: Address) -> Address:
    if isinstance(address, IPv4Address):
        return address
    inner = address.ipv4_mapped or address.sixtofour
    if inner is None and address in _NAT64:
        inner = IPv4Address(int(address) & 0xFFFFFFFF)
    return inner or address


def is_in(text: str, networks: Networks) -> bool:
    """Whether the address lies in one of the networks. False for a name."""
    address = address_of(text)
    return address is not None and any(address in network for network in networks)


def is_loopback(text: str) -> bool:
    """Whether it is an address of this machine alone. False for a name."""
    address = address_of(text)
    return address is not None and address.is_loopback


def fault_of(text: str, allowed: Networks, *, loopback: bool) -> str | None:
    """Why an address may not be called, or None. Private networks may: a council's own servers are in them."""
    address = address_of(text)
    if address is None or any(address in network for network in allowed):
        return None
    if address.is_loopback:
        return None if loopback else "this machine itself"
    if address in _METADATA:
        return "a cloud's metadata service"
    for said, words in (
        (address.is_link_local, "a link-local address"),
        (address.is_multicast, "a multicast address"),
        (address.is_unspecified or _is_this_network(address), "no address at all"),
        (isinstance(address, IPv6Address) and address.teredo is not None, "a tunnel's address"),
        (address.is_reserved, "a reserved address"),
    ):
        if said:
            return words
    return None


def _is_this_network(address: Address) -> bool:
    return isinstance(address, IPv4Address) and address in IPv4Network("0.0.0.0/8")
