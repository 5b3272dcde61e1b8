"""The index of wanted plates: which entries a text may be. Pure numpy, no I/O.

A plate of up to 12 characters out of 36 is a number below 37^12, which fits 63 bits, so that nothing is hashed and
nothing collides. A fold class has at most four characters, so that two bits a character say which plate of its fold a
plate is: 24 bits. A slice holds, sorted by the number of the fold, that number (8 bytes), and the 24 bits with the
entry's number (8 bytes): 16 bytes an entry, from which the plate itself could be read back.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from beadle.anpr.confusion import CHARACTERS, CLASSES, fold
from beadle.anpr.hotlists.patterns import characters_of, compiled, is_partial
from beadle.anpr.terms import LONGEST_PLATE

Codes = NDArray[np.uint64]
Found = tuple[int, bool]
"""The number of an entry, and whether the text is its plate letter for letter."""

_BASE = len(CHARACTERS) + 1
_ID_BITS = 40
_ID_MASK = (1 << _ID_BITS) - 1
_CLASS_OF = {character: class_ for class_ in CLASSES for character in class_}

_VALUE = np.zeros(256, np.uint64)
_FOLDED = np.zeros(256, np.uint64)
_VARIANT = np.zeros(256, np.uint64)
for _number, _character in enumerate(CHARACTERS, 1):
    _VALUE[ord(_character)] = _number
for _character in CHARACTERS:
    _class = _CLASS_OF.get(_character, _character)
    _FOLDED[ord(_character)] = _VALUE[ord(_class[0])]
    _VARIANT[ord(_character)] = _class.index(_character)
_FOLD_OF = {character: int(_FOLDED[ord(character)]) for character in CHARACTERS}
_VARIANT_OF = {character: int(_VARIANT[ord(character)]) for character in CHARACTERS}
_BIT_OF = {character: 1 << number for number, character in enumerate(CHARACTERS)}


def code(plate: str) -> tuple[int, int]:
    """A plate as the number of its fold and which plate of that fold it is."""
    folded = variant = 0
    for character in plate:
        folded = folded * _BASE + _FOLD_OF[character]
        variant = variant << 2 | _VARIANT_OF[character]
    return folded, variant


def codes(plates: NDArray[np.bytes_]) -> tuple[Codes, Codes]:
    """The same for many plates at once, of a fixed width in ASCII, filled up with spaces or NUL."""
    width = plates.dtype.itemsize
    letters = np.ascontiguousarray(plates).view(np.uint8).reshape(len(plates), width)
    folded = np.zeros(len(plates), np.uint64)
    variant = np.zeros(len(plates), np.uint64)
    for place in range(width):
        column = letters[:, place]
        there = _VALUE[column] > 0
        folded = np.where(there, folded * np.uint64(_BASE) + _FOLDED[column], folded)
        variant = np.where(there, variant << np.uint64(2) | _VARIANT[column], variant)
    return folded, variant


@dataclass(frozen=True, slots=True)
class Slice:
    """Whole plates of one list, sorted by their folds. Never changed: a new one takes its place."""

    folds: Codes
    packed: Codes

    @classmethod
    def of(cls, plates: NDArray[np.bytes_], ids: NDArray[np.int64]) -> Slice:
        """A slice of these plates and the numbers of their entries, which lie below 2^40."""
        folds, variants = codes(plates)
        return cls._sorted(folds, variants << np.uint64(_ID_BITS) | ids.astype(np.uint64))

    @classmethod
    def empty(cls) -> Slice:
        """A slice of nothing."""
        return cls(np.zeros(0, np.uint64), np.zeros(0, np.uint64))

    @classmethod
    def merged(cls, slices: Sequence[Slice]) -> Slice:
        """One slice of several."""
        if len(slices) == 1:
            return slices[0]
        folds = np.concatenate([each.folds for each in slices])
        return cls._sorted(folds, np.concatenate([each.packed for each in slices]))

    @classmethod
    def _sorted(cls, folds: Codes, packed: Codes) -> Slice:
        order = np.argsort(folds)
        return cls(folds[order], packed[order])

    def find(self, folded: int, variant: int) -> list[Found]:
        """The entries with that fold."""
        if not len(self.folds):
            return []
        wanted = np.uint64(folded)
        at = int(self.folds.searchsorted(wanted))
        found = []
        while at < len(self.folds) and self.folds[at] == wanted:
            packed = int(self.packed[at])
            found.append((packed & _ID_MASK, packed >> _ID_BITS == variant))
            at += 1
        return found

    @property
    def size(self) -> int:
        """Bytes of memory."""
        return int(self.folds.nbytes + self.packed.nbytes)

    def __len__(self) -> int:
        return len(self.folds)


@dataclass(slots=True)
class Partials:
    """Partial plates of one list. Which characters they need, folded, rules out nearly all of them at once."""

    ids: list[int] = field(default_factory=list)
    exact: list[re.Pattern[str]] = field(default_factory=list)
    folded: list[re.Pattern[str]] = field(default_factory=list)
    needed: Codes = field(default_factory=lambda: np.zeros(0, np.uint64))

    @classmethod
    def of(cls, entries: Iterable[tuple[int, str]]) -> Partials:
        """Partial plates with the numbers of their entries."""
        made = cls()
        masks = []
        for number, plate in entries:
            made.ids.append(number)
            made.exact.append(compiled(plate))
            made.folded.append(compiled(fold(plate)))
            masks.append(_mask(fold(characters_of(plate))))
        made.needed = np.array(masks, np.uint64)
        return made

    def find(self, text: str, folded: str, mask: int) -> list[Found]:
        """The entries that fit a text; `folded` and `mask` are those of the text."""
        if not self.ids:
            return []
        possible = np.flatnonzero((self.needed & np.uint64(~mask & (1 << 64) - 1)) == 0)
        return [
            (self.ids[at], self.exact[at].fullmatch(text) is not None)
            for at in possible
            if self.folded[at].fullmatch(folded)
        ]

    def __len__(self) -> int:
        return len(self.ids)


def _mask(folded: str) -> int:
    bits = 0
    for character in folded:
        bits |= _BIT_OF[character]
    return bits


@dataclass(slots=True)
class ListIndex:
    """All of one hotlist: a large slice, what was added since, and partial plates."""

    base: Slice = field(default_factory=Slice.empty)
    recent: dict[int, list[tuple[int, int]]] = field(default_factory=dict)
    partials: Partials = field(default_factory=Partials)
    added: int = 0
    partial_plates: dict[int, str] = field(default_factory=dict)

    def add(self, number: int, plate: str) -> None:
        """One more entry."""
        if is_partial(plate):
            self.partial_plates[number] = plate
            self.partials = Partials.of(self.partial_plates.items())
            return
        folded, variant = code(plate)
        self.recent.setdefault(folded, []).append((number, variant))
        self.added += 1

    def find(self, text: str) -> list[Found]:
        """The entries that a text may be. text: normalised."""
        return self.look_up(Probe.of(text))

    def look_up(self, probe: Probe) -> list[Found]:
        """The same for a text that is looked for in several lists."""
        found = self.base.find(probe.code, probe.variant)
        if recent := self.recent.get(probe.code):
            found += [(number, variant == probe.variant) for number, variant in recent]
        if self.partials.ids:
            found += self.partials.find(probe.text, probe.folded, probe.mask)
        return found

    def __len__(self) -> int:
        return len(self.base) + self.added + len(self.partials)


@dataclass(frozen=True, slots=True)
class Probe:
    """A text that is looked for."""

    text: str
    code: int
    variant: int
    folded: str
    mask: int

    @classmethod
    def of(cls, text: str) -> Probe:
        """The probe of a normalised text of at most LONGEST_PLATE characters."""
        folded = fold(text)
        assert len(text) <= LONGEST_PLATE, "texts are normalised before they are looked for"
        return cls(text, *code(text), folded, _mask(folded))
