from __future__ import annotations

import pytest

from beadle.platform.networks import address_of, fault_of, is_in, is_loopback, parse_networks


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("127.0.0.1", "this machine"),
        ("127.8.8.8", "this machine"),
        ("::1", "this machine"),
        ("::ffff:127.0.0.1", "this machine"),
        ("64:ff9b::7f00:1", "this machine"),
        ("2002:7f00:1::", "this machine"),
        ("169.254.169.254", "metadata"),
        ("::ffff:169.254.169.254", "metadata"),
        ("64:ff9b::a9fe:a9fe", "metadata"),
        ("fd00:ec2::254", "metadata"),
        ("100.100.100.200", "metadata"),
        ("168.63.129.16", "metadata"),
        ("169.254.1.1", "link-local"),
        ("fe80::1", "link-local"),
        ("fe80::1%eth0", "link-local"),
        ("224.0.0.1", "multicast"),
        ("ff02::1", "multicast"),
        ("0.0.0.0", "no address"),
        ("0.1.2.3", "no address"),
        ("::", "no address"),
        ("2001:0:1::1", "tunnel"),
        ("255.255.255.255", "reserved"),
        ("240.0.0.1", "reserved"),
        ("::127.0.0.1", "reserved"),
    ],
)
def test_what_may_not_be_called(address: str, said: str) -> None:
    assert said in (fault_of(address, (), loopback=False) or "")


@pytest.mark.parametrize(
    "address", ["10.2.0.5", "192.168.1.1", "172.16.0.1", "fd12::5", "8.8.8.8", "2a00:1450::1", "name"]
)
def test_what_may_be(address: str) -> None:
    assert fault_of(address, (), loopback=False) is None


def test_what_is_allowed_by_name() -> None:
    allowed = parse_networks(["169.254.7.0/24", " fe80::/10"])
    assert fault_of("169.254.7.7", allowed, loopback=False) is None
    assert fault_of("169.254.8.7", allowed, loopback=False) is not None
    assert fault_of("fe80::7", allowed, loopback=False) is None
    assert fault_of("127.0.0.1", (), loopback=True) is None


@pytest.mark.parametrize("text", ["", "10.0.0.0/33", "10.0.0.1/8", "proxy.example", "10.0.0"])
def test_what_is_no_network(text: str) -> None:
    with pytest.raises(ValueError, match="no network"):
        parse_networks([text])


def test_belonging() -> None:
    networks = parse_networks(["10.0.0.0/8", "2001:db8::/32"])
    assert is_in("10.1.2.3", networks)
    assert is_in("::ffff:10.1.2.3", networks)
    assert is_in("2001:db8::5", networks)
    assert not is_in("11.0.0.1", networks)
    assert not is_in("nobody", networks)
    assert is_loopback("[::1]")
    assert not is_loopback("localhost")
    assert address_of("not an address") is None
