"""From likeness to a sign, and from signs to a finding. Pure: the rules and their figures, each with its reason.

The figures were found on the pretend town's scenes (tests/video/watch, benchmarks/watch.py): by day, dusk, rain and
wet night a sound camera keeps at least 48 % of its tiles even where the light changes at once, and its detail stays
at least 79 % as fine; a lens that is out of focus falls below 70 %, and a view turned by 4 degrees below 30 %.
"""

from __future__ import annotations

from collections import Counter, deque
from dataclasses import dataclass

from beadle.video.watch.terms import Finding, Sign

BLURRED = 0.70
"""Detail less fine than this share of the usual is out of focus ..."""
SAME_SHAPE = 0.6
"""... where light and dark in large are still as they were."""
HIDDEN = 0.6
"""Share of the tiles that have lost their contrast when something hides the view."""
OTHER_VIEW = 0.45
"""Fewer tiles than this share show what they used to: it is another view."""
SOUND = 0.65
"""With at least this share of the tiles as they were, the look may be learned from."""
LEAST_SHIFT = 0.012
"""Share of the width: less is a pole in the wind."""

LOOKS = 7
AGREE = 6
"""A finding begins when so many of the last seven looks are not clear: half a minute at a look each five seconds.
A bus at a stop before the lens is over sooner, and one look that fell between two buses does not begin it anew."""
BARE = 0.1
"""Share of the tiles with any contrast below which a steered camera's lens is covered, or it is dark: sound views of
the pretend town have it in 35 % at least, a cloth in none."""
CLEAR_AFTER = 3
"""Looks in a row that must be clear before a finding ends."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What one look was like: the measures of `Likeness`, and the shift that explains the difference, if one does."""

    kept: float
    shape: float
    fineness: float
    lost: float
    right: float = 0.0
    down: float = 0.0


def sign_of(seen: Seen) -> Sign:
    """What one look says. The order matters: a blurred view keeps its shape, a hidden one has none."""
    if seen.fineness < BLURRED and seen.shape >= SAME_SHAPE:
        return Sign.OUT_OF_FOCUS
    if seen.kept < OTHER_VIEW:
        return Sign.COVERED if seen.lost >= HIDDEN else Sign.MOVED
    if seen.kept < SOUND:
        return Sign.MOVED if max(abs(seen.right), abs(seen.down)) >= LEAST_SHIFT else Sign.UNSURE
    return Sign.CLEAR


def sign_of_steered(seen: Seen, contrast: float) -> Sign:
    """The same for a steered camera (PTZ). contrast: share of the look's tiles that have any, 0 to 1.

    Another view than those that are known is nothing wrong, so it is told apart only from no view at all.
    """
    if contrast < BARE:
        return Sign.COVERED
    if seen.fineness < BLURRED and seen.shape >= SAME_SHAPE:
        return Sign.OUT_OF_FOCUS
    return Sign.CLEAR if seen.kept >= SOUND else Sign.UNSURE


def words(sign: Sign, seen: Seen) -> str:
    """A finding in plain words, with what to do."""
    match sign:
        case Sign.COVERED:
            return "The view is covered or dark: hardly anything of what is usually seen is left. Look at the camera."
        case Sign.OUT_OF_FOCUS:
            return (
                "The picture is blurred: the lens is out of focus, wet or dirty, or there is fog. Clean or refocus it."
            )
        case Sign.MOVED:
            return f"The camera shows another view than usual{_where(seen)}. Turn it back, or accept the new view."
        case _:
            return ""


def _where(seen: Seen) -> str:
    along = [
        f"{abs(share):.0%} of the picture's width {name[share > 0]}"
        for share, name in ((seen.right, ("to the left", "to the right")), (seen.down, ("up", "down")))
        if abs(share) >= LEAST_SHIFT
    ]
    return f" (what is seen lies {' and '.join(along)})" if along else ""


class Steady:
    """Turns signs into a finding that does not flicker."""

    def __init__(self, finding: Finding) -> None:
        self.finding = finding
        self._last: deque[Sign] = deque(maxlen=LOOKS)

    def take(self, sign: Sign, seen: Seen) -> bool:
        """The next look. True: the finding has changed. An unsure look neither begins nor ends anything."""
        if sign is Sign.UNSURE:
            return False
        self._last.append(sign)
        now = self._now()
        if now is self.finding.sign:
            return False
        self.finding = Finding(now, words(now, seen))
        return True

    def _now(self) -> Sign:
        last = list(self._last)
        if len(last) >= CLEAR_AFTER and all(sign is Sign.CLEAR for sign in last[-CLEAR_AFTER:]):
            return Sign.CLEAR
        wrong = Counter(sign for sign in last if sign is not Sign.CLEAR)
        if wrong.total() < AGREE:
            return self.finding.sign
        most, count = wrong.most_common(1)[0]
        return most if self.finding.sign is Sign.CLEAR or count >= AGREE else self.finding.sign
