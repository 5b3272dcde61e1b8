"""A file in, its line out: the plates of one photograph, or of all vehicles of one video."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

from beadle.anpr import files
from beadle.anpr.engine.engine import LEAST, Engine
from beadle.anpr.engine.terms import Event, News, Picture, PlateRead, Region
from beadle.anpr.engine.track import Tracker
from beadle.anpr.second_opinion import SecondOpinion
from beadle.anpr.terms import Box

_LOOK = 0.3
"""Of the confidence that a read of a video needs, what each single look at it needs: the vote makes the rest."""
_SMALL_VIDEO = 1000
"""A video of at most so many pixels across is looked at once, as it is; a larger one as photographs are."""


@dataclass(frozen=True)
class FileReader:
    """What reads files. least: the confidence below which a plate is left out."""

    engine: Engine
    region: Region | None = None
    second: SecondOpinion | None = None
    threads: int = 1
    least: float = LEAST

    @classmethod
    def load(cls, threads: int, region: Region | None, *, second_opinion: bool, least: float) -> FileReader:
        """With the networks that Beadle ships. Raises NoSecondOpinion where one is wanted and not installed."""
        second = SecondOpinion.load(threads, region) if second_opinion else None
        return cls(Engine.load(threads, region), region, second, threads, least)

    def read(self, path: Path, within: Callable[[float], None] = lambda _share: None) -> dict[str, Any]:
        """The file's line: file, plates, ms (for reading, decoding apart), and error where something is wrong.

        within: told how far a video has come, 0 to 1. Raises NotAPicture.
        """
        return self._video(path, within) if files.is_video(path) else self._photograph(path)

    def _photograph(self, path: Path) -> dict[str, Any]:
        shown = files.photograph(path)
        began = perf_counter()
        reads = self._reads(shown.picture, 1.0, thorough=True)
        found = {"file": str(path), "plates": [told(read) for read in reads], "ms": _ms(perf_counter() - began)}
        return {**found, "error": shown.trouble} if shown.trouble else found

    def _reads(self, picture: Picture, share: float, *, thorough: bool) -> list[PlateRead]:
        """share: of the least confidence, what one look needs."""
        least = self.least * share
        height, width = picture.shape[:2]
        whole = None if thorough or width > _SMALL_VIDEO else [Box(0, 0, width, height)]
        if self.second is None:
            return self.engine.read(picture, whole, least, thorough=thorough)
        weighed = self.second.weigh(picture, self.engine.read(picture, whole, least * 0.5, thorough=thorough))
        return [read for read in weighed if read.confidence >= least]

    def _video(self, path: Path, within: Callable[[float], None]) -> dict[str, Any]:
        tracker, spent, looks = Tracker(self.region), 0.0, 0
        finals: dict[int, Event] = {}
        with files.Video(path, self.threads) as video:
            for frame in video:
                began = perf_counter()
                _keep(finals, tracker.step(self._reads(frame.picture, _LOOK, thorough=False), frame.at_s))
                spent, looks = spent + perf_counter() - began, looks + 1
                if video.seconds:
                    within(frame.at_s / video.seconds)
        _keep(finals, tracker.finish())
        kept = sorted((event for event in finals.values() if event.confidence >= self.least), key=_beginning)
        return {"file": str(path), "plates": [_passed(event) for event in kept], "ms": _ms(spent), "frames": looks}


def _keep(finals: dict[int, Event], events: Sequence[Event]) -> None:
    finals.update({event.track: event for event in events if event.kind is News.FINAL})


def _beginning(event: Event) -> float:
    return event.first_s


def _passed(event: Event) -> dict[str, Any]:
    times = {"first_s": round(event.first_s, 2), "last_s": round(event.last_s, 2), "best_s": round(event.best_s, 2)}
    return {**_common(event, event.best), **times, "looks": event.looks, "direction": str(event.direction)}


def told(read: PlateRead) -> dict[str, Any]:
    """One plate of a photograph as its line tells it."""
    return _common(read, read)


def _common(read: PlateRead | Event, place: PlateRead) -> dict[str, Any]:
    box = place.box
    return {
        "text": read.text,
        "confidence": round(read.confidence, 4),
        "box": [box.x, box.y, box.width, box.height],
        "candidates": [{"text": each.text, "probability": round(each.probability, 4)} for each in read.candidates],
        "grammar": read.grammar,
        "ambiguous": read.ambiguous,
        "characters": [round(each, 4) for each in read.characters],
        "corners": [[round(float(x), 1), round(float(y), 1)] for x, y in place.corners],
        "two_line": place.two_line,
    }


def _ms(seconds: float) -> float:
    return round(seconds * 1000, 1)
