from __future__ import annotations

import pytest

from beadle.video.ingest.errors import BadAddress
from beadle.video.ingest.spec import StreamSpec, Transport


def test_credentials_in_the_address_move_out_of_it() -> None:
    spec = StreamSpec("rtsp://olivia:gehe%69m@10.0.0.7/main")
    assert (spec.url, spec.username, spec.password) == ("rtsp://10.0.0.7/main", "olivia", "geheim")


def test_fields_win_over_the_address() -> None:
    spec = StreamSpec("rtsp://a:b@10.0.0.7/main", "olivia", "geheim")
    assert (spec.username, spec.password) == ("olivia", "geheim")


def test_repr_and_str_show_no_password() -> None:
    spec = StreamSpec("rtsp://olivia:geheim@10.0.0.7/main")
    assert "geheim" not in repr(spec) + str(spec)


def test_the_transport_may_be_given_as_text() -> None:
    assert StreamSpec("rtsp://h/", transport="udp").transport is Transport.UDP  # type: ignore[arg-type]
    with pytest.raises(BadAddress):
        StreamSpec("rtsp://h/", transport="sctp")  # type: ignore[arg-type]


def test_a_fingerprint_is_64_hex_digits() -> None:
    assert StreamSpec("rtsps://h/", tls_fingerprint=":".join(["AB"] * 32)).tls_fingerprint == "ab" * 32
    for bad in ("ab", "g" * 64, "ab" * 33):
        with pytest.raises(BadAddress):
            StreamSpec("rtsps://h/", tls_fingerprint=bad)


@pytest.mark.parametrize("secret", ["a\r\nb", "x" * 300, "\x00"])
def test_control_characters_in_credentials_are_refused_without_repeating_them(secret: str) -> None:
    for pair in ((secret, "p"), ("u", secret)):
        with pytest.raises(BadAddress) as caught:
            StreamSpec("rtsp://h/", *pair)
        assert secret not in str(caught.value)


def test_specs_compare_by_what_they_ask_for() -> None:
    assert StreamSpec("rtsp://u:p@h/x") == StreamSpec("rtsp://h:554/x", "u", "p")
    assert StreamSpec("rtsp://h/x") != StreamSpec("rtsp://h/y")
