"""Adding up what a volume holds: for the outlook on holds, and for showing how far back footage reaches."""

from __future__ import annotations

from typing import Any

from beadle.video.footage.retention import Held, Policy, Stock
from beadle.video.footage.terms import DAY_US
from beadle.video.footage.volume import Volume


def read_stock(volume: Volume, held: Held, now_us: int, policy: Policy | None = None) -> Stock:
    """Bytes held and not held, what is held beyond its camera's days, and what each camera wrote a second of late."""
    index = volume.index
    total = held_bytes = due_segments = due_bytes = 0
    rates: dict[str, float] = {}
    for number, camera in index.query("SELECT id, key FROM camera"):
        total += _sum(index.query("SELECT sum(bytes) FROM run WHERE camera_id = ?", (number,)))
        for span in held.spans(camera):
            due = now_us - policy.keep_us(camera) if policy is not None else -(1 << 62)
            row = index.query(
                "SELECT sum(bytes), sum(end_us <= ?), sum(bytes * (end_us <= ?)) FROM segment"
                " WHERE camera_id = ? AND start_us < ? AND end_us > ?",
                (due, due, number, span.end_us, span.start_us),
            )[0]
            held_bytes += row[0] or 0
            due_segments += row[1] or 0
            due_bytes += row[2] or 0
        day = index.query(
            "SELECT sum(bytes), min(start_us), max(end_us) FROM segment"
            " WHERE camera_id = ? AND start_us >= ? AND start_us < ? AND end_us IS NOT NULL",
            (number, now_us - DAY_US, now_us),
        )[0]
        if day[0] is not None:
            seconds = max(1.0, (day[2] - day[1]) / 1_000_000)
            rates[camera] = day[0] / seconds
    return Stock(volume.free_bytes(), held_bytes, max(0, total - held_bytes), rates, due_segments, due_bytes)


def _sum(rows: list[tuple[Any, ...]]) -> int:
    return rows[0][0] or 0
