"""Rights in plain English: exact, grouped, one sentence each. Pure.

"May watch and replay Town Centre, and hold its footage, for public safety; may not export."
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from beadle.accounts.permissions import GRANTS, SCOPED, Permission
from beadle.accounts.terms import Grant

P = Permission
Purposes = frozenset[uuid.UUID] | None
"""None stands for every purpose."""
_Scopes = dict[uuid.UUID | None, Purposes]
"""Purposes by group; the group None stands for every camera."""

_ALL_DIRECT = {P.LIVE_WATCH: "watch", P.FOOTAGE_REPLAY: "replay"}
_OF_FOOTAGE = {P.FOOTAGE_HOLD: "hold", P.FOOTAGE_EXPORT: "export"}
_VERBS = _ALL_DIRECT | _OF_FOOTAGE
"""What is done for a purpose, in the order in which it is said."""
_OF_PLATES = {
    P.PLATES_WATCH: "see number plates as they are read by",
    P.PLATES_SEARCH: "search the number plates read by",
    P.PLATES_CONFIRM: "confirm hits and check samples of",
    P.PLATES_CONVOY: "look for vehicles that travel together past",
}
_WITHOUT_PURPOSE = {
    P.FOOTAGE_RELEASE_HOLD: "release holds on {of}",
    P.ESTATE_WRITE: "add, change and retire cameras {in}",
    P.ESTATE_READ: "see the list, the map and the health of the cameras {in}",
}
_GENERAL = {
    P.LAYOUTS_WRITE: "May save layouts of the wall.",
    P.LAYOUTS_SHARE: "May share layouts of the wall with everybody.",
    P.STATUS_READ: "May see the state of recorders and disks.",
    P.RIGHTS_BREAK_GLASS: "May break the glass in an emergency: for an hour without limits of cameras and purposes, "
    "reported at once.",
    P.RIGHTS_REVIEW: "May review broken glass.",
    P.AUDIT_READ: "May read the audit log, whichever camera a line is about.",
    P.PLATES_HOTLISTS: "May keep hotlists of number plates.",
    P.PLATES_REVIEW: "May approve and review searches of number plates.",
    P.PLATES_COUNT: "May see counts of traffic and how accurate the reading of plates is.",
    P.PLATES_SETUP: "May say which cameras read number plates.",
    P.USERS_MANAGE: "May administer users and their rights, camera groups and purposes.",
}


@dataclass(frozen=True, slots=True)
class Names:
    """What groups and purposes are called. One that is not there any more is called unknown."""

    groups: Mapping[uuid.UUID, str]
    purposes: Mapping[uuid.UUID, str]

    def place(self, groups: Collection[uuid.UUID | None]) -> str:
        """The cameras of these groups: "Town Centre and Queen's Park"; "every camera" for all."""
        if None in groups:
            return "every camera"
        return listed(sorted(self.groups.get(g, "an unknown group") for g in groups if g is not None), "and")

    def what_for(self, purposes: Purposes) -> str:
        """ "for any purpose", or "for public safety or training"."""
        if purposes is None:
            return "for any purpose"
        called = (lowered(self.purposes.get(each, "an unknown purpose")) for each in purposes)
        return f"for {listed(sorted(called), 'or')}"


def sentences(grants: Iterable[Grant], names: Names) -> list[str]:
    """Everything that the grants give together, and of pictures what they do not. Never empty."""
    grants = list(grants)
    said = _about_pictures(grants, names)
    if not said:
        said.append("May see no picture, neither live nor recorded.")
    said += _about_plates(grants, names)
    for permission, words in _WITHOUT_PURPOSE.items():
        groups = set(scopes(grants, permission))
        if groups:
            place = names.place(groups)
            if None in groups:
                said.append(f"May {words.format(**{'of': 'any camera', 'in': 'everywhere'})}.")
            else:
                said.append(f"May {words.format(**{'of': place, 'in': f'of {place}'})}.")
    held = set().union(*(GRANTS[grant.role] for grant in grants))
    return said + [words for permission, words in _GENERAL.items() if permission in held]


def _about_pictures(grants: list[Grant], names: Names) -> list[str]:
    by_verb = {permission: scopes(grants, permission) for permission in _VERBS}
    places: dict[frozenset[tuple[Permission, Purposes]], list[uuid.UUID | None]] = {}
    for group in sorted({g for found in by_verb.values() for g in found}, key=lambda g: (g is not None, str(g))):
        signature = frozenset((verb, found[group]) for verb, found in by_verb.items() if group in found)
        places.setdefault(signature, []).append(group)
    everywhere = {verb for verb, found in by_verb.items() if None in found}
    said = []
    for signature, groups in places.items():
        clauses = _clauses(signature, groups, names)
        lacking = [word for verb, word in _VERBS.items() if verb not in {v for v, _ in signature} | everywhere]
        refusal = f"; may not {listed(lacking, 'or')}" if lacking else ""
        said.append(f"May {'; may '.join(clauses)}{refusal}.")
    return said


def _about_plates(grants: list[Grant], names: Names) -> list[str]:
    """One sentence for each verb and set of purposes."""
    said = []
    for permission, words in _OF_PLATES.items():
        by_purposes: dict[Purposes, list[uuid.UUID | None]] = {}
        for group, purposes in scopes(grants, permission).items():
            by_purposes.setdefault(purposes, []).append(group)
        said += [
            f"May {words} {names.place(groups)} {names.what_for(purposes)}." for purposes, groups in by_purposes.items()
        ]
    return said


def _clauses(
    signature: frozenset[tuple[Permission, Purposes]], groups: list[uuid.UUID | None], names: Names
) -> list[str]:
    """One clause for each set of purposes, in the order of their first verbs."""
    by_purposes: dict[Purposes, list[Permission]] = {}
    found = dict(signature)
    for verb in _VERBS:
        if verb in found:
            by_purposes.setdefault(found[verb], []).append(verb)
    return [f"{_doing(verbs, groups, names)} {names.what_for(purposes)}" for purposes, verbs in by_purposes.items()]


def _doing(verbs: list[Permission], groups: list[uuid.UUID | None], names: Names) -> str:
    """ "watch and replay Town Centre and hold its footage"."""
    place = names.place(groups)
    direct = [_ALL_DIRECT[verb] for verb in verbs if verb in _ALL_DIRECT]
    footage = [_OF_FOOTAGE[verb] for verb in verbs if verb in _OF_FOOTAGE]
    if not footage:
        return f"{listed(direct, 'and')} {place}"
    if not direct:
        return f"{listed(footage, 'and')} the footage of {place}"
    its = "its" if len(groups) == 1 else "their"
    return f"{listed(direct, 'and')} {place}, and {listed(footage, 'and')} {its} footage,"


def scopes(grants: Iterable[Grant], permission: Permission) -> _Scopes:
    """Where, and for which purposes, the grants give a permission that is about cameras.

    Nothing is said twice: what a grant for every camera gives does not stand with a group again.
    """
    assert permission in SCOPED
    found: _Scopes = {}
    for grant in grants:
        if permission in GRANTS[grant.role]:
            before = found.get(grant.group, frozenset())
            both = None if before is None or grant.purposes is None else before | grant.purposes
            found[grant.group] = both
    if None not in found:
        return found
    everywhere = found[None]
    if everywhere is None:
        return {None: None}
    beyond = {group: None if only is None else only - everywhere for group, only in found.items() if group is not None}
    return {None: everywhere} | {group: only for group, only in beyond.items() if only is None or only}


def listed(words: list[str], last: str) -> str:
    """ "one", "one and two", "one, two and three"."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {last} {words[-1]}"


def lowered(name: str) -> str:
    """A name within a sentence: its first letter small, unless it begins an abbreviation such as RIPA."""
    return name[:1].lower() + name[1:] if name[1:2].islower() or name[1:2] == " " else name
