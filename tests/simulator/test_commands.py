from __future__ import annotations

import asyncio
import io
import json
import os
import signal
from pathlib import Path

import pytest
from rich.console import Console
from tests.factories.simulator import small_simulator, tiny_clips
from typer.testing import CliRunner

from beadle.platform.errors import Invalid
from beadle.simulator import commands, control
from beadle.simulator.clip_store import FULL_HD, TINY
from beadle.simulator.simulator import SimulatorOptions

runner = CliRunner()


def test_sizes_are_read() -> None:
    assert commands.form_of("1920x1080") == FULL_HD
    assert commands.form_of("1280x720").main.kbps == 3000
    assert commands.form_of("640X360").main.height == 360


@pytest.mark.parametrize("size", ["", "wide", "100x100", "1281x720", "1280x721", "99999x720"])
def test_impossible_sizes_are_refused(size: str) -> None:
    with pytest.raises(Invalid):
        commands.form_of(size)
    done = runner.invoke(commands.app, ["run", "--size", size])
    assert done.exit_code == 1


def test_without_a_simulator_the_town_is_listed_and_faults_fail(tmp_path: Path) -> None:
    listed = runner.invoke(commands.app, ["list", "--data", str(tmp_path)])
    assert listed.exit_code == 0
    assert "Market Place north" in listed.output
    assert runner.invoke(commands.app, ["fault", "1", "stall", "--data", str(tmp_path)]).exit_code == 1
    assert runner.invoke(commands.app, ["fault", "1", "boredom", "--data", str(tmp_path)]).exit_code == 2


async def test_commands_reach_the_running_simulator(tmp_path: Path) -> None:
    data = ["--data", str(tmp_path)]
    async with small_simulator(1) as simulator, control.ControlSocket(simulator, control.socket_path(tmp_path)):
        done = await asyncio.to_thread(runner.invoke, commands.app, ["fault", "1", "black", "--seconds", "60", *data])
        assert done.exit_code == 0
        listed = await asyncio.to_thread(runner.invoke, commands.app, ["list", *data])
        assert "black" in listed.output
        assert (await asyncio.to_thread(runner.invoke, commands.app, ["mend", "1", *data])).exit_code == 0
        assert simulator.camera(1).served.faults.active() == ()


async def test_streaming_ends_with_a_signal(tmp_path: Path) -> None:
    told = asyncio.Event()

    class Out(io.StringIO):
        def write(self, text: str) -> int:
            if "cameras stream" in text:
                told.set()
            return super().write(text)

    options = SimulatorOptions(tiny_clips([1]), TINY, workers=0)
    console = Console(width=200, file=Out())
    running = asyncio.gather(commands.stream((1,), options, control.socket_path(tmp_path), console))
    async with asyncio.timeout(60):
        await told.wait()
        os.kill(os.getpid(), signal.SIGTERM)
        await running
    assert not control.socket_path(tmp_path).exists()


def test_the_truth_is_told_for_any_span() -> None:
    span = ["--since", "2026-11-23T09:00:00", "--until", "2026-11-23T09:01:00"]
    told = runner.invoke(commands.app, ["truth", *span, "--camera", "17"])
    assert told.exit_code == 0
    lines = [json.loads(line) for line in told.output.splitlines()]
    assert 2 < len(lines) < 12
    assert {line["camera"] for line in lines} == {17}
    assert runner.invoke(commands.app, ["truth", "--camera", "1"]).exit_code == 1
    assert runner.invoke(commands.app, ["truth"]).output.count("\n") > 150
