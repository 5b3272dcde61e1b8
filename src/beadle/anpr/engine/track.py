"""Looks at one vehicle, picture after picture, become one read: said early, corrected, and said for good at its end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

from beadle.anpr.engine.alignment import distance
from beadle.anpr.engine.grammar import Grammar
from beadle.anpr.engine.motion import Course, Heading, overlap
from beadle.anpr.engine.terms import Event, News, PlateRead, Region
from beadle.anpr.engine.vote import Ballot, Verdict, weight_of

GAP_S = 0.5
"""A plate that is away for longer is not looked for where it was."""
SETTLED_S = 1.0
"""After the last look a read is final."""
STANDING_S = 10.0
"""A vehicle that stands before the camera gets its final read after this long, not only when it leaves."""
_AGREEING = 2
_EVERY_LOOK, _LATER_LOOKS = 8, 4
"""The first looks are counted one by one, later ones by fours."""
_LEAST_OVERLAP = 0.1
_NEAR, _NEAR_EACH_S = 0.8, 5.0
"""Plate widths that a plate with a like text may be off its course, and for each second since it was seen."""
_LIKE = 2
_SAME = 1


@dataclass(frozen=True, slots=True)
class Joined:
    """Which track a read went to, and whether it is the best look at it so far."""

    track: int
    best: bool


@dataclass(slots=True)
class _Track:
    number: int
    course: Course
    heading: Heading
    ballot: Ballot
    first_s: float
    last_s: float
    best: PlateRead
    best_s: float
    best_weight: float
    text: str
    told: tuple[News, str] | None = None
    fresh: bool = True

    def joins(self, read: PlateRead, at_s: float) -> bool:
        """Take a look in. True where it is the best so far."""
        self.course.see(read.box, at_s)
        self.heading.see(read.box, at_s)
        self.ballot.add(read)
        self.last_s, self.fresh = at_s, True
        weight = weight_of(read)
        if weight <= self.best_weight:
            return False
        self.best, self.best_s, self.best_weight = read, at_s, weight
        return True

    def takes(self, other: _Track) -> None:
        """The other track, a later one, was the same vehicle."""
        self.ballot.take(other.ballot)
        self.course, self.last_s, self.fresh = other.course, other.last_s, True
        if other.best_weight > self.best_weight:
            self.best, self.best_s, self.best_weight = other.best, other.best_s, other.best_weight


class Tracker:
    """One camera's tracks. Not for several threads.

    region: where most plates come from. down_is_towards: see motion.Heading.
    """

    def __init__(self, region: Region | None = None, *, down_is_towards: bool = True) -> None:
        self._grammar = Grammar(region)
        self._down_is_towards = down_is_towards
        self._tracks: list[_Track] = []
        self._number = 0
        self.joined: list[Joined] = []
        """For each read of the last step, in its order, where it went."""

    def step(self, reads: Sequence[PlateRead], at_s: float) -> list[Event]:
        """Take in what one picture shows, possibly nothing. at_s: monotonic seconds, never less than before."""
        chosen = self._matched(reads, at_s)
        self.joined = [self._join(read, chosen.get(place), at_s) for place, read in enumerate(reads)]
        self._merge()
        told = [event for track in self._tracks if track.fresh and (event := self._early(track)) is not None]
        for track in self._tracks:
            track.fresh = False
        ended = [track for track in self._tracks if at_s - track.last_s >= SETTLED_S]
        self._tracks = [track for track in self._tracks if at_s - track.last_s < SETTLED_S]
        return told + [event for track in ended if (event := self._final(track)) is not None]

    def finish(self) -> list[Event]:
        """The video ends here: what is still open becomes final."""
        ended, self._tracks = self._tracks, []
        return [event for track in ended if (event := self._final(track)) is not None]

    def _matched(self, reads: Sequence[PlateRead], at_s: float) -> dict[int, _Track]:
        """The track of each read that has one: the likeliest pairs first, nobody twice."""
        open_tracks = [track for track in self._tracks if at_s - track.last_s <= GAP_S]
        ranked = sorted(
            (
                (likeness, place, track)
                for (place, read), track in product(enumerate(reads), open_tracks)
                if (likeness := _likeness(read, track, at_s)) > 0
            ),
            key=lambda pair: -pair[0],
        )
        chosen: dict[int, _Track] = {}
        taken: set[int] = set()
        for _, place, track in ranked:
            if place not in chosen and track.number not in taken:
                chosen[place] = track
                taken.add(track.number)
        return chosen

    def _join(self, read: PlateRead, track: _Track | None, at_s: float) -> Joined:
        if track is not None:
            return Joined(track.number, track.joins(read, at_s))
        self._number += 1
        begun = _Track(
            number=self._number,
            course=Course(read.box, at_s),
            heading=Heading(self._down_is_towards),
            ballot=Ballot(self._grammar),
            first_s=at_s,
            last_s=at_s,
            best=read,
            best_s=at_s,
            best_weight=weight_of(read),
            text=read.text,
        )
        begun.heading.see(read.box, at_s)
        begun.ballot.add(read)
        self._tracks.append(begun)
        return Joined(begun.number, best=True)

    def _merge(self) -> None:
        """A plate that comes back before its read is final, such as from behind a lorry, is the same vehicle."""
        kept: list[_Track] = []
        for track in self._tracks:
            same = next((old for old in kept if _same_vehicle(old, track)), None)
            if same is None:
                kept.append(track)
                continue
            same.takes(track)
            self.joined = [Joined(same.number, j.best) if j.track == track.number else j for j in self.joined]
        self._tracks = kept

    def _early(self, track: _Track) -> Event | None:
        looks = len(track.ballot)
        if looks > _EVERY_LOOK and looks % _LATER_LOOKS:
            return None
        verdict = track.ballot.verdict()
        track.text = verdict.read.text
        if verdict.agreeing < _AGREEING:
            return None
        if track.last_s - track.first_s >= STANDING_S:
            return self._final(track)
        if track.told is not None and track.told[1] == track.text:
            return None
        return _told(track, News.PROVISIONAL, verdict)

    def _final(self, track: _Track) -> Event | None:
        verdict = track.ballot.verdict()
        if track.told == (News.FINAL, verdict.read.text):
            return None
        return _told(track, News.FINAL, verdict)


def _likeness(read: PlateRead, track: _Track, at_s: float) -> float:
    """Above 0 where the read can be the track's next look: by where it should be now, and by its text."""
    x, y, width, height = track.course.at(at_s)
    size = read.box.width / width
    if not 0.5 < size < 2.0:
        return 0.0
    covered = overlap(read.box, (x, y, width, height))
    like = distance(read.text, track.text) <= _LIKE
    away = max(
        abs(read.box.x + read.box.width / 2 - x) / width,
        abs(read.box.y + read.box.height / 2 - y) / width,
    )
    near = away <= _NEAR + _NEAR_EACH_S * (at_s - track.last_s)
    if covered < _LEAST_OVERLAP and not (like and near):
        return 0.0
    return 1.0 + covered + (1.0 if like else 0.0) - min(away, 5.0) / 10.0


def _same_vehicle(old: _Track, young: _Track) -> bool:
    """The younger began after the older was last seen, and reads alike: within a second nobody else has that plate."""
    return (
        len(young.ballot) == 1
        and young.fresh
        and not old.fresh
        and young.first_s - old.last_s < SETTLED_S
        and distance(old.text, young.text) <= (_SAME if len(young.text) > 4 else 0)
    )


def _told(track: _Track, kind: News, verdict: Verdict) -> Event:
    read = verdict.read
    track.told = (kind, read.text)
    return Event(
        kind=kind,
        track=track.number,
        text=read.text,
        confidence=verdict.confidence,
        characters=read.characters,
        candidates=read.candidates,
        grammar=read.grammar,
        ambiguous=read.ambiguous,
        direction=track.heading.direction(),
        looks=len(track.ballot),
        first_s=track.first_s,
        last_s=track.last_s,
        best=track.best,
        best_s=track.best_s,
    )
