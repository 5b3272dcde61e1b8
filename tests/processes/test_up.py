"""Starting everything on one machine: what is in the way is said before anything starts."""

from __future__ import annotations

import socket

import pytest

from beadle.platform.errors import Unavailable
from beadle.processes.settings import ServerSettings
from beadle.processes.up import _address, port_is_free


def test_a_port_in_use_is_named() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(Unavailable, match=f"Port {port}"):
            port_is_free("127.0.0.1", port)
    port_is_free("127.0.0.1", port)


def test_the_address_is_one_that_a_person_can_open() -> None:
    assert _address(ServerSettings(host="0.0.0.0"), 8440) == "http://localhost:8440/"
    assert _address(ServerSettings(host="cctv.example"), 80) == "http://cctv.example:80/"
