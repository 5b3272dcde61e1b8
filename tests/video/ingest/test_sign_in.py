from __future__ import annotations

import base64
import hashlib
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beadle.platform.errors import BeadleError
from beadle.video.ingest.errors import Malformed, SignInFailed
from beadle.video.ingest.sign_in import SignIn, parse_challenges


def sign_in() -> SignIn:
    made = SignIn("Mufasa", "Circle of Life", make_cnonce=lambda: "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ")
    made.begin()
    return made


def test_digest_as_the_example_of_rfc_7616() -> None:
    """Section 3.9.1: the method is GET there, but the sums are the same."""
    for algorithm, wanted in (
        ("MD5", "8ca523f5e9506fed4657c9700eebdbec"),
        ("SHA-256", "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"),
    ):
        signer = sign_in()
        signer.take_up(
            [
                (
                    f'Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm={algorithm}, '
                    'nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", '
                    'opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"'
                )
            ]
        )
        header = signer.header("GET", "/dir/index.html") or ""
        assert f'response="{wanted}"' in header
        assert 'opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"' in header
        assert "nc=00000001" in header
        assert "nc=00000002" in (signer.header("GET", "/dir/index.html") or "")


def test_digest_without_qop_as_old_cameras_do_it() -> None:
    signer = SignIn("admin", "12345")
    signer.begin()
    signer.take_up(['Digest realm="IP Camera(12345)", nonce="abc", stale="FALSE"'])

    def md5(text: str) -> str:
        return hashlib.md5(text.encode()).hexdigest()

    secret, request = md5("admin:IP Camera(12345):12345"), md5("DESCRIBE:rtsp://h/x")
    header = signer.header("DESCRIBE", "rtsp://h/x") or ""
    assert f'response="{md5(f"{secret}:abc:{request}")}"' in header
    assert "cnonce" not in header
    assert "algorithm" not in header


def test_sessions_of_digest_hash_the_client_nonce() -> None:
    signer = sign_in()
    signer.take_up(['Digest realm="r", nonce="n", algorithm=MD5-sess, qop="auth"'])

    def md5(text: str) -> str:
        return hashlib.md5(text.encode()).hexdigest()

    cnonce = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ"
    secret = md5(f"{md5('Mufasa:r:Circle of Life')}:n:{cnonce}")
    wanted = md5(f"{secret}:n:00000001:{cnonce}:auth:{md5('PLAY:u')}")
    assert f'response="{wanted}"' in (signer.header("PLAY", "u") or "")


def test_basic_when_nothing_better_is_offered() -> None:
    signer = sign_in()
    assert signer.header("PLAY", "u") is None
    signer.take_up(['Basic realm="x"'])
    assert signer.header("PLAY", "u") == "Basic " + base64.b64encode(b"Mufasa:Circle of Life").decode()
    assert signer.in_clear


def test_the_strongest_offer_wins() -> None:
    signer = sign_in()
    signer.take_up(['Basic realm="x"', 'Digest realm="x", nonce="m"', 'Digest realm="x", nonce="s", algorithm=SHA-256'])
    assert 'nonce="s"' in (signer.header("PLAY", "u") or "")
    assert not signer.in_clear


def test_several_offers_in_one_line() -> None:
    found = parse_challenges(['Digest realm="a, Basic b", nonce="n\\"1", Basic realm="c"'])
    assert [(c.algorithm, c.realm, c.nonce) for c in found] == [("MD5", "a, Basic b", 'n"1'), ("", "c", "")]


def test_no_downgrade_to_basic_once_digest_was_offered() -> None:
    signer = sign_in()
    signer.take_up(['Digest realm="x", nonce="n"'])
    signer.begin()
    with pytest.raises(SignInFailed, match="clear"):
        signer.take_up(['Basic realm="x"'])
    assert not (signer.header("PLAY", "u") or "").startswith("Basic")


def test_a_wrong_password_is_found_out_at_the_second_401() -> None:
    signer = sign_in()
    signer.take_up(['Digest realm="x", nonce="n"'])
    with pytest.raises(SignInFailed, match="refuses"):
        signer.take_up(['Digest realm="x", nonce="n2"'])


def test_a_stale_nonce_is_renewed_but_not_for_ever() -> None:
    signer = sign_in()
    signer.take_up(['Digest realm="x", nonce="n0"'])
    for turn in (1, 2):
        signer.take_up([f'Digest realm="x", nonce="n{turn}", stale=true'])
        assert f'nonce="n{turn}"' in (signer.header("PLAY", "u") or "")
    with pytest.raises(SignInFailed):
        signer.take_up(['Digest realm="x", nonce="n3", stale=true'])


def test_each_request_counts_its_own_challenges() -> None:
    signer = sign_in()
    for turn in range(5):
        signer.begin()
        signer.take_up([f'Digest realm="x", nonce="n{turn}"'])


def test_no_name_entered_says_so() -> None:
    signer = SignIn("", "")
    signer.begin()
    with pytest.raises(SignInFailed, match="none is entered"):
        signer.take_up(['Digest realm="x", nonce="n"'])


@pytest.mark.parametrize(
    "line",
    ["", "Negotiate", 'Digest realm="x"', 'Digest nonce="n", algorithm=SHA-512', 'Digest nonce="n", qop="auth-int"'],
)
def test_an_offer_that_we_cannot_take_up(line: str) -> None:
    with pytest.raises(SignInFailed):
        sign_in().take_up([line])


def test_a_nonce_of_a_megabyte_is_refused() -> None:
    with pytest.raises(Malformed):
        sign_in().take_up([f'Digest realm="x", nonce="{"n" * 1_000_000}"'])


def test_values_cannot_break_out_of_their_quotes() -> None:
    signer = SignIn('a"b\\', "p")
    signer.begin()
    signer.take_up(['Digest realm="r\\"x", nonce="n"'])
    header = signer.header("PLAY", "u") or ""
    assert 'username="a\\"b\\\\"' in header
    assert 'realm="r\\"x"' in header


def test_errors_never_hold_the_password() -> None:
    signer = SignIn("admin", "geheim")
    signer.begin()
    signer.take_up(['Basic realm="x"'])
    with pytest.raises(SignInFailed) as caught:
        signer.take_up(['Basic realm="x"'])
    assert "geheim" not in str(caught.value) + repr(caught.value)


@given(st.lists(st.text(max_size=200), max_size=5))
def test_any_challenge_is_answered_or_refused(lines: list[str]) -> None:
    signer = sign_in()
    for line in lines:
        try:
            signer.take_up([line, f"Digest {line}"])
        except BeadleError:
            continue
        header = signer.header("PLAY", "u") or ""
        assert re.fullmatch(r"(Basic|Digest) .*", header, re.DOTALL)
