"""Time stamps by a real authority (openssl's), over real HTTP, and everything that is none."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from tests.factories.log import point

from beadle.audit.errors import StampFailed
from beadle.audit.stamping import caller, check, stamp
from beadle.platform.outgoing import OutgoingFailed, OutgoingRefused, OutgoingSettings

NOTE = point(1)
CONFIGURATION = """
[tsa]
default_tsa = one
[one]
serial = {folder}/serial
signer_cert = {folder}/tsa.pem
signer_key = {folder}/tsa.key
signer_digest = sha256
default_policy = 1.2.3.4.1
other_policies = 1.2.3.4.5
digests = sha256, sha512
ess_cert_id_chain = no
ess_cert_id_alg = sha256
[usage]
extendedKeyUsage = critical,timeStamping
"""


def openssl(*words: object, **more: Any) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["openssl", *map(str, words)], capture_output=True, text=True, check=True, **more)


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A root, and a certificate for time stamps below it."""
    folder = tmp_path_factory.mktemp("tsa")
    (folder / "tsa.cnf").write_text(CONFIGURATION.format(folder=folder))
    (folder / "serial").write_text("01")
    new = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2")
    for name in ("root", "other"):
        openssl(
            "req",
            "-x509",
            *new,
            "-keyout",
            folder / f"{name}.key",
            "-out",
            folder / f"{name}.pem",
            "-subj",
            f"/CN={name}",
        )
    openssl("req", *new[:-2], "-keyout", folder / "tsa.key", "-out", folder / "tsa.csr", "-subj", "/CN=Time")
    openssl(
        *("x509", "-req", "-in", folder / "tsa.csr", "-CA", folder / "root.pem", "-CAkey", folder / "root.key"),
        *("-CAcreateserial", "-days", "2", "-extfile", folder / "tsa.cnf", "-extensions", "usage"),
        *("-out", folder / "tsa.pem"),
    )
    return folder


def answer(folder: Path, request: bytes) -> bytes:
    """What the authority says to a request."""
    (folder / "query").write_bytes(request)
    openssl(
        *("ts", "-reply", "-config", folder / "tsa.cnf", "-section", "one"),
        *("-queryfile", folder / "query", "-out", folder / "reply"),
    )
    return (folder / "reply").read_bytes()


def test_a_stamp_and_what_openssl_says_of_it(authority: Path) -> None:
    made = stamp(NOTE, "http://tsa", roots=authority / "root.pem", send=lambda _url, body: answer(authority, body))
    assert check(NOTE, made.answer, roots=authority / "root.pem") == made
    (authority / "note").write_text(NOTE)
    (authority / "answer").write_bytes(made.answer)
    said = openssl(
        *("ts", "-verify", "-data", authority / "note", "-in", authority / "answer"),
        *("-CAfile", authority / "root.pem"),
    )
    assert "Verification: OK" in said.stdout


def test_what_is_no_stamp_of_this_note(authority: Path) -> None:
    made = stamp(NOTE, "http://tsa", send=lambda _url, body: answer(authority, body))
    with pytest.raises(StampFailed, match="something else"):
        check(point(2), made.answer)
    with pytest.raises(StampFailed, match="not signed"):
        check(NOTE, made.answer, roots=authority / "other.pem")
    with pytest.raises(StampFailed, match="cannot be read"):
        check(NOTE, made.answer, roots=authority / "none.pem")
    with pytest.raises(StampFailed, match="another question"):
        stamp(NOTE, "http://tsa", send=lambda _url, _body: made.answer)
    for spoilt in (b"", b"nonsense", made.answer[:-10], b"\0" * 70_000):
        with pytest.raises(StampFailed):
            stamp(NOTE, "http://tsa", send=lambda _url, _body, spoilt=spoilt: spoilt)


def test_an_authority_that_refuses(authority: Path) -> None:
    with pytest.raises(StampFailed, match="refused"):
        stamp(NOTE, "http://tsa", send=lambda _url, _body: answer(authority, b"no request"))


class Handler(BaseHTTPRequestHandler):
    """Answers by the path."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        status = {"/moved": 302, "/down": 500}.get(self.path, 200)
        data = b"x" * 100_000 if self.path == "/long" else body[::-1]
        self.send_response(status)
        if status == 302:
            self.send_header("Location", "/elsewhere")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        """Quiet."""


@pytest.fixture
def address() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join(60)


def test_the_call_goes_where_it_was_told_and_no_further(address: str) -> None:
    post = caller(OutgoingSettings(loopback=True))
    assert post(f"{address}/tsa", b"abc") == b"cba"
    for path, said in (("/moved", "answered 302"), ("/down", "answered 500"), ("/long", "more than 64 KiB")):
        with pytest.raises((StampFailed, OutgoingFailed), match=said):
            post(f"{address}{path}", b"abc")
    for url in ("file:///etc/passwd", "ftp://127.0.0.1/", "gopher://x/", "", "http://127.0.0.1:1/"):
        with pytest.raises((OutgoingRefused, OutgoingFailed)):
            post(url, b"abc")
    with pytest.raises(OutgoingRefused):
        caller(OutgoingSettings())(f"{address}/tsa", b"abc")
