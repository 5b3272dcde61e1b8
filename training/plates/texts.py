"""Registrations: the forms of the countries, and random ones so that a network does not learn the forms by heart."""

from __future__ import annotations

import random

from training.plates.strokes import CHARACTERS, DIGITS, LETTERS

CURRENT = "ABCDEFGHJKLMNOPQRSTUVWXYZ".replace("Q", "")
LAST_THREE = "ABCDEFGHJKLMNOPRSTUVWXYZ"
YEAR_LETTERS = "ABCDEFGHJKLMNPRSTVWXY"
NORTHERN = ("AZ", "BZ", "CZ", "DZ", "EZ", "FZ", "GZ", "HZ", "IA", "IB", "IG", "IJ", "IL", "IW", "JI", "OI", "UI", "XI")


def fill(chance: random.Random, pattern: str, letters: str = LETTERS) -> str:
    """'L' becomes a letter, '9' a digit, '1' a digit that is not 0, '?' either; the rest stays."""
    out = []
    for sign in pattern:
        if sign == "L":
            out.append(chance.choice(letters))
        elif sign == "9":
            out.append(chance.choice(DIGITS))
        elif sign == "1":
            out.append(chance.choice(DIGITS[1:]))
        elif sign == "?":
            out.append(chance.choice(CHARACTERS))
        else:
            out.append(sign)
    return "".join(out)


def _current(chance: random.Random) -> str:
    year = chance.choice([chance.randint(2, 27), chance.randint(51, 76)])
    area = fill(chance, "LL", CURRENT.replace("Z", ""))
    return f"{area}{year:02d} {fill(chance, 'LLL', LAST_THREE)}"


def _old(chance: random.Random) -> str:
    number = chance.choice(["1", "19", "199", "199"])
    kind = chance.random()
    if kind < 0.4:
        return fill(chance, f"{chance.choice(YEAR_LETTERS)}{number} LLL", LAST_THREE)
    if kind < 0.8:
        return fill(chance, f"LLL {number}{chance.choice(YEAR_LETTERS)}", LAST_THREE)
    return fill(chance, f"Q{number} LLL", LAST_THREE)


def _dateless(chance: random.Random) -> str:
    letters, number = chance.choice(["L", "LL", "LLL"]), chance.choice(["1", "19", "199", "1999"])
    parts = [letters, number]
    chance.shuffle(parts)
    return fill(chance, " ".join(parts), LAST_THREE)


def _northern(chance: random.Random) -> str:
    pair = chance.choice(NORTHERN)
    letters = fill(chance, "L", LAST_THREE) + pair if chance.random() < 0.6 else pair
    parts = [letters, fill(chance, chance.choice(["199", "1999", "1999", "19"]))]
    if chance.random() < 0.12:
        parts.reverse()
    return " ".join(parts)


def _rare(chance: random.Random) -> str:
    kind = chance.random()
    if kind < 0.4:
        return f"{fill(chance, '199')} {chance.choice('DX')} {fill(chance, '999')}"
    if kind < 0.7:
        return fill(chance, chance.choice(["99999", "9999", "199"]))
    return fill(chance, "99 LL 99" if chance.random() < 0.6 else "LL 99 LL", LAST_THREE)


def british(chance: random.Random) -> str:
    """A registration of the United Kingdom with its group gap as a blank."""
    kind = chance.random()
    if kind < 0.62:
        return _current(chance)
    if kind < 0.8:
        return _old(chance)
    if kind < 0.88:
        return _dateless(chance)
    return _northern(chance) if kind < 0.95 else _rare(chance)


def free(chance: random.Random, low: int = 4, high: int = 8) -> str:
    """Any letters and digits; blanks now and then."""
    length = chance.randint(low, high)
    style = chance.random()
    if style < 0.6:
        signs = [chance.choice(CHARACTERS) for _ in range(length)]
    else:
        kind = [chance.random() < 0.5 for _ in range(length)]
        signs = [chance.choice(DIGITS if digit else LETTERS) for digit in kind]
    if chance.random() < 0.1:
        signs[-1] = signs[-2]
    for _ in range(chance.choice([0, 1, 1, 2])):
        signs.insert(chance.randint(1, len(signs) - 1), " ")
    return "".join(signs).replace("  ", " ")


AMERICAN = ("LLL 9999", "LLL-9999", "9LLL999", "LLL 999", "999 LLL", "LLL999", "999LLL", "L99 99L", "LL 99999",
            "LL 9999", "9L 9999", "99 L999", "LLL 99L", "L999999", "999999", "99LL9", "LLL9L99", "LL9 9LL", "9999LL",
            "LL999L", "999 999", "L99LLL", "9LL999", "LLLLLL", "LLLLL", "LLLL99", "L9L 9L9", "LL99LLL",
                "99999L")  # fmt: skip


def american(chance: random.Random) -> str:
    """A registration as the states of the US issue them, or a vanity one."""
    return fill(chance, chance.choice(AMERICAN))


def brazilian(chance: random.Random, mercosul: bool) -> str:
    return fill(chance, "LLL9L99" if mercosul else "LLL-9999")
