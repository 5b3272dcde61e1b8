"""Made-up reads of a town's month, for COPY: some plates pass every day and most seldom, by day more than by night."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np

END = datetime(2026, 6, 16, tzinfo=UTC)
CAMERAS = [uuid.UUID(int=1000 + number) for number in range(8)]
LETTERS = np.array(list("ABCDEFGHJKLMNOPRSTUVWXY"))
AREAS = [
    "YS",
    "YN",
    "YJ",
    "FN",
    "FH",
    "FD",
    "FP",
    "NA",
    "NX",
    "DK",
    "BD",
    "MA",
    "SA",
    "LK",
    "EA",
    "HX",
    "GF",
    "WR",
    "OU",
    "VU",
]
AGES = [f"{year:02}" for year in (*range(2, 27), *range(51, 76))]
CONFUSED = dict(zip("0O1I8B5S2ZD", "O0I1B8S5Z20", strict=True))
_FILL = "\t0.93\t\\N\t\\N\tuk current\tf\ttowards\t1\tpushed\thikvision\t12345678:123456\tt\tblue\tcar\tt\tt\t\\N\n"


def plates(wanted: int, chance: np.random.Generator) -> list[str]:
    """So many different plates, as they are seen in a town: mostly of today's form, from here more than from far."""
    found: dict[str, None] = {}
    area_share = np.array([1 / (n + 2) for n in range(len(AREAS))])
    age_share = np.array([1.0 + n % 25 for n in range(len(AGES))])
    while len(found) < wanted:
        several = min(500_000, int((wanted - len(found)) * 1.1) + 100)
        far = (chance.random(several) < 0.5).tolist()
        here = chance.choice(AREAS, several, p=area_share / area_share.sum()).tolist()
        ages = chance.choice(AGES, several, p=age_share / age_share.sum()).tolist()
        old = (chance.random(several) < 0.12).tolist()
        numbers = chance.integers(1, 1000, several).tolist()
        for n, (a, b, c, d, e) in enumerate(chance.choice(LETTERS, (several, 5)).tolist()):
            front = f"{a}{numbers[n]}" if old[n] else f"{f'{a}{b}' if far[n] else here[n]}{ages[n]}"
            found[f"{front}{c}{d}{e}"] = None
    made = list(found)[:wanted]
    return [*made[: wanted * 49 // 50], *_misread(made, wanted - wanted * 49 // 50, set(made), chance)]


def _misread(made: list[str], several: int, known: set[str], chance: np.random.Generator) -> Iterator[str]:
    while several:
        plate = made[int(chance.integers(len(made)))]
        at = int(chance.integers(len(plate)))
        other = plate[:at] + CONFUSED.get(plate[at], "") + plate[at + 1 :]
        if other not in known:
            known.add(other)
            several -= 1
            yield other


def moments(wanted: int, days: int, chance: np.random.Generator) -> np.ndarray[Any, np.dtype[np.int64]]:
    """So many moments of the days before END in order, milliseconds since 1970: by day more than by night."""
    hours = np.array([1, 1, 1, 1, 2, 5, 12, 25, 28, 20, 18, 18, 20, 20, 20, 24, 28, 28, 20, 14, 9, 6, 4, 2], float)
    hour = chance.choice(24, wanted, p=hours / hours.sum())
    day = chance.integers(0, days, wanted)
    ms = (day * 24 + hour) * 3_600_000 + chance.integers(0, 3_600_000, wanted)
    ms.sort()
    found: np.ndarray[Any, np.dtype[np.int64]] = ms + int(start(days).timestamp() * 1000)
    return found


def start(days: int) -> datetime:
    """When so many days of reads begin."""
    return END - timedelta(days=days)


def rows(wanted: int, plates_: int, days: int, chance: np.random.Generator) -> Iterator[str]:
    """Lines for COPY, in the order of time, a hundred thousand together."""
    at = moments(wanted, days, chance)
    plate = (plates_ * chance.random(wanted, dtype=np.float32).astype(np.float64) ** 2).astype(np.int64) + 1
    chance.shuffle(plate)
    camera = chance.choice(len(CAMERAS), wanted, p=[0.25, 0.2, 0.15, 0.12, 0.1, 0.08, 0.06, 0.04]).astype(np.int8)
    names = [str(each) for each in CAMERAS]
    minutes = [(start(days) + timedelta(minutes=n)).strftime("%Y-%m-%d %H:%M:") for n in range(days * 1440)]
    first = int(start(days).timestamp() * 1000)
    for begin in range(0, wanted, 100_000):
        some = slice(begin, begin + 100_000)
        low = chance.integers(0, 2**62, len(at[some]))
        yield "".join(
            [
                f"{ms:012x}7{n & 0xFFF:03x}{0x8000000000000000 | tail:016x}\t{minutes[(ms - first) // 60_000]}"
                f"{ms % 60_000 // 1000:02}.{ms % 1000:03}+00\t{p}\t{names[c]}\t{tail - 2**61}\tevent-{begin + n}"
                f"\t{minutes[(ms - first) // 60_000]}59+00\t\\N{_FILL}"
                for n, (ms, p, c, tail) in enumerate(
                    zip(at[some].tolist(), plate[some].tolist(), camera[some].tolist(), low.tolist(), strict=True)
                )
            ]
        )
