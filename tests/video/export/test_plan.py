"""What an export says of itself before its first byte."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from tests.factories.video import record, volume_at

from beadle.platform.clock import FixedClock
from beadle.video.export.plan import facts, plan_clips, sources
from beadle.video.footage.find import Archive

GROUP_US = 2_000_000


def test_facts_and_sources(tmp_path: Path, clock: FixedClock):
    start = clock.now_us()
    with volume_at(tmp_path / "v", clock) as volume, Archive([volume]) as archive:
        record(volume, "gate", start, groups=2)
        record(volume, "gate", start + 5 * GROUP_US, groups=1)
        record(volume, "gate", start + 6 * GROUP_US, groups=1, close=False).abandon()
        begin, end = start + 1, start + 7 * GROUP_US
        (plan,) = plan_clips(archive.recorded("gate", begin, end), begin, end)
        told = json.loads(json.dumps(facts(plan)))
        assert (told["camera"], told["bytes"], told["fingerprint"]) == ("gate", plan.size, plan.fingerprint)
        assert (told["from"], told["to"]) == ("2026-06-01T12:00:00.000000Z", "2026-06-01T12:00:14.000000Z")
        assert told["gaps"] == [{"from": "2026-06-01T12:00:04.000000Z", "to": "2026-06-01T12:00:10.000000Z"}]
        assert told["overlaps"] == []
        assert told["formats"] == [{"codec": "h264", "width": 320, "height": 180}]
        first, second, third = sources(plan)
        assert first.sha256 == hashlib.sha256(Path(first.path).read_bytes()).hexdigest()
        assert (first.fragments, second.fragments, third.fragments) == (2, 1, 1)
        assert third.sha256 is None, "a file that is still being written has no hash yet"
        assert sum(each.bytes for each in (first, second, third)) + len(plan.init) == plan.size
