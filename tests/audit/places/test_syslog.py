"""Copies to syslog, received by real sockets."""

from __future__ import annotations

import re
import socket
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.factories.log import point

from beadle.audit.errors import CopyFailed
from beadle.audit.judging import notes_in
from beadle.audit.places.syslog import SyslogPlace, message
from beadle.audit.places.terms import Sent

AT = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)
SENT = [Sent(number, AT, point(number)) for number in (1, 2)]
FORM = re.compile(
    rb'<109>1 2026-06-01T12:00:00Z \S+ beadle - checkpoint \[beadle@32473 number="[12]" note="[A-Za-z0-9+/=]+"\]'
    rb" checkpoint [12]"
)


def test_the_form_is_that_of_the_rfc() -> None:
    text = message(SENT[0], "host")
    assert FORM.fullmatch(text)
    assert notes_in(f"Jun  1 relay {text.decode()}") == [SENT[0].note]


def test_over_a_unix_socket(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as server:
        server.bind(str(tmp_path / "log"))
        server.settimeout(10)
        SyslogPlace(f"unix:{tmp_path}/log").send(SENT)
        assert all(FORM.fullmatch(server.recv(65_536)) for _ in SENT)


def test_over_udp() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
        server.bind(("127.0.0.1", 0))
        server.settimeout(10)
        SyslogPlace(f"udp://127.0.0.1:{server.getsockname()[1]}").send(SENT)
        assert all(FORM.fullmatch(server.recv(65_536)) for _ in SENT)


def test_over_tcp_each_message_says_its_length() -> None:
    received = b""

    def serve() -> None:
        nonlocal received
        connection, _ = server.accept()
        with connection:
            while piece := connection.recv(4096):
                received += piece

    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=serve)
        thread.start()
        SyslogPlace(f"tcp://127.0.0.1:{server.getsockname()[1]}").send(SENT)
        thread.join(60)
    found = []
    while received:
        length, _, rest = received.partition(b" ")
        found.append(rest[: int(length)])
        received = rest[int(length) :]
    assert len(found) == 2
    assert all(FORM.fullmatch(each) for each in found)


def test_where_nobody_listens(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    with pytest.raises(OSError, match="refused"):
        SyslogPlace(f"tcp://127.0.0.1:{port}").send(SENT)
    with pytest.raises(OSError, match="No such file"):
        SyslogPlace(f"unix:{tmp_path}/none").send(SENT)


@pytest.mark.parametrize(
    "address", ["host:514", "http://host:514", "udp://host", "tcp://host:99999", "unix:", "udp://"]
)
def test_what_is_no_address(address: str) -> None:
    with pytest.raises(CopyFailed, match="no address"):
        SyslogPlace(address).send(SENT)
