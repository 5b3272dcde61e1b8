"""The soft grammar: how much likelier a text is to stand on a plate than a row of letters and digits drawn by lot.

A grammar never forbids: what fits no form is free form, less likely and never impossible. Of a network that reads every
row of characters alike, the posterior of a text is its score times this likelihood ratio, so that length alone neither
helps nor harms. Without a region every form keeps its small share, and plates of one country are not bent into the
shape of another's.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, islice, product

from beadle.anpr.engine.form import DIGITS, LETTERS, Form, shape_of
from beadle.anpr.engine.grammars_uk import UK
from beadle.anpr.engine.grammars_world import AMERICA, BRAZIL, EUROPE
from beadle.anpr.engine.terms import Region

_FORMS: Mapping[Region, tuple[Form, ...]] = {
    Region.GB: UK,
    Region.EU: EUROPE,
    Region.US: AMERICA,
    Region.BR: BRAZIL,
}
_NEUTRAL: Mapping[Region, float] = {Region.GB: 0.25, Region.EU: 0.25, Region.US: 0.2, Region.BR: 0.15}
_HINTED, _OTHERS = 0.88, 0.02
_FREE, _FREE_HINTED = 0.15, 0.06
_ONE_KIND = 0.3
"""Of free-form plates fewer have letters only or digits only than chance would have it."""
_MOST_ODDS, _MOST_ODDS_ANYWHERE = 8.0, 2.0
"""Natural logarithm: however rare its form's texts are, no grammar outweighs what is plainly to be seen. Where nobody
knows the region all good forms reach the second limit, so that a strict form does not draw others to it."""
_SAME_NAMED = 3.0

ALIKE: Mapping[str, str] = {
    "0": "ODQ", "O": "0", "D": "0", "Q": "0", "1": "IL", "I": "1", "L": "1", "2": "Z", "Z": "2", "5": "S", "S": "5",
    "6": "G", "G": "6", "8": "B", "B": "8", "7": "T", "T": "7", "4": "A", "A": "4",
}  # fmt: skip
"""Characters of the other kind that each character is mistaken for."""
TWINS: Mapping[str, str] = {"0": "O", "O": "0", "1": "I", "I": "1"}
"""Those that many plates draw alike, by law or by custom: which one it is, only its place says."""
_MUCH = 1.1
"""Natural logarithm: how much better a form fits a text's twin before the twin is weighed at all."""
_MOST_CHANGES = 3
_MOST_ALTERNATIVES = 12


@dataclass(frozen=True, slots=True)
class Fit:
    """One form that a text has. odds: how much likelier the text is by it than by lot (no logarithm).

    home: it is a form of the region that was named.
    """

    name: str
    odds: float
    home: bool


class Grammar:
    """All forms, weighed for a region. region: where most plates come from; None where nobody knows."""

    def __init__(self, region: Region | None = None) -> None:
        self.region = region
        self.weight = 0.6 if region is None else 1.0
        """How much the odds count beside what was seen: less where nobody said what plates to expect."""
        self._most = _MOST_ODDS_ANYWHERE if region is None else _MOST_ODDS
        self._free = _FREE if region is None else _FREE_HINTED
        self._by_shape: dict[str, list[tuple[Form, float, bool]]] = defaultdict(list)
        for place, known in _FORMS.items():
            share = _NEUTRAL[place] if region is None else (_HINTED if place is region else _OTHERS)
            for form in known:
                self._by_shape[form.shape].append((form, share, place is region))
        self._odds: dict[str, float] = {}

    def fits(self, text: str) -> list[Fit]:
        """Every form that the text has, the likeliest first."""
        by_lot = 36.0 ** -len(text)
        found: dict[tuple[str, bool], float] = defaultdict(float)
        for form, share, home in self._by_shape.get(shape_of(text), ()):
            probability = form.probability(text) * share
            if probability > 0:
                found[form.name, home] += probability / by_lot
        return sorted((Fit(name, odds, home) for (name, home), odds in found.items()), key=lambda fit: -fit.odds)

    def log_odds(self, text: str) -> float:
        """Natural logarithm of how much likelier the text is on a plate than by lot; finite for every text."""
        known = self._odds.get(text)
        if known is None:
            free = self._free * (_ONE_KIND if len(set(shape_of(text))) < 2 else 1.0)
            known = min(self._most, math.log(free + sum(fit.odds for fit in self.fits(text))))
            if len(self._odds) > 20_000:
                self._odds.clear()
            self._odds[text] = known
        return known

    def named(self, fits: Sequence[Fit]) -> str:
        """The name of the likeliest form, or of the several countries that share it; "" for free form."""
        if not fits:
            return ""
        best = fits[0]
        if best.name.startswith(("gb.", "us", "br")):
            return best.name
        near = [fit.name for fit in fits if fit.odds * _SAME_NAMED >= best.odds and not fit.name.startswith("gb.")]
        return "/".join(near[:4])

    def two_forms(self, fits: Sequence[Fit]) -> bool:
        """Is a second form of the region nearly as likely? Without a region it says nothing: countries share forms."""
        home = [fit.odds for fit in fits if fit.home]
        return len(home) > 1 and home[1] * 2 >= home[0]

    def _at_home(self, text: str) -> bool:
        fits = self.fits(text)
        return bool(fits) if self.region is None else any(fit.home for fit in fits)

    def alternatives(self, text: str) -> list[str]:
        """Texts that a plate could have if characters of `text` were mistaken for others that look like them.

        Where `text` itself fits no form (of the region, where that is known; abroad none but rare ones), at most
        three characters are changed: O for 0 in the place of a digit, and so on. Where it does fit one, only O and 0,
        I and 1 are, and only for a form that fits much better. Fewest changes first.
        """
        if self._at_home(text) or (self.fits(text) and self.log_odds(text) > 0):
            enough = self.log_odds(text) + _MUCH
            found = (other for other in _changed(text, TWINS) if self.log_odds(other) > enough)
        else:
            found = (other for other in _changed(text, ALIKE) if self._at_home(other))
        return list(islice(found, _MOST_ALTERNATIVES))


def _changed(text: str, alike: Mapping[str, str]) -> Iterator[str]:
    places = [place for place, character in enumerate(text) if character in alike]
    for count in range(1, min(_MOST_CHANGES, len(places)) + 1):
        for chosen in combinations(places, count):
            for others in product(*(alike[text[place]] for place in chosen)):
                characters = list(text)
                for place, other in zip(chosen, others, strict=True):
                    characters[place] = other
                yield "".join(characters)


def is_plausible(text: str) -> bool:
    """Could it be a plate's text at all? Four to nine characters, or fewer with both a letter and a digit."""
    kinds = {character in DIGITS for character in text if character in DIGITS or character in LETTERS}
    return 4 <= len(text) <= 9 or (2 <= len(text) < 4 and len(kinds) == 2)
