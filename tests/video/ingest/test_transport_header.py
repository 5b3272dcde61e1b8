from __future__ import annotations

import pytest

from beadle.video.ingest.errors import Malformed
from beadle.video.ingest.transport_header import parse_channels, parse_server_ports


@pytest.mark.parametrize(
    ("header", "pair"),
    [
        ("RTP/AVP/TCP;unicast;interleaved=0-1", (0, 1)),
        ("RTP/AVP/TCP;unicast;interleaved=4-5;ssrc=1234", (4, 5)),
        ("RTP/AVP/TCP;interleaved=2", (2, 3)),
        ("RTP/AVP/TCP; Interleaved=7-3", (7, 3)),
        ("RTP/AVP/TCP", (0, 1)),
        ("", (0, 1)),
    ],
)
def test_channels(header: str, pair: tuple[int, int]) -> None:
    assert parse_channels(header) == pair


@pytest.mark.parametrize("value", ["300-301", "255", "0-0", "a-b", "-1-0", "99999999", "0-1-2", "", "٣-٤"])
def test_odd_channels_are_refused(value: str) -> None:
    with pytest.raises(Malformed):
        parse_channels(f"RTP/AVP/TCP;interleaved={value}")


def test_another_transport_than_asked_for_is_refused() -> None:
    with pytest.raises(Malformed):
        parse_channels("RTP/AVP;unicast;client_port=5000-5001")
    with pytest.raises(Malformed):
        parse_server_ports("RTP/AVP/TCP;interleaved=0-1")


def test_server_ports() -> None:
    assert parse_server_ports("RTP/AVP;unicast;client_port=5-6;server_port=6970-6971") == (6970, 6971)
    assert parse_server_ports("RTP/AVP;unicast;client_port=5-6") is None
    for bad in ("0-1", "70000-70001", "x"):
        with pytest.raises(Malformed):
            parse_server_ports(f"RTP/AVP;server_port={bad}")
