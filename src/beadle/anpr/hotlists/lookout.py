"""The lists as the matching holds them in memory: looked at twice a second, loaded in the background, swapped whole.

A list's entries get rising numbers while its row is locked, so that what was added since the last look is what has a
higher number than any that is known. Entries that were removed or have expired stay in the index until it is built
anew: what it finds is looked up in the database before anything is made of it.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

import numpy as np
from sqlalchemy.exc import SQLAlchemyError

from beadle.anpr.hotlists import queries
from beadle.anpr.hotlists.index import Found, ListIndex, Partials, Probe, Slice
from beadle.anpr.hotlists.queries import ID_WIDTH, PLATE_WIDTH, Stand
from beadle.anpr.hotlists.settings import HotlistSettings
from beadle.platform.clock import Clock
from beadle.platform.db import Database
from beadle.platform.errors import Unavailable
from beadle.platform.log import get_logger
from beadle.platform.settings import Settings
from beadle.platform.tasks import TaskSet, pause

_PAGE = 100_000
_FEW = 2_000
"""So many new entries are added one by one; more are sorted in, in the background."""
_MOST_RECENT = 20_000
_ROW = np.dtype([("plate", f"S{PLATE_WIDTH}"), ("id", f"S{ID_WIDTH}")])
_log = get_logger("hotlists")


@dataclass(slots=True)
class _Held:
    """One list. last: the highest number of an entry that is in the index or being loaded."""

    index: ListIndex = field(default_factory=ListIndex)
    version: int = -1
    last: int = 0
    loading: asyncio.Task[None] | None = None


class Lookout:
    """Which entries a text may be, over all lists: `tasks.spawn(lookout.run(stop))`, then `lookout.find(text)`."""

    def __init__(self, database: Database, clock: Clock, settings: Settings) -> None:
        self._database = database
        self._clock = clock
        self.settings = settings.section(HotlistSettings)
        self._lists: dict[int, _Held] = {}
        self._ready = asyncio.Event()
        self._ended = asyncio.Event()

    async def run(self, stop: asyncio.Event) -> None:
        """Keep the lists up to date until `stop` is set."""
        try:
            async with TaskSet() as tasks:
                while not stop.is_set():
                    await self._look_quietly(tasks)
                    await pause(stop, self.settings.look_seconds)
        finally:
            self._ended.set()

    async def loaded(self) -> None:
        """Return once every list is there for the first time. Raises Unavailable where that will not come."""
        while not self._ready.is_set() and not self._ended.is_set():
            await pause(self._ended, 1.0, wake=self._ready)
        if not self._ready.is_set():
            raise Unavailable("The hotlists are not loaded.", advice="Try again in a moment.")

    def find(self, text: str) -> list[tuple[int, Found]]:
        """The entries that a normalised text may be: the number of the list, and what its index says."""
        probe = Probe.of(text)
        return [(number, found) for number, held in self._lists.items() for found in held.index.look_up(probe)]

    @property
    def sizes(self) -> dict[int, int]:
        """How many entries are held of each list."""
        return {number: len(held.index) for number, held in self._lists.items()}

    async def look(self, tasks: TaskSet) -> None:
        """Look once at how the lists stand, and take up what changed. Long loads go on in `tasks`."""
        async with self._database.session() as session:
            stands = await queries.stands(session)
        for number in self._lists.keys() - stands.keys():
            del self._lists[number]
        for number, stand in stands.items():
            held = self._lists.setdefault(number, _Held())
            if held.version < stand.version:
                await self._take_up(number, held, stand, tasks)
        if all(held.loading is None for held in self._lists.values()):
            self._ready.set()

    async def _look_quietly(self, tasks: TaskSet) -> None:
        try:
            await self.look(tasks)
        except (SQLAlchemyError, OSError, Unavailable) as error:
            _log.warning("the hotlists could not be looked at; those that are known go on", reason=str(error))

    async def _take_up(self, number: int, held: _Held, stand: Stand, tasks: TaskSet) -> None:
        async with self._database.session() as session:
            until = await queries.highest(session, number)
            data, last = await queries.page(session, number, held.last, until, _FEW)
        stale = held.index.added > _MOST_RECENT or len(held.index) > 2 * stand.entries + _MOST_RECENT
        if last < until or stale:
            if held.loading is not None:
                return  # it is looked at again once that is done
            work = self._load(number, held, until, anew=stale)
            held.loading = tasks.spawn(work, name=f"hotlist {number}")
        else:
            for plate, entry in _rows(data):
                held.index.add(entry, plate)
            held.last = until
        held.version = stand.version

    async def _load(self, number: int, held: _Held, until: int, *, anew: bool) -> None:
        """Load what has a higher number than is known, up to `until`, or all; the old index goes on serving."""
        before, held.last = held.last, until
        try:
            slices, partials = await self._slices(number, 0 if anew else before, until)
            old = held.index
            base = await asyncio.to_thread(Slice.merged, slices if anew else [old.base, *slices])
            held.index = _joined(base, partials, held.index, until if anew else -1)
        except (SQLAlchemyError, OSError, Unavailable) as error:
            _log.warning("a hotlist could not be loaded; it is tried again", list=number, reason=str(error))
            held.last, held.version = before, -1
        finally:
            held.loading = None

    async def _slices(self, number: int, after: int, until: int) -> tuple[list[Slice], dict[int, str]]:
        slices = [Slice.empty()]
        partials: dict[int, str] = {}
        async with self._database.session() as session:
            while after < until:
                data, after = await queries.page(session, number, after, until, _PAGE)
                slices.append(await asyncio.to_thread(_slice, data, partials))
        return slices, partials


def _joined(base: Slice, partials: dict[int, str], old: ListIndex, above: int) -> ListIndex:
    """The new index, with what has a number above `above` of the entries that were added to the old one singly."""
    made = ListIndex(base=base)
    for folded, several in old.recent.items():
        if kept := [each for each in several if each[0] > above]:
            made.recent[folded] = kept
            made.added += len(kept)
    made.partial_plates = partials | {number: plate for number, plate in old.partial_plates.items() if number > above}
    made.partials = Partials.of(made.partial_plates.items())
    return made


def _rows(data: bytes) -> list[tuple[str, int]]:
    rows = np.frombuffer(data, _ROW)
    return [(plate.decode().strip(), int(number)) for plate, number in zip(rows["plate"], rows["id"], strict=True)]


def _slice(data: bytes, partials: dict[int, str]) -> Slice:
    """The whole plates of a page as a slice; partial ones are put into `partials`."""
    rows = np.frombuffer(data, _ROW)
    plates = np.ascontiguousarray(rows["plate"])
    letters = plates.view(np.uint8).reshape(len(plates), PLATE_WIDTH)
    partial = ((letters == ord("*")) | (letters == ord("?"))).any(axis=1)
    for plate, number in zip(plates[partial], rows["id"][partial], strict=True):
        partials[int(number)] = plate.decode().strip()
    return Slice.of(plates[~partial], rows["id"][~partial].astype(np.int64))
