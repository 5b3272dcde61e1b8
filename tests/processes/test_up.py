"""Starting everything on one machine: what is in the way is said before anything starts."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from beadle.platform.authority import checked_hosts
from beadle.platform.clock import SYSTEM
from beadle.platform.errors import Invalid, Unavailable
from beadle.processes.encryption import local_authority
from beadle.processes.settings import ServerSettings
from beadle.processes.up import _address, _names, port_is_free
from beadle.processes.wiring import open_installation


def test_a_port_in_use_is_named() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(Unavailable, match=f"Port {port}"):
            port_is_free("127.0.0.1", port)
    port_is_free("127.0.0.1", port)


def test_the_address_is_one_that_a_person_can_open() -> None:
    assert _address(ServerSettings(host="0.0.0.0"), 8440, None) == "http://localhost:8440/"
    assert _address(ServerSettings(host="cctv.example"), 80, None) == "http://cctv.example:80/"
    assert _address(ServerSettings(host="0.0.0.0"), 443, ("cctv.example",)) == "https://cctv.example:443/"
    assert _address(ServerSettings(), 8440, ("cctv.example", "localhost")) == "https://localhost:8440/"


def test_what_would_keep_the_server_from_starting_is_said_at_once(data_dir: Path) -> None:
    open_ = ServerSettings(host="0.0.0.0")
    installation = open_installation(data_dir)
    with pytest.raises(Invalid, match="without encryption"):
        _names(installation, open_)
    assert _names(installation, ServerSettings()) is None
    local_authority(data_dir).make("Council", checked_hosts(["cctv.example"]), SYSTEM)
    assert _names(installation, open_) == ("cctv.example", "localhost", "127.0.0.1", "::1")


def test_a_port_of_ipv6() -> None:
    with socket.socket(socket.AF_INET6) as taken:
        taken.bind(("::1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(Unavailable, match=f"Port {port}"):
            port_is_free("::1", port)
    port_is_free("::1", port)
