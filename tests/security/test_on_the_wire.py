"""What a hostile program can do with a socket to the real server: framing, floods, slowness, and what is logged of it.

Bounds of the head and of slowness stand in tests/processes/test_wire.py, with less patience than the server has.
"""

from __future__ import annotations

import json
import re
import select
import socket
from pathlib import Path

import psycopg
import pytest
from tests.factories.served import PASSWORD, Served

HOST = b"Host: beadle.test\r\n"
ALIVE = b"GET /api/alive HTTP/1.1\r\n" + HOST + b"\r\n"
POST = b"POST /api/session HTTP/1.1\r\n" + HOST


def answers(got: bytes) -> list[int]:
    """The status of every response in these bytes."""
    return [int(status) for status in re.findall(rb"HTTP/1\.[01] (\d{3}) ", got)]


SMUGGLED = {
    "two lengths": POST + b"Content-Length: 0\r\nContent-Length: 44\r\n\r\n" + ALIVE,
    "two lengths in one": POST + b"Content-Length: 0, 44\r\n\r\n" + ALIVE,
    "length and chunked": POST + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + ALIVE,
    "chunked and length": POST + b"Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n" + ALIVE,
    "unknown coding": POST + b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n" + ALIVE,
    "chunked is not last": POST + b"Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n" + ALIVE,
    "chunked twice": POST + b"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n" + ALIVE,
    "space before the colon": POST + b"Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n" + ALIVE,
    "length with a sign": POST + b"Content-Length: +44\r\n\r\n" + ALIVE,
    "length in hex": POST + b"Content-Length: 0x2c\r\n\r\n" + ALIVE,
    "length of minus one": POST + b"Content-Length: -1\r\n\r\n" + ALIVE,
    "length without end": POST + b"Content-Length: 99999999999999999999999\r\n\r\n" + ALIVE,
    "no length in it": POST + b"Content-Length:\r\n\r\n" + ALIVE,
    "chunk size of 2^64": POST + b"Transfer-Encoding: chunked\r\n\r\n10000000000000000\r\n" + ALIVE,
    "chunk size with a sign": POST + b"Transfer-Encoding: chunked\r\n\r\n-1\r\n" + ALIVE,
    "folded header": POST + b"X: a\r\n Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + ALIVE,
    "NUL in a header": b"GET /api/alive HTTP/1.1\r\n" + HOST + b"X: a\0b\r\n\r\n",
    "bare CR in a header": b"GET /api/alive HTTP/1.1\r\n" + HOST + b"X: a\rb: c\r\n\r\n",
    "space in the path": b"GET /api/alive x HTTP/1.1\r\n" + HOST + b"\r\n",
    "control character in the path": b"GET /api/\x01alive HTTP/1.1\r\n" + HOST + b"\r\n",
    "another protocol": b"EHLO evil.example\r\n" + ALIVE,
    "HTTP/2 by prior knowledge": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + ALIVE,
    "TLS to an open port": bytes.fromhex("16030100c0010000bc0303") + b"\0" * 180,
    "CONNECT": b"CONNECT 10.0.0.1:22 HTTP/1.1\r\n" + HOST + b"\r\n",
}


@pytest.mark.parametrize("sent", SMUGGLED.values(), ids=list(SMUGGLED))
def test_no_second_request_hides_in_the_first(server: Served, sent: bytes) -> None:
    """One request at most is answered, none of them well, and what hides behind it never is."""
    found = answers(server.raw(sent))
    assert len(found) <= 1, found
    assert all(400 <= status < 500 for status in found), found


def test_it_is_no_proxy(server: Served) -> None:
    """An absolute address is answered as its path alone is: by this server, with what it has itself."""
    got = server.raw(b"GET http://169.254.169.254/api/alive HTTP/1.1\r\n" + HOST + b"\r\n")
    assert got.endswith(b'{"status":"alive"}')


def test_requests_in_a_row_are_answered_in_a_row(server: Served) -> None:
    """The counterpart, without which the test above would pass for a server that answers nothing."""
    assert answers(server.raw(ALIVE * 3)) == [200, 200, 200]


def test_fifty_megabytes_of_json_are_not_read(server: Served) -> None:
    """Signed in or not: the length alone is enough to refuse, and a length that lies is cut at the bound."""
    size = 50 * 1024 * 1024
    proof = f"Cookie: beadle_session={server.http.cookies['beadle_session']}\r\nX-Beadle-CSRF: {server.csrf}\r\n"
    for who in ("", proof):
        head = f"POST /api/sites HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\n{who}Content-Type: application/json\r\n"
        told = server.raw(f"{head}Content-Length: {size}\r\n\r\n[".encode())
        assert answers(told) == [413 if who else 401]
    chunk = b"10000\r\n" + b"[" * 65_536 + b"\r\n"
    head = f"POST /api/sites HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\n{proof}Content-Type: application/json\r\n"
    taken, answer = _sent_until_answered(server, f"{head}Transfer-Encoding: chunked\r\n\r\n".encode(), chunk, 800)
    assert answers(answer) == [413]
    assert taken < 20 * 1024 * 1024
    assert server.alive()


def _sent_until_answered(server: Served, head: bytes, piece: bytes, most: int) -> tuple[int, bytes]:
    """How much of a body was taken before the answer came, and the answer."""
    sent = 0
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as connection:
        connection.sendall(head)
        for _ in range(most):
            if select.select([connection], [], [], 0.002)[0]:
                break
            connection.sendall(piece)
            sent += len(piece)
        return sent, connection.recv(65_536)


def test_a_multipart_bomb_is_only_a_wrong_body(server: Served) -> None:
    """No route takes forms, so nothing parses a hundred thousand parts."""
    parts = b"".join(b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nb\r\n' for _ in range(15_000))
    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    for path in ("/api/sites", "/api/cameras", "/api/cameras/import"):
        answer = server.ask("POST", path, content=parts + b"--x--\r\n", headers=headers)
        assert answer.status_code in {413, 422}, path


def test_compressed_bodies_are_not_unpacked(server: Served) -> None:
    bomb = bytes.fromhex("1f8b0800000000000203") + b"\x4b" * 10_000
    answer = server.ask("POST", "/api/sites", content=bomb, headers={"Content-Encoding": "gzip"})
    assert answer.status_code == 422


@pytest.mark.parametrize(
    "path",
    [
        "/../../../../etc/passwd",
        "/..%2f..%2f..%2fetc%2fpasswd",
        "/assets/..%5c..%5c..%5cpyproject.toml",
        "/%2e%2e/%2e%2e/pyproject.toml",
        "/....//....//etc/passwd",
        "//etc/passwd",
        "/assets//etc/passwd",
        "/index.html%00.js",
        "/.git/config",
        "/secrets.toml",
        "/beadle.toml",
        "/api/../../secrets.toml",
        "/openapi.json",
        "/docs",
        "/redoc",
        "/api/docs",
        "/metrics",
        "/server-status",
        "/" + "a/" * 10_000,
        "/" + "a" * 300,
    ],
)
def test_no_path_leads_out_of_the_web_app(server: Served, path: str) -> None:
    """A path that is no file is a screen of the web app, and its start page tells nothing; the rest is not there."""
    got = server.raw(b"GET " + path.encode() + b" HTTP/1.1\r\n" + HOST + b"Connection: close\r\n\r\n")
    assert answers(got)[0] in {200, 400, 404, 431, 503}
    for word in (b"root:", b"[project]", b"key =", b"openapi", b"swagger", b"process_cpu"):
        assert word not in got, path
    if answers(got)[0] == 200:
        assert b"<!doctype html" in got.lower()


def test_the_ranges_of_a_hundred_thousand_pieces(server: Served) -> None:
    """As long a Range header as the head may have; tests/video/test_routes_playback.py has the media's own."""
    ranges = b"bytes=" + b",".join(b"%d-%d" % (n, n) for n in range(2000))
    got = server.raw(b"GET / HTTP/1.1\r\n" + HOST + b"Range: " + ranges + b"\r\nConnection: close\r\n\r\n")
    assert answers(got)[0] in {200, 206, 400, 416, 503}
    assert len(got) < 1_000_000
    assert server.alive()


def test_forged_addresses_are_not_believed(server: Served) -> None:
    """The last line of the log has the connection's own address whatever the headers say; no proxy is trusted here."""
    forged = {
        "X-Forwarded-For": "203.0.113.77",
        "Forwarded": "for=203.0.113.77;proto=https",
        "X-Real-IP": "203.0.113.77",
        "X-Forwarded-Proto": "https",
        "X-Forwarded-Host": "evil.example",
        "True-Client-IP": "203.0.113.77",
        "X-Original-URL": "/api/users",
        "X-HTTP-Method-Override": "DELETE",
    }
    answer = server.http.post("/api/session", json={"name": "x", "password": "wrong"}, headers=forged)
    assert answer.status_code == 401
    assert "evil" not in str(answer.headers)
    assert server.ask("GET", "/api/alive", headers=forged).json() == {"status": "alive"}
    rows = server.ask("GET", "/api/audit", params={"action": "session.sign_in"}).json()["rows"]
    assert rows[0]["address"] == "127.0.0.1"
    assert "203.0.113.77" not in json.dumps(rows)


def test_another_host_in_the_head_changes_no_answer(server: Served) -> None:
    """No address in an answer is made of the Host header, so a poisoned one poisons nothing."""
    for path in ("/", "/api/alive", "/api/sites", "/sites/"):
        answer = server.ask("GET", path, headers={"Host": "evil.example"})
        assert "evil.example" not in answer.text + str(answer.headers), path


SECRETS = {
    "password": "Tr0ub4dor-sign-in",
    "camera": "c4mera-geheimnis",
    "wrong": "wr0ng-guess-of-mine",
    "address": "4ddress-geheimnis",
}


def test_no_secret_is_in_any_log(server: Served) -> None:
    """One life of every secret that a server meets; then every file that it wrote, and every row but the sealed."""
    http = server.http
    server.http.post("/api/session", json={"name": "administrator", "password": SECRETS["wrong"]})
    server.http.post("/api/session", json={"name": SECRETS["wrong"], "password": PASSWORD})
    server.http.post("/api/session", content=b'{"name": "x", "password": "' + SECRETS["password"].encode())
    server.ask("POST", "/api/sites", json={"name": {"password": SECRETS["password"]}})
    camera = {
        "number": 501,
        "name": "x",
        "streams": {"main": {"url": f"rtsp://admin:{SECRETS['address']}@127.0.0.1:9/x"}},
    }
    assert server.ask("POST", "/api/cameras", json=camera).status_code == 201
    camera = camera | {"number": 502, "streams": {}, "username": "admin", "password": SECRETS["camera"]}
    made = server.ask("POST", "/api/cameras", json=camera)
    assert made.status_code == 201, made.text
    probe = {"url": f"rtsp://admin:{SECRETS['address']}@127.0.0.1:9/x", "password": SECRETS["camera"]}
    assert server.ask("POST", "/api/video/probe", json=probe).status_code == 200
    server.ask("POST", "/api/video/probe", json=probe | {"url": f"http://admin:{SECRETS['address']}@127.0.0.1"})
    server.ask("GET", f"/api/cameras/{made.json()['id']}", params={"password": SECRETS["password"]})
    token = http.cookies["beadle_session"]
    secrets = [*SECRETS.values(), PASSWORD, token, server.csrf]
    key = re.search(r'key = "(\w+)"', (server.data / "secrets.toml").read_text())
    assert key is not None
    _in_no_file(server.data, [*secrets, key[1]])
    _in_no_row(server.database_url, [*secrets, key[1]])


def _in_no_file(folder: Path, secrets: list[str]) -> None:
    for path in folder.rglob("*"):
        if path.is_file() and path.name != "secrets.toml":
            found = path.read_bytes()
            assert not [word for word in secrets if word.encode() in found], path.name


def _in_no_row(url: str, secrets: list[str]) -> None:
    with psycopg.connect(url) as connection:
        tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        for (table,) in tables:
            for (row,) in connection.execute(f'SELECT t::text FROM "{table}" AS t'):  # type: ignore[call-overload]
                assert not [word for word in secrets if word in row], table


def test_names_cannot_forge_a_line_of_the_log(server: Served) -> None:
    """Whatever came before in this file: each line of the log is one JSON object and holds no control character."""
    for name in ("x\n{}", "\x1b[2J\x1b[31mred", "a\r\nINFO all is well", "\u2028\u0085\x00", "\u202egnp.exe"):
        server.http.post("/api/session", json={"name": name, "password": "x"})
        server.raw(b"GET /api/" + name.encode("utf-8", "replace") + b" HTTP/1.1\r\n" + HOST + b"\r\n")
        server.ask("GET", "/api/audit", params={"actor": name})
    assert server.alive()
    for line in server.log.split("\n"):
        if line:
            assert isinstance(json.loads(line), dict)
            assert line.isprintable(), line


def test_it_has_not_fallen_over(server: Served) -> None:
    """After all of it the same process still answers, with as many connections as it likes to have."""
    assert server.process.poll() is None
    open_files = list(Path(f"/proc/{server.process.pid}/fd").iterdir())
    assert len(open_files) < 120
    assert server.sign_in().status_code == 200
