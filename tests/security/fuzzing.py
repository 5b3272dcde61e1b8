"""Requests that schemathesis makes from the OpenAPI description, sent to the real server, each answer checked.

Half of them fit the description and half break it. Identifiers of things that are there, and moments that there is
footage of, are put into every second case, so that more than "not found" is met.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import requests
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import seed as seeded
from hypothesis.errors import Unsatisfiable
from schemathesis import Case, GenerationMode
from schemathesis.core.failures import Failure, FailureGroup
from schemathesis.openapi import from_dict
from schemathesis.schemas import APIOperation
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_schema_conformance,
    status_code_conformance,
)
from tests.factories.served import ADMINISTRATOR, PASSWORD, Served
from tests.factories.video import record

from beadle.platform.clock import SYSTEM, from_us
from beadle.video.footage.terms import SECOND_US

_RECORDED_US = SYSTEM.now_us() // SECOND_US * SECOND_US - 3600 * SECOND_US
CHECKS = [status_code_conformance, content_type_conformance, response_schema_conformance]
ENDS_SESSIONS = ("/api/session", "/api/account", "/api/users")
"""Their requests may lock somebody out, so they come last; before them what takes things away."""
HEAD_TOO_LONG = 431
"""A refusal as good as any, which schemathesis does not count among them."""
AWAY = {"The recorder does not answer."}
"""What is said, rightly, where a part is away: no recorder runs beside this server."""
ORDER = ("POST", "GET", "PUT", "PATCH", "DELETE")
"""What makes things comes first, so that the others find some."""


@dataclass
class Report:
    """What was sent and what was wrong with the answers."""

    cases: int = 0
    away: int = 0
    """Answers that a part is away which the server needs for this."""
    statuses: Counter[int] = field(default_factory=Counter)
    reached: dict[str, Counter[int]] = field(default_factory=dict)
    faults: dict[str, str] = field(default_factory=dict)
    """One example for each kind of fault of each operation."""

    def found(self, operation: str, kind: str, example: str) -> None:
        """Note a fault; only the first of its kind is kept."""
        self.faults.setdefault(f"{operation}: {kind}", example)


class Fuzzer:
    """Sends cases for one server as its administrator."""

    def __init__(self, server: Served, description: dict[str, Any]) -> None:
        self.server = server
        self.description = description
        self.report = Report()
        self._session = requests.Session()
        self._session.trust_env = False
        self._things: dict[str, list[str]] = {}
        self._turn = itertools.count()
        self._cookies: dict[str, str] = {}
        self.sign_in()

    def sign_in(self) -> bool:
        """A new session of the administrator's."""
        self.server.http.cookies.clear()
        good = self.server.sign_in(ADMINISTRATOR, PASSWORD).status_code == 200
        self._cookies = dict(self.server.http.cookies)
        return good

    def run(self, each: int, *, seed: int | None = None) -> Report:
        """`each` cases of either kind for every operation; with a seed always the same ones."""
        schema = from_dict(self.description)
        operations = [found.ok() for found in schema.get_all_operations()]
        self._learn("/api/cameras/{camera_id}")
        for operation in sorted(operations, key=_harm):
            self._learn(operation.path)
            for mode in GenerationMode:
                self._fuzz(operation, mode, each, seed)
        self._session.close()
        return self.report

    def _fuzz(self, operation: APIOperation, mode: GenerationMode, each: int, seed: int | None) -> None:
        def one(case: Case) -> None:
            self._send(case, mode)

        try:
            test = given(case=operation.as_strategy(generation_mode=mode))(one)
            quick = settings(
                max_examples=each,
                deadline=None,
                database=None,
                phases=[Phase.generate],
                suppress_health_check=list(HealthCheck),
            )
            quick(test if seed is None else seeded(seed)(test))()
        except Unsatisfiable:
            # Nothing breaks the description of a request that has no parts.
            assert mode is GenerationMode.NEGATIVE, operation.label

    def _send(self, case: Case, mode: GenerationMode) -> None:
        aimed = self._aim(case)
        headers = {"X-Beadle-CSRF": self.server.csrf}
        try:
            answer = case.call(
                base_url=self.server.address, session=self._session, headers=headers, cookies=self._cookies, timeout=240
            )
        except requests.RequestException as error:
            self.report.found(
                case.operation.label, "no answer", f"{type(error).__name__}: {error} {case.as_curl_command()}"
            )
            return
        self.report.cases += 1
        self.report.statuses[answer.status_code] += 1
        self.report.reached.setdefault(case.operation.label, Counter())[answer.status_code] += 1
        if answer.status_code == 401 and case.operation.label != "POST /api/session":
            self.sign_in()
        if answer.status_code == 503 and answer.json().get("detail") in AWAY:
            self.report.away += 1
        elif answer.status_code >= 500:
            said = f"{answer.status_code} {answer.text[:300]}"
            self.report.found(case.operation.label, f"status {answer.status_code}", f"{said} {_shown(case)}")
        # What is put in may mend what was broken.
        broken = mode is GenerationMode.NEGATIVE and not aimed and answer.status_code != HEAD_TOO_LONG
        checks = [*CHECKS, negative_data_rejection] if broken else CHECKS
        for check in checks:
            self._check(case, answer, check)

    def _check(self, case: Case, answer: Any, check: Callable[..., Any]) -> None:
        try:
            case.validate_response(answer, checks=[check])
        except (Failure, FailureGroup) as error:
            self.report.found(case.operation.label, check.__name__, f"{_text(error)[:600]} {_shown(case)}")

    def _aim(self, case: Case) -> bool:
        """Put identifiers and moments of something real into every second case, where it has such a place."""
        if not next(self._turn) % 2:
            return False
        for name in case.path_parameters or {}:
            if known := self._things.get(name):
                case.path_parameters[name] = known[next(self._turn) % len(known)]
        for part in (case.query, case.body):
            for name, value in self._real().items() if isinstance(part, dict) else ():
                if name in part:
                    part[name] = value
        return True

    def _real(self) -> dict[str, Any]:
        """What queries and bodies may name: the camera, and the time that it has footage of."""
        cameras = self._things.get("camera_id", [])[:1]
        moments = {"from": moment(0), "to": moment(8), "at": moment(4)}
        return moments | ({"camera": cameras, "cameras": cameras} if cameras else {})

    def _learn(self, path: str) -> None:
        """Identifiers for the parameters of a path, from the list that stands before each of them."""
        parts = path.split("/")
        for index, part in enumerate(parts):
            if part.startswith("{"):
                found = list(self._listed("/".join(parts[:index])))
                self._things[part.strip("{}")] = found or self._things.get(part.strip("{}"), [])

    def _listed(self, path: str) -> Iterator[str]:
        if "{" in path:
            return
        answer = self.server.ask("GET", path.replace("/api/video/cameras", "/api/cameras"))
        rows = answer.json() if answer.status_code == 200 else []
        for row in rows if isinstance(rows, list) else rows.get("rows", []):
            # Never the administrator: who is disabled or has another password can try nothing more.
            if isinstance(row, dict) and "id" in row and row.get("name") != ADMINISTRATOR:
                yield str(row["id"])


def _harm(operation: APIOperation) -> tuple[bool, bool, int]:
    """How much later cases miss what this one does; the least comes first."""
    taken_away = operation.path.endswith(("/retire", "/release"))
    return operation.path.startswith(ENDS_SESSIONS), taken_away, ORDER.index(operation.method.upper())


def _text(error: Failure | FailureGroup[Any]) -> str:
    if isinstance(error, FailureGroup):
        return " / ".join(f"{one.title}: {one.message}" for one in error.exceptions)
    return f"{error.title}: {error.message}"


def _shown(case: Case) -> str:
    return f"<- {case.method} {urlsplit(case.formatted_path).path} query={case.query} body={str(case.body)[:300]}"


def something_of_everything(server: Served) -> None:
    """One of each thing that a path can name, so that cases find it."""
    site = server.ask("POST", "/api/sites", json={"name": "Town Centre"}).json()["id"]
    camera = {
        "number": 1,
        "name": "Market Place",
        "site_id": site,
        "streams": {"main": {"url": "rtsp://127.0.0.1:9/x"}},
    }
    made = server.ask("POST", "/api/cameras", json=camera)
    assert made.status_code == 201, made.text
    group = {"name": "Town Centre", "description": "", "cameras": [made.json()["id"]]}
    kept = server.ask("POST", "/api/camera-groups", json=group)
    assert kept.status_code == 201, kept.text
    grants = [{"role": "operator", "group_id": kept.json()["id"], "purpose_ids": None}]
    user = {"name": "olivia", "display_name": "Olivia", "grants": grants}
    added = server.ask("POST", "/api/users", json=user)
    assert added.status_code == 201, added.text
    layout = {"name": "Wall", "columns": 1, "tiles": [made.json()["id"]]}
    assert server.ask("POST", "/api/video/layouts", json=layout).status_code == 201
    record(server.volume, made.json()["key"], _RECORDED_US)


def moment(seconds: float) -> str:
    """So many seconds after the beginning of the recorded footage, as the API takes it."""
    return from_us(_RECORDED_US + round(seconds * SECOND_US)).isoformat().replace("+00:00", "Z")
