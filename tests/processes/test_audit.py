"""`beadle audit` as an administrator and an auditor use it."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from tests.factories.log import seal, write
from typer.testing import CliRunner, Result

from beadle.audit import keys
from beadle.audit.note import Signer, Verifier, opened
from beadle.audit.terms import Entry
from beadle.platform.clock import FixedClock
from beadle.platform.db import Database
from beadle.platform.errors import BeadleError
from beadle.platform.postgres import EmbeddedPostgres
from beadle.platform.settings import Secrets
from beadle.processes.cli import app
from beadle.processes.wiring import open_installation

RUNNER = CliRunner()


@pytest.fixture
def key(data_dir: Path) -> Signer:
    """The installation's key."""
    return keys.load(data_dir, Secrets.load(data_dir))


@pytest.fixture
def data(database_url: str, data_dir: Path, key: Signer, monkeypatch: pytest.MonkeyPatch, clock: FixedClock) -> str:
    """An installation with 300 sealed lines."""
    monkeypatch.setenv("DATABASE_URL", database_url)

    async def fill() -> None:
        async with Database(database_url) as database:
            await write(database, clock, *[Entry(action="live.watch", actor="olivia")] * 300)
            await seal(database, clock, key)

    asyncio.run(fill())
    return str(data_dir)


def audit(*words: str) -> Result:
    return RUNNER.invoke(app, ["audit", *words])


def by_hand(url: str, statement: str) -> None:
    with psycopg.connect(url) as hand:
        hand.execute("SET session_replication_role = replica")
        hand.execute(statement)


def test_a_whole_log(data: str) -> None:
    answer = audit("verify", "--data", data)
    assert answer.exit_code == 0, answer.output
    assert "300 of 300 leaves read" in answer.output
    assert "The log is whole." in answer.output
    said = json.loads(audit("verify", "--data", data, "--json", "--since", "2026-06-01T13:00:00").stdout)
    assert (said["sound"], said["checkpoints"], said["findings"]) == (True, 1, [])


def test_a_line_that_was_edited_by_hand_is_named(data: str, database_url: str) -> None:
    by_hand(database_url, "UPDATE audit_line SET action = 'nothing' WHERE id = 42")
    answer = audit("verify", "--data", data)
    assert answer.exit_code == 3
    assert "Line 42 is not what was sealed" in answer.output
    said = json.loads(audit("verify", "--data", data, "--json").stdout)
    assert [finding["line"] for finding in said["findings"]] == [42]


def test_copies_and_keys(data: str, database_url: str, tmp_path: Path, key: Signer) -> None:
    with psycopg.connect(database_url) as connection:
        ((note,),) = connection.execute("SELECT note FROM audit_checkpoint").fetchall()
    (tmp_path / "copy.txt").write_text(note)
    answer = audit("verify", "--data", data, "--checkpoints", str(tmp_path / "copy.txt"), "--key", key.verifier.text)
    assert (answer.exit_code, "1 copies" in answer.output) == (0, True)
    by_hand(database_url, 'DELETE FROM audit_leaf WHERE "index" > 200; DELETE FROM audit_checkpoint')
    answer = audit("verify", "--data", data, "--checkpoints", str(tmp_path / "copy.txt"))
    assert answer.exit_code == 3
    assert "its end was cut off" in answer.output
    stranger = Signer("somebody/else", b"x" * 32).verifier.text
    assert (
        audit("verify", "--data", data, "--checkpoints", str(tmp_path / "copy.txt"), "--key", stranger).exit_code == 3
    )


@pytest.mark.parametrize(
    "words",
    [
        ("verify", "--data", "/nonexistent"),
        ("verify", "--since", "yesterday"),
        ("verify", "--key", "nonsense"),
        ("verify", "--checkpoints", "/nonexistent"),
        ("prove", "999", "--out", "/nonexistent/x"),
    ],
)
def test_what_cannot_be_done_says_why(data: str, words: tuple[str, ...]) -> None:
    answer = audit(*words, *(() if "--data" in words else ("--data", data)))
    assert isinstance(answer.exception, BeadleError)
    assert answer.exception.advice


def test_a_proof_is_a_file_of_its_own(data: str, tmp_path: Path, key: Signer) -> None:
    out = tmp_path / "proof.json"
    answer = audit("prove", "42", "--out", str(out), "--data", data)
    assert answer.exit_code == 0, answer.output
    proof = json.loads(out.read_text())
    assert (proof["format"], proof["line"], proof["consistent"]) == ("beadle-audit-proof-1", 42, True)
    assert opened(proof["checkpoint"], [key.verifier]).size == 300
    again = audit("prove", "42", "--out", str(out), "--data", data)
    assert isinstance(again.exception, BeadleError)


def test_the_key_is_shown_and_changed(data: str, key: Signer, database_url: str) -> None:
    assert audit("key", "--data", data).output.split() == [key.verifier.text]
    old, new = audit("key", "--change", "--data", data).output.split()
    assert (old, Verifier.parse(new).name) == (key.verifier.text, key.verifier.name)
    with psycopg.connect(database_url) as connection:
        ((named,),) = connection.execute("SELECT object FROM audit_line WHERE action = 'audit.new_key'").fetchall()
    assert named == f"key:{Verifier.parse(old).key_id.hex()}-{Verifier.parse(new).key_id.hex()}"
    assert audit("verify", "--data", data).exit_code == 0
    given = audit("key", "--generate", "council/log").output.split()
    assert given[0].startswith("BEADLE_AUDIT_KEY=PRIVATE+KEY+council/log+")
    assert Verifier.parse(given[1]).name == "council/log"


def test_the_embedded_database_is_started_and_stopped_again(tmp_path: Path, clock: FixedClock) -> None:
    from beadle.migrations import upgrade

    data = tmp_path / "installation"
    installation = open_installation(data)
    server = EmbeddedPostgres(data, durable=False)

    async def fill() -> None:
        async with server:
            await asyncio.to_thread(upgrade, installation.database_url)
            async with Database(installation.database_url) as database:
                await write(database, clock, Entry(action="live.watch", actor="olivia"))
                await seal(database, clock, keys.load(data, installation.secrets))

    asyncio.run(fill())
    assert not server.is_running()
    answer = audit("verify", "--data", str(data))
    assert answer.exit_code == 0, answer.output
    assert "1 of 1 leaves read" in answer.output
    assert not server.is_running()


def test_a_stranger_checks_a_proof_with_the_documents_script(data: str, tmp_path: Path, key: Signer) -> None:
    text = (Path(__file__).parents[2] / "docs" / "how" / "verify-the-log.md").read_text("utf-8")
    (tmp_path / "check.py").write_text(text.split("```python\n")[1].split("```")[0])
    audit("prove", "42", "--out", str(tmp_path / "proof.json"), "--data", data)

    def check(file: str, verifier: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "check.py", file, verifier]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)

    said = check("proof.json", key.verifier.text)
    assert said.stdout.startswith('["line",42,'), said.stderr
    (command,) = [line for line in text.splitlines() if line.startswith("openssl pkeyutl")]
    signed = subprocess.run(command.split(), cwd=tmp_path, capture_output=True, text=True, check=False)
    assert "Signature Verified Successfully" in signed.stdout, signed.stderr
    assert check("proof.json", Signer("somebody/else", b"x" * 32).verifier.text).returncode == 1
    proof = json.loads((tmp_path / "proof.json").read_text())
    proof["leaf"]["input"] = proof["leaf"]["input"].replace("live.watch", "live.hear")
    (tmp_path / "forged.json").write_text(json.dumps(proof))
    assert "not under this checkpoint" in check("forged.json", key.verifier.text).stderr
