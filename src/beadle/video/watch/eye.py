"""One camera's picture, look by look: learns what is normal, adapts slowly to the light, and says what is wrong. Pure.

A sound look is taken into the reference that it is most like, with a time constant of two hours: leaves fall and
shadows wander. A picture that is still recognised, but different for a minute, gets a reference of its own beside the
others: that is how dusk and night are learned. What is covered, moved or blurred is never learned from.

A steered camera (PTZ) has no one view that is right: each view in which it rests is learned beside the others, another
one is nothing wrong, and what is said of it is whether the lens is covered, and in known views whether it is in focus.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from beadle.video.watch.features import EDGE, Features, measure
from beadle.video.watch.judging import AGREE, OTHER_VIEW, SOUND, Seen, Steady, sign_of, sign_of_steered
from beadle.video.watch.reference import LEAST_CONTRAST, Likeness, Reference, same_view
from beadle.video.watch.terms import Finding, Grey, Sign

LEARNING = 12
"""Looks that a reference is learned from: a minute."""
MOST_REFERENCES = 6
"""Lightings that are kept; the one that has not been seen for longest makes room."""
RESTED = 6
"""Looks at one view after which a steered camera is taken to rest there: half a minute."""
MOST_VIEWS = 24
"""The same as MOST_REFERENCES for a steered camera: its presets, some by day and by night."""
_ADAPT_US = 7200 * 1_000_000
_BLANK = 1.0
"""Grey levels: a picture without so much contrast in most of its tiles shows nothing."""
_NOTHING_SEEN = "The picture shows nothing: the lens is covered, or it is dark. Look at the camera."

CLEAR = Finding(Sign.CLEAR)


@dataclass(slots=True)
class Memory:
    """What an eye knows: this is what is kept on disk. `learned_us`: when its first reference was begun.

    ptz: whether it was learned as a steered camera's.
    """

    references: list[Reference] = field(default_factory=list)
    finding: Finding = CLEAR
    learned_us: int = 0
    ptz: bool = False


class Eye:
    """Looks at one stream of one camera. `changed`: there is something in the memory that is worth keeping.

    turned: a steered camera showed another view at the last look than at the one before.
    """

    def __init__(self, memory: Memory | None = None) -> None:
        self.memory = memory or Memory()
        self.changed = False
        self.last: Seen | None = None
        self.turned = False
        self._before: Features | None = None
        self._steady = Steady(self.memory.finding)
        self._learning: list[Features] = []
        self._blank = 0

    @property
    def finding(self) -> Finding:
        """What the last looks agree on."""
        return self.memory.finding

    @property
    def learning(self) -> bool:
        """Whether it does not know yet what is normal."""
        return not self.memory.references

    def look(self, look: Grey, at_us: int, *, ptz: bool = False) -> Finding:
        """Take the next look (its size one of `size_for`) and say what is known now. ptz: the camera is steered."""
        found = measure(look)
        if ptz != self.memory.ptz:
            self._steer(ptz, at_us)
        shapes = {each.edges.shape for each in self.memory.references[:1]}
        shapes |= {self._before.edges.shape} if self._before is not None else set()
        if shapes - {found.edges.shape}:
            self.forget(at_us)  # another shape of picture: nothing that was learned can be compared with it
        self._follow(found)
        if self.memory.ptz:
            self._compare_steered(found, at_us)
        elif self.learning:
            self._learn_first(found, at_us)
        else:
            self._compare(found, at_us)
        return self.finding

    def forget(self, at_us: int) -> None:
        """The view is right as it is now: learn it anew."""
        self.memory = Memory(learned_us=at_us, ptz=self.memory.ptz)
        self._steady = Steady(CLEAR)
        self._learning, self._blank, self.last, self._before = [], 0, None, None
        self.changed = True

    def _steer(self, ptz: bool, at_us: int) -> None:
        """Somebody has said that the camera is steered, or that it no longer is."""
        self.memory.ptz = ptz
        self.changed = True
        self._before, self.turned, self._learning = None, False, []
        if not ptz:
            self.forget(at_us)  # of all the views that were right, it has one now
        elif self.finding.sign is Sign.MOVED:
            self._steady = Steady(CLEAR)
            self._set(CLEAR)

    def _follow(self, found: Features) -> None:
        """Whether a steered camera has turned since the last look; what is learned of a view begins again then."""
        if not self.memory.ptz:
            return
        before, self._before = self._before, found
        self.turned = before is not None and same_view(before, found) < OTHER_VIEW
        if self.turned:
            self._learning = []

    def _learn_first(self, found: Features, at_us: int) -> None:
        if float((found.coarse > _BLANK).mean()) < 0.1:
            self._learning = []
            self._blank += 1
            if self._blank >= AGREE:
                self._set(Finding(Sign.COVERED, _NOTHING_SEEN))
            return
        self._learning.append(found)
        if len(self._learning) < LEARNING:
            return
        learned = Reference.learned(self._learning, at_us)
        self._learning = self._learning[1:]
        if learned.says_enough:
            self._learning, self._blank = [], 0
            self.memory.references = [learned]
            self.memory.learned_us = self.memory.learned_us or at_us
            self._steady = Steady(CLEAR)
            self._set(CLEAR)
            self.changed = True

    def _compare(self, found: Features, at_us: int) -> None:
        best = max(self.memory.references, key=lambda each: each.kept(found.edges))
        like = best.like(found)
        right = down = 0.0
        if like.kept < SOUND:
            right, down = best.shift(found)
        seen = Seen(like.kept, like.shape, like.fineness, like.lost, right, down)
        self._conclude(best, found, seen, sign_of(seen), at_us)

    def _compare_steered(self, found: Features, at_us: int) -> None:
        best = self._known_view(found)
        like = best.like(found) if best else Likeness(kept=0.0, shape=0.0, fineness=1.0, lost=0.0)
        seen = Seen(like.kept, like.shape, like.fineness, like.lost)
        sign = sign_of_steered(seen, float((found.coarse[EDGE:-EDGE] > LEAST_CONTRAST).mean()))
        if sign is Sign.UNSURE and self.finding.sign is Sign.COVERED:
            sign = Sign.CLEAR  # a view that nobody knows says nothing of the focus, but that the lens is free
        self._conclude(best, found, seen, sign, at_us)

    def _known_view(self, found: Features) -> Reference | None:
        """The view that it most likely is, None where none is known."""
        best = max(self.memory.references, key=lambda each: each.kept(found.edges), default=None)
        if best is None or best.kept(found.edges) >= SOUND:
            return best
        # Any of the views may be the one that is out of focus, and then its edges do not tell which.
        return max(self.memory.references, key=lambda each: each.resembles(found))

    def _conclude(self, best: Reference | None, found: Features, seen: Seen, sign: Sign, at_us: int) -> None:
        if self._steady.take(sign, seen):
            self._set(self._steady.finding)
        self.last = seen
        if best is not None and sign is Sign.CLEAR and seen.kept >= SOUND and self.finding.sign is Sign.CLEAR:
            passed_us = max(0, at_us - best.seen_us)
            best.adapt(found, min(0.05, passed_us / _ADAPT_US), at_us)
        self._learn_light(found, sign, at_us)

    def _learn_light(self, found: Features, sign: Sign, at_us: int) -> None:
        """A view that is recognised, but different for a minute on end, is the same place in another light."""
        if sign is not Sign.UNSURE or self.finding.sign is not Sign.CLEAR:
            self._learning = []
            return
        self._learning.append(found)
        if len(self._learning) < (RESTED if self.memory.ptz else LEARNING):
            return
        learned = Reference.learned(self._learning, at_us)
        self._learning = []
        if learned.says_enough:
            kept = sorted([*self.memory.references, learned], key=lambda each: each.seen_us)
            self.memory.references = kept[-(MOST_VIEWS if self.memory.ptz else MOST_REFERENCES) :]
            self.memory.learned_us = self.memory.learned_us or at_us
            self.changed = True

    def _set(self, finding: Finding) -> None:
        if finding != self.memory.finding:
            self.memory.finding = finding
            self.changed = True
