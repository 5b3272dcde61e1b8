"""The server's certificate: taken up while connections are open, renewed in time, never half-replaced."""

from __future__ import annotations

import asyncio
import ssl
from pathlib import Path

import pytest

from beadle.platform import authority
from beadle.platform.certificates import LocalAuthority, ServerTls
from beadle.platform.clock import SYSTEM, FixedClock
from beadle.platform.errors import Invalid

HOSTS = authority.checked_hosts(["cctv.council.example"])


def made(tmp_path: Path) -> LocalAuthority:
    local = LocalAuthority(tmp_path / "tls")
    assert local.make("Council", HOSTS, SYSTEM)
    return local


def test_keys_are_for_nobody_else(tmp_path: Path) -> None:
    local = made(tmp_path)
    modes = {path.name: path.stat().st_mode & 0o777 for path in local.folder.iterdir()}
    assert modes == {"authority.key": 0o600, "authority.crt": 0o644, "server.key": 0o600, "server.crt": 0o644}
    assert local.folder.stat().st_mode & 0o077 == 0


def test_a_second_certificate_comes_from_the_same_authority(tmp_path: Path) -> None:
    local = made(tmp_path)
    above, first = local.certificate.read_bytes(), local.pair[0].read_bytes()
    assert not local.make("Council", HOSTS, SYSTEM)
    assert local.certificate.read_bytes() == above
    assert local.pair[0].read_bytes() != first
    with pytest.raises(Invalid, match=r"not good for other\.example"):
        local.make("Council", authority.checked_hosts(["other.example"]), SYSTEM)
    assert local.make("Council", authority.checked_hosts(["other.example"]), SYSTEM, anew=True)
    assert local.certificate.read_bytes() != above


def test_renewed_thirty_days_before_the_end_with_the_same_names(tmp_path: Path, clock: FixedClock) -> None:
    local = LocalAuthority(tmp_path / "tls")
    local.make("Council", HOSTS, clock)
    clock.advance((authority.SERVER_DAYS - 31) * 86400)
    assert not local.renew_if_due(clock)
    clock.advance(86400)
    assert local.renew_if_due(clock)
    assert authority.hosts_of(local.pair[0].read_bytes()) == HOSTS
    assert not local.renew_if_due(clock)
    (local.folder / "authority.key").unlink()
    clock.advance(authority.SERVER_DAYS * 86400)
    with pytest.raises(Invalid, match="cannot be read"):
        local.renew_if_due(clock)


async def test_a_new_certificate_is_shown_while_a_stream_goes_on(tmp_path: Path) -> None:
    local = made(tmp_path)
    tls = ServerTls(*local.pair)
    client = ssl.create_default_context(cafile=str(local.certificate))

    async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while line := await reader.readline():
            writer.write(line)
        writer.close()

    async def connect(name: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter, bytes]:
        reader, writer = await asyncio.open_connection("127.0.0.1", port, ssl=client, server_hostname=name)
        return reader, writer, writer.get_extra_info("ssl_object").getpeercert(binary_form=True)

    async with await asyncio.start_server(echo, "127.0.0.1", 0, ssl=tls.context) as server:
        port = server.sockets[0].getsockname()[1]
        reader, writer, first = await connect("localhost")
        assert not tls.reload()
        local.make("Council", HOSTS, SYSTEM)
        assert tls.reload()
        for name in ("localhost", "127.0.0.1"):  # an address is no name that a client would tell
            _, other, second = await connect(name)
            assert second != first
            other.transport.abort()
        writer.write(b"still here\n")
        assert await reader.readline() == b"still here\n"
        writer.transport.abort()


async def test_files_that_do_not_fit_are_left_alone(tmp_path: Path) -> None:
    local = made(tmp_path)
    tls = ServerTls(*local.pair)
    before = tls.ends_at
    key = local.pair[1].read_bytes()
    local.pair[1].write_bytes(authority.make_authority("Else", HOSTS, SYSTEM.now()).key)
    assert not tls.reload()
    assert not tls.reload()  # said once
    local.pair[1].unlink()
    assert not tls.reload()
    local.pair[1].write_bytes(key)
    assert tls.reload()
    assert tls.ends_at == before


@pytest.mark.parametrize("what", ["missing", "rubbish", "another key", "password"])
def test_what_cannot_be_used_is_said_with_the_files_name(tmp_path: Path, what: str) -> None:
    local = made(tmp_path)
    chain, key = local.pair
    if what == "missing":
        key.unlink()
    elif what == "rubbish":
        key.write_bytes(b"rubbish")
    elif what == "password":
        key.write_bytes(b"-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n")
    else:
        key.write_bytes((local.folder / "authority.key").read_bytes())
    with pytest.raises(Invalid, match=r"server\.key"):
        ServerTls(chain, key)


def test_only_modern_tls_is_spoken(tmp_path: Path) -> None:
    context = ServerTls(*made(tmp_path).pair).context
    assert context.minimum_version is ssl.TLSVersion.TLSv1_2
    weak = [each["name"] for each in context.get_ciphers() if "CBC" in each["name"] or "RC4" in each["name"]]
    assert weak == []
