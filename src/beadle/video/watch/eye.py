"""One camera's picture, look by look: learns what is normal, adapts slowly to the light, and says what is wrong. Pure.

A sound look is taken into the reference that it is most like, with a time constant of two hours: leaves fall and
shadows wander. A picture that is still recognised, but different for a minute, gets a reference of its own beside the
others: that is how dusk and night are learned. What is covered, moved or blurred is never learned from.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from beadle.video.watch.features import Features, measure
from beadle.video.watch.judging import AGREE, SOUND, Seen, Steady, sign_of
from beadle.video.watch.reference import Likeness, Reference
from beadle.video.watch.terms import Finding, Grey, Sign

LEARNING = 12
"""Looks that a reference is learned from: a minute."""
MOST_REFERENCES = 6
"""Lightings that are kept; the one that has not been seen for longest makes room."""
_ADAPT_US = 7200 * 1_000_000
_BLANK = 1.0
"""Grey levels: a picture without so much contrast in most of its tiles shows nothing."""
_NOTHING_SEEN = "The picture shows nothing: the lens is covered, or it is dark. Look at the camera."

CLEAR = Finding(Sign.CLEAR)


@dataclass(slots=True)
class Memory:
    """What an eye knows: this is what is kept on disk. `learned_us`: when its first reference was begun."""

    references: list[Reference] = field(default_factory=list)
    finding: Finding = CLEAR
    learned_us: int = 0


class Eye:
    """Looks at one stream of one camera. `changed`: there is something in the memory that is worth keeping."""

    def __init__(self, memory: Memory | None = None) -> None:
        self.memory = memory or Memory()
        self.changed = False
        self.last: Seen | None = None
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

    def look(self, look: Grey, at_us: int) -> Finding:
        """Take the next look (its size one of `size_for`) and say what is known now."""
        found = measure(look)
        references = self.memory.references
        if references and references[0].votes.shape != found.coarse.shape:
            self.forget(at_us)  # another shape of picture: nothing that was learned can be compared with it
        if self.learning:
            self._learn_first(found, at_us)
        else:
            self._compare(found, at_us)
        return self.finding

    def forget(self, at_us: int) -> None:
        """The view is right as it is now: learn it anew."""
        self.memory = Memory(learned_us=at_us)
        self._steady = Steady(CLEAR)
        self._learning, self._blank, self.last = [], 0, None
        self.changed = True

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
        best, like = self._most_like(found)
        right = down = 0.0
        if like.kept < SOUND:
            right, down = best.shift(found)
        seen = Seen(like.kept, like.shape, like.fineness, like.lost, right, down)
        sign = sign_of(seen)
        if self._steady.take(sign, seen):
            self._set(self._steady.finding)
        self.last = seen
        if sign is Sign.CLEAR and self.finding.sign is Sign.CLEAR:
            passed_us = max(0, at_us - best.seen_us)
            best.adapt(found, min(0.05, passed_us / _ADAPT_US), at_us)
        self._learn_light(found, sign, at_us)

    def _most_like(self, found: Features) -> tuple[Reference, Likeness]:
        best = max(self.memory.references, key=lambda each: each.kept(found.edges))
        return best, best.like(found)

    def _learn_light(self, found: Features, sign: Sign, at_us: int) -> None:
        """A view that is recognised, but different for a minute on end, is the same place in another light."""
        if sign is not Sign.UNSURE or self.finding.sign is not Sign.CLEAR:
            self._learning = []
            return
        self._learning.append(found)
        if len(self._learning) < LEARNING:
            return
        learned = Reference.learned(self._learning, at_us)
        self._learning = []
        if learned.says_enough:
            kept = sorted([*self.memory.references, learned], key=lambda each: each.seen_us)
            self.memory.references = kept[-MOST_REFERENCES:]
            self.changed = True

    def _set(self, finding: Finding) -> None:
        if finding != self.memory.finding:
            self.memory.finding = finding
            self.changed = True
