"""`beadle up` as a small council runs it: whatever part is killed, it comes back without anybody's help."""

from __future__ import annotations

import os
import re
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
import pytest_asyncio
from tests.factories.system import free_port, launch
from tests.factories.waiting import until

PARTS = ("server", "worker", "analyser", "recorder", "postgres")


class Up:
    """The running command, and the processes that it looks after."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self.said = folder / "up.log"
        self.process = launch(self.said, "up", "--data", str(folder / "data"), "--port", str(self.port))

    def pid(self, part: str) -> int | None:
        """The process of a part."""
        children = Path(f"/proc/{self.process.pid}/task").glob("*/children")
        for number in " ".join(each.read_text() for each in children).split():
            words = Path(f"/proc/{number}/cmdline").read_bytes().split(b"\0")
            if part.encode() in words or Path(os.fsdecode(words[0])).name == part:
                return int(number)
        return None

    async def works(self) -> bool:
        """Whether every part is there, and the server and its database answer."""
        assert self.process.poll() is None, self.said.read_text()[-3000:]
        if not all(self.pid(part) for part in PARTS):
            return False
        try:
            async with httpx.AsyncClient(trust_env=False) as http:
                return (await http.get(f"http://127.0.0.1:{self.port}/api/alive", timeout=5)).status_code == 200
        except httpx.HTTPError:
            return False


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def up(folder: Path) -> AsyncIterator[Up]:
    """The command, stopped at the end as a person would."""
    made = Up(folder)
    try:
        await until(made.works, what="the start")
        yield made
    finally:
        made.process.send_signal(signal.SIGINT)
        assert made.process.wait(60) == 0, made.said.read_text()[-3000:]


async def test_the_first_administrator_is_told_the_password_once(up: Up) -> None:
    password = re.search(r"^\s+password\s+(\S+)$", up.said.read_text(), re.MULTILINE)
    assert password is not None
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{up.port}", trust_env=False, timeout=30) as http:
        answer = await http.post("/api/session", json={"name": "administrator", "password": password.group(1)})
        assert answer.status_code == 200
        assert answer.json()["user"]["roles"] == ["administrator"]
        assert answer.json()["must_choose_password"] is True


@pytest.mark.parametrize("part", PARTS)
async def test_a_part_that_is_killed_comes_back(up: Up, part: str) -> None:
    killed = up.pid(part)
    assert killed is not None
    others = {each: up.pid(each) for each in ("recorder", "server") if each != part}
    os.kill(killed, signal.SIGKILL)

    async def back() -> bool:
        return up.pid(part) not in {None, killed} and await up.works()

    await until(back, what=f"the return of {part}")
    assert {each: up.pid(each) for each in others} == others, "another part was disturbed"
