"""The forms of plates in Europe, the United States and Brazil, by country.

Shares within Europe follow the number of vehicles, roughly. A country's own rules are kept only where they tell
characters apart that look alike (no I and O in France and Italy, no vowels in Spain, no number that begins with a
nought in Germany, Austria and Switzerland), or keep a form from taking in another country's plates (Romania). Greek
and Cyrillic plates use only letters that Latin has as well.
"""

from __future__ import annotations

from beadle.anpr.engine.form import Form, forms, no_nought

_NO_VOWELS = "BCDFGHJKLMNPRSTVWXYZ"
_NO_IOQU = "ABCDEFGHJKLMNPRSTVWXYZ"
_GREEK = "ABEHIKMNOPTXYZ"
_CYRILLIC = "ABCEHIKMOPTXY"

_GERMAN = " ".join(f"{'L' * letters}{'D' * digits}" for letters in (2, 3, 4, 5) for digits in (1, 2, 3, 4))
_DUTCH = "LLDDDD DDDDLL DDLLDD LLDDLL LLLLDD DDLLLL DDLLLD DLLLDD LLDDDL LDDDLL LLLDDL DLLDDD DDDLLD LDDLLL"
_POLISH = (
    "LLDDDDD LLDDDDL LLDDDLL LLDLDDD LLDLLDD LLLLDDD LLLDDLL LLLDLDD LLLDDLD LLLDLLD LLLLDDL LLLLDLL "
    "LLLDDDDD LLLDDDDL LLLDDDLL LLDDDD LLLDDD"
)
_AUSTRIAN = "LDDDDDL LDDDDLL LDDDLLL LLDDDL LLDDDLL LLDDLLL LLDDDDL LLDLLL LDDDDL LLDDLL LDDDDDLL"

_COUNTY_CODES = (
    "AB AR AG BC BH BN BT BV BR BZ CS CL CJ CT CV DB DJ GL GR GJ HR HD IL IS IF MM MH MS NT OT PH SM SJ SB SV TR TM TL "
    "VS VL VN"
)
_COUNTIES = frozenset(_COUNTY_CODES.split())


def _romanian(text: str) -> float:
    """Bucharest's B with two or three digits, else a county's two letters with two digits; I and O nowhere behind."""
    county = text[0] == "B" if text[1].isdigit() else text[:2] in _COUNTIES
    return 1.0 if county and not {"I", "O", "Q"} & set(text[-3:]) else 0.0


EUROPE: tuple[Form, ...] = (
    *forms("de", _GERMAN, 0.12, rule=no_nought, spread=0.9),
    *forms("de.electric", "LLDDDL LLDDDDL LLLDDL LLLDDDL LLLDDDDL LLLLDDDL", 0.01, rule=no_nought, spread=0.9),
    *forms("fr", "LLDDDLL", 0.12, _NO_IOQU),
    *forms("fr.old", "DDDLLLDD DDDDLLDD DDLLLDD DDDLLDD", 0.02, _NO_IOQU),
    *forms("it", "LLDDDLL", 0.13, _NO_IOQU),
    *forms("es", "DDDDLLL", 0.08, _NO_VOWELS),
    *forms("es.old", "LDDDDLL LDDDDL LLDDDDL LLDDDDLL", 0.01),
    *forms("pl", _POLISH, 0.08),
    *forms("nl", _DUTCH, 0.04),
    *forms("be", "DLLLDDD", 0.03),
    *forms("be.old", "LLLDDD DDDLLL", 0.005),
    *forms("ro", "LLDDLLL", 0.02, rule=_romanian, spread=0.043),
    *forms("ro", "LDDLLL LDDDLLL", 0.005, rule=_romanian, spread=0.027),
    *forms("cz", "DL*DDDD LLLDDDD", 0.025),
    *forms("pt", "LLDDLL DDDDLL LLDDDD DDLLDD", 0.025),
    *forms("gr", "LLLDDDD", 0.02, _GREEK),
    *forms("se", "LLLDDD LLLDDL", 0.02),
    *forms("hu", "LLLDDD LLLLDDD", 0.02),
    *forms("at", _AUSTRIAN, 0.02, rule=no_nought, spread=0.9),
    *forms("ch", "LLD LLDD LLDDD LLDDDD LLDDDDD LLDDDDDD", 0.02, rule=no_nought, spread=0.9),
    *forms("tr", "DDLDDDD DDLDDDDD DDLLDDD DDLLDDDD DDLLLDD DDLLLDDD", 0.02),
    *forms("ua", "LLDDDDLL", 0.02, _CYRILLIC),
    *forms("bg", "LDDDDLL LLDDDDLL", 0.01, _CYRILLIC),
    *forms("sk", "LLDDDLL", 0.01),
    *forms("fi", "LLLDDD", 0.012),
    *forms("no", "LLDDDDD", 0.012),
    *forms("dk", "LLDDDDD", 0.012),
    *forms("ie", "DDLDDDDD DDLDDDD DDDLDDDDD DDDLDDDD DDDLDDD DDLLDDDD DDDLLDDD DDDLLDDDD", 0.01),
    *forms("hr", "LLDDDLL LLDDDDLL LLDDDL LLDDDDL", 0.01),
    *forms("rs", "LLDDDLL LLDDDDLL", 0.01),
    *forms("lt", "LLLDDD", 0.008),
    *forms("lv", "LLDDDD", 0.004),
    *forms("ee", "DDDLLL", 0.004),
    *forms("si", "LLLLDDD LLDDDLL LLLDDDD", 0.006),
    *forms("lu", "LLDDDD", 0.003),
    *forms("al", "LLDDDLL", 0.003),
    *forms("mk", "LLDDDDLL", 0.003),
    *forms("me", "LLLLDDD", 0.002),
    *forms("ba", "LDDLDDD", 0.004),
    *forms("md", "LLLDDD", 0.003),
    *forms("xk", "DDDDDLL", 0.002),
    *forms("cy", "LLLDDD", 0.002),
    *forms("mt", "LLLDDD", 0.001),
    *forms("is", "LLDDD LLLDD", 0.001),
)

AMERICA: tuple[Form, ...] = (
    *forms("us", "LLLDDDD", 0.45),
    *forms("us", "DLLLDDD", 0.12),
    *forms("us", "LLLDDD DDDLLL", 0.18),
    *forms(
        "us",
        "LLLDDL LDDLLL LLLLDD LLDDDDD DLLDDDD LDDDLL DLLLDD DDLLLD LDDLLL DDDDLLL LLDDDD DDDDLL DDDDDDD DDDDDD "
        "LDDDDDD LLDDDLL DDDLLD LDDDDD DLDDDD DLDDDDD DDLDDDD DDDDDDL LLDDLL LLDDLD LLLDLD",
        0.25,
    ),
)

BRAZIL: tuple[Form, ...] = (
    *forms("br.mercosul", "LLLDLDD", 0.5),
    *forms("br", "LLLDDDD", 0.5),
)
