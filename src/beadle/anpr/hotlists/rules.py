"""What a read is to an entry: exact, possible, or nothing. Pure.

Exact: a confirmed read whose text is the entry's whole plate, letter for letter. Possible, with a score: an unconfirmed
read of that text; a text that a camera may have taken it for, with the same fold; another way to read it that the
camera itself gave; and whatever fits a partial plate. Everything else is nothing: a text that differs by one other
character would fit a tenth of all traffic.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from beadle.anpr.confusion import PAIRS, alike, fold
from beadle.anpr.hotlists.patterns import characters_of, compiled, is_partial
from beadle.anpr.hotlists.terms import Verdict
from beadle.anpr.terms import Candidate

LEAST_CANDIDATE = 0.05
"""Ways to read a plate that are less likely than this are not looked up."""
_CURRENT = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z]{3}")
_MISFIT = 20.0
"""How much likelier a read is wrong that fits no form of plate, where the entry's plate is a current British one."""
_UNKNOWN_PAIR = 0.02
_SURE = 0.99


@dataclass(frozen=True, slots=True)
class Seen:
    """What a camera read. characters: a confidence for each character of `text`, or nothing."""

    text: str
    confidence: float
    confirmed: bool
    characters: tuple[float, ...] = ()
    candidates: tuple[Candidate, ...] = ()

    def texts(self) -> Iterator[str]:
        """Every text that is looked up: the one that was read first, then other ways to read it."""
        yield self.text
        for other in self.candidates:
            if other.probability >= LEAST_CANDIDATE and other.text != self.text:
                yield other.text


def judge(seen: Seen, plate: str, *, expires_at: datetime | None, now: datetime) -> Verdict | None:
    """What a read is to an entry of that plate; None where it is nothing to it. Both texts normalised."""
    if expires_at is not None and expires_at <= now:
        return None
    if is_partial(plate):
        return _partial(seen, plate)
    if seen.text == plate:
        return Verdict(seen.confirmed, _bounded(seen.confidence))
    scores = [other.probability for other in seen.candidates if other.text == plate and _looked_up(other)]
    if alike(seen.text, plate):
        scores.append(likeness(seen, plate))
    return Verdict(exact=False, score=_bounded(max(scores))) if scores else None


def likeness(seen: Seen, plate: str) -> float:
    """How likely the vehicle bears `plate`, of the same length, and not the text that was read.

    The odds of the two are multiplied for each character that differs: by (1 - c) / c where the camera told the
    character's confidence c, else by the pair's prior from `confusion.PAIRS`. A read that fits no British form, where
    the entry does, is taken to be wrong the sooner.
    """
    odds = 1.0
    for place, (wanted, read) in enumerate(zip(plate, seen.text, strict=True)):
        if wanted == read:
            continue
        sure = PAIRS.get((wanted, read), _UNKNOWN_PAIR)
        if len(seen.characters) == len(seen.text):
            sure = max(sure, 1 - min(seen.characters[place], _SURE))
        odds *= sure / (1 - sure) if sure < 1 else 1 / (1 - _SURE)
    if _CURRENT.fullmatch(plate) and not _CURRENT.fullmatch(seen.text):
        odds *= _MISFIT
    return odds / (1 + odds)


def _partial(seen: Seen, plate: str) -> Verdict | None:
    """A partial plate names many vehicles, so that it never alerts; its score is the share of a plate that it has."""
    share = len(characters_of(plate)) / max(len(seen.text), 1)
    if compiled(plate).fullmatch(seen.text):
        return Verdict(exact=False, score=_bounded(seen.confidence * share))
    if compiled(fold(plate)).fullmatch(fold(seen.text)):
        return Verdict(exact=False, score=_bounded(seen.confidence * share / 2))
    return None


def _looked_up(candidate: Candidate) -> bool:
    return candidate.probability >= LEAST_CANDIDATE


def _bounded(score: float) -> float:
    return min(max(score, 0.0), 1.0)


def better(old: Verdict, new: Verdict) -> bool:
    """Whether a further read of the same pass says more than what was known."""
    return (new.exact, new.score) > (old.exact, old.score)


def best(verdicts: Sequence[Verdict]) -> Verdict:
    """The strongest of several. At least one."""
    return max(verdicts, key=lambda verdict: (verdict.exact, verdict.score))
