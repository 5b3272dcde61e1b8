"""The forms of plates in the United Kingdom.

Sources: the Road Vehicles (Display of Registration Marks) Regulations 2001 and DVLA's INF104 for what current marks
are made of (O is legal; I and Q are not; Z only in the last three); the former systems of 1903, 1963 and 1983.
The engine has no clock, so the years that an age identifier may name reach some years beyond today.
"""

from __future__ import annotations

from beadle.anpr.engine.form import DIGITS, Form, no_nought

_NO_IQZ = "ABCDEFGHJKLMNOPRSTUVWXY"
_NO_IQ = _NO_IQZ + "Z"
_YEAR_LETTERS = frozenset("ABCDEFGHJKLMNPRSTVWXY")
_NORTHERN_CODES = "AZ BZ CZ DZ EZ FZ GZ HZ JZ KZ LZ MZ NZ OZ PZ RZ SZ TZ UZ VZ WZ XZ YZ IA IB IG IJ IL IW JI OI UI XI"
_NORTHERN = frozenset(_NORTHERN_CODES.split())
_REGIONS = frozenset("ABCDEFGHKLMNOPRSVWXY")
"""First letters of memory tags that offices have given out; J, T, U and Z are not among them."""
_LAST_YEAR = 35
RARE = 0.02
_UNUSED_TAG = 0.2


def _current(text: str) -> float:
    tag, age = text[:2], int(text[2:4])
    if "Z" in tag:
        return 0.0
    since_march, since_september = 2 <= age <= _LAST_YEAR, 51 <= age <= 50 + _LAST_YEAR
    likely = 1.0 if since_march or since_september else RARE
    return likely if tag[0] in _REGIONS else likely * _UNUSED_TAG


def _prefix(text: str) -> float:
    number = "".join(character for character in text[1:] if character in DIGITS)
    if number.startswith("0"):
        return 0.0
    return 1.0 if text[0] in _YEAR_LETTERS else RARE


def _suffix(text: str) -> float:
    return _prefix(text[::-1][:1] + text[3:-1] + text[:3])


def _northern(text: str) -> float:
    letters = "".join(character for character in text if character not in DIGITS)
    return no_nought(text) if letters[-2:] in _NORTHERN else 0.0


def _q(text: str) -> float:
    return 1.0 if text[0] == "Q" and text[1] != "0" else 0.0


def _diplomatic(text: str) -> float:
    return 1.0 if text[3] in "DX" else 0.0


def _trade(text: str) -> float:
    return 1.0 if text[0] in "01" else RARE


def _spelt(name: str, shapes: str, share: float, letters: str, rule: object, spread: float) -> list[Form]:
    each = shapes.split()
    assert callable(rule)
    return [Form(name, shape, share / len(each), letters, rule, spread) for shape in each]


UK: tuple[Form, ...] = (
    *_spelt("gb.current", "LLDDLLL", 0.85, _NO_IQ, _current, 0.5),
    *_spelt("gb.prefix", "LDLLL LDDLLL LDDDLLL", 0.05, _NO_IQZ, _prefix, 0.8),
    *_spelt("gb.suffix", "LLLDL LLLDDL LLLDDDL", 0.015, _NO_IQZ, _suffix, 0.8),
    *_spelt("gb.dateless", "LLLDDD LLDDDD DDDLLL DDDDLL", 0.03, _NO_IQZ, no_nought, 0.9),
    *_spelt(
        "gb.dateless",
        "LLLDD LLLD LLDDD LLDD LLD LDDDD LDDD LDD LD DDLLL DLLL DDDLL DDLL DLL DDDDL DDDL DDL DL",
        0.01,
        _NO_IQZ,
        no_nought,
        0.9,
    ),
    *_spelt(
        "gb.northern-ireland",
        "LLLDDDD LLLDDD LLLDD LLLD LLDDDD LLDDD DDDDLLL DDDLLL DDDDLL",
        0.03,
        _NO_IQ + "I",
        _northern,
        0.04,
    ),
    *_spelt("gb.q", "LDLLL LDDLLL LDDDLLL", 0.002, _NO_IQZ + "Q", _q, 0.04),
    *_spelt("gb.diplomatic", "DDDLDDD", 0.002, "DX", _diplomatic, 1.0),
    *_spelt("gb.trade", "DDDDD", 0.002, "", _trade, 0.2),
    *_spelt("gb.military", "LLDDLL DDLLDD", 0.003, _NO_IQ, lambda _text: 1.0, 1.0),
)
