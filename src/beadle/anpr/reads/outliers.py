"""What makes a search worth a second look. Pure: everything that is known is handed in.

An outlier is no accusation: it is put into the queue of reviews, where somebody else looks at its reason.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from beadle.anpr.confusion import fold
from beadle.anpr.reads import patterns
from beadle.anpr.reads.settings import ReadsSettings
from beadle.anpr.reads.terms import Finding, SearchMode

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Asked:
    """A search as the rules see it. plate: as it was asked, tidied."""

    plate: str
    mode: SearchMode
    case_reference: str
    at: datetime


def findings(
    asked: Asked, earlier: Collection[Asked], own: Iterable[str], settings: ReadsSettings
) -> dict[Finding, str]:
    """What is unusual about a search, in words. earlier: the same person's searches; own: plates of their vehicles."""
    found: dict[Finding, str] = {}
    if any(is_about(asked, plate) for plate in own):
        found[Finding.OWN_PLATE] = "It is the plate of the searcher's own vehicle."
    same = _repeats(asked, earlier, timedelta(days=settings.repeated_days))
    if same + 1 >= settings.repeated_searches:
        found[Finding.REPEATED] = (
            f"The same plate was searched {same + 1} times in {settings.repeated_days} days for the same case."
        )
    if outside(asked.at, settings):
        local = asked.at.astimezone(ZoneInfo(settings.shift_zone))
        found[Finding.OUT_OF_SHIFT] = f"It was asked at {local:%H:%M}, outside working hours."
    several = sum(each.at > asked.at - DAY for each in earlier) + 1
    if several >= settings.many_searches:
        found[Finding.MANY] = f"It is search number {several} of one person in 24 hours."
    return found


def is_about(asked: Asked, plate: str) -> bool:
    """Whether the search would find that plate, characters that look alike taken for one another."""
    if asked.mode is SearchMode.PARTIAL:
        return patterns.Pattern(fold(asked.plate)).fits(fold(plate))
    distance = patterns.one_edit(fold(asked.plate), fold(plate))
    return distance == 0 or (distance == 1 and asked.mode is SearchMode.FUZZY)


def outside(moment: datetime, settings: ReadsSettings) -> bool:
    """Whether the moment lies outside the working hours, which may run past midnight; never where there are none."""
    begins, ends = settings.shift_begins, settings.shift_ends
    if begins is None or ends is None:
        return False
    return not _within(moment.astimezone(ZoneInfo(settings.shift_zone)).time(), begins, ends)


def _within(clock: time, begins: time, ends: time) -> bool:
    return begins <= clock < ends if begins <= ends else clock >= begins or clock < ends


def _repeats(asked: Asked, earlier: Collection[Asked], span: timedelta) -> int:
    """How often the same was asked before without another case to show for it."""
    return sum(
        fold(each.plate) == fold(asked.plate)
        and _case(each.case_reference) == _case(asked.case_reference)
        and each.at > asked.at - span
        for each in earlier
    )


def _case(reference: str) -> str:
    """A case however it is typed: spaces and capitals make no new one."""
    return "".join(reference.split()).casefold()
