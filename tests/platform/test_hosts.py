from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beadle.platform.hosts import is_host


@pytest.mark.parametrize(
    "host",
    ["camera", "camera-12.lan", "10.0.0.7", "::1", "fd00::7", "a_b.example", "camera.", "0x7f.example", "x" * 63],
)
def test_names_and_addresses(host: str) -> None:
    assert is_host(host)


@pytest.mark.parametrize(
    "host",
    [
        "",
        ".",
        "a..b",
        "-a",
        "a-",
        "x" * 64,
        "a." * 127 + "a",
        "a b",
        "fe80::1%eth0",
        "1:2",
        "10.0.0",
        "10.0.0.256",
        "010.0.0.1",
        "127.1",
        "2130706433",
        "0x7f000001",
        "0X7F.0.0.0x1",
        "a.1",
        "10.0.0.7.",
    ],
)
def test_what_is_none(host: str) -> None:
    assert not is_host(host)


@given(st.text(alphabet="0123456789abcdefx.:", max_size=20))
def test_whatever_ends_in_a_number_is_four_numbers(host: str) -> None:
    if ":" not in host and host.rpartition(".")[2].isdigit() and is_host(host):
        assert [0 <= int(part) <= 255 for part in host.split(".")] == [True] * 4
