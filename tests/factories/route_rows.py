"""How every route is asked in the matrix of rights, and what it answers where it is allowed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.factories.rights import Matrix, Things

from beadle.accounts.permissions import Permission

NO_SOCKET = 4403
"""How a socket ends that failed, and was not refused: for a camera that is not there."""
Said = dict[str, Any]


@dataclass(frozen=True)
class Row:
    """How a route is asked, and what it answers where it is allowed.

    ok: answers of whoever is allowed; 422, 404 and 409 are those too, for they come after the gate. query, body: made
    of the things of a group. about: the route names cameras, so that it is asked for all three objects. missing: what
    the unlimited get for what is not there. needs: the handler asks for one of these, by how its reader came there.
    unlimited: only for whoever is limited to nothing. spoils: it ends the
    session.
    """

    ok: set[int]
    query: Callable[[Matrix, Things], Said] | None = None
    body: Callable[[Matrix, Things], Any] | None = None
    about: bool = False
    missing: int = 404
    needs: tuple[Permission, ...] = ()
    unlimited: bool = False
    spoils: bool = False


def span(town: Matrix, _things: Things) -> Said:
    """The footage's span, as a query."""
    return town.span()


def _at(town: Matrix, _things: Things) -> Said:
    return {"at": town.span()["from"]}


def _look(town: Matrix, things: Things) -> Said:
    return {"look": things.look}


def _timeline(town: Matrix, things: Things) -> Said:
    return town.span() | {"camera": str(things.camera)}


def _wish(town: Matrix, things: Things) -> Said:
    return {"cameras": [str(things.camera)], **town.span(), "reason": "Request 1"}


def _layout(_town: Matrix, things: Things) -> Said:
    return {"name": "Evening", "columns": 1, "tiles": [str(things.camera)]}


def _camera(_town: Matrix, things: Things) -> Said:
    return {"number": next(_numbers), "name": "New", "group_ids": [str(things.group)]}


def _plates(_town: Matrix, things: Things) -> Said:
    return {"camera_id": str(things.camera), "mode": "off"}


def _counted(town: Matrix, _things: Things) -> Said:
    return {"since": town.span()["from"], "until": town.span()["to"]}


def _timed(town: Matrix, things: Things) -> Said:
    return _counted(town, things) | {"from_site": str(things.camera), "to_site": str(things.spare)}


def _latest(_town: Matrix, things: Things) -> Said:
    return {"camera_id": str(things.camera)}


def _search(town: Matrix, things: Things) -> Said:
    asked = {"plate": "AB12CDE", "requester": "DC 1234", "case_reference": "26000123456"}
    purpose = {"purpose_id": str(town.purpose), "camera_ids": [str(things.camera)]}
    return _counted(town, things) | asked | purpose


_numbers = iter(range(500, 99_999))
_SHEET = b"number,name\n"
EMPTY = Row({422}, body=lambda *_: {})
PLAIN = Row({200})
NOT_THERE = Row({404}, body=lambda *_: {})

ROWS: dict[tuple[str, str], Row] = {
    ("GET", "/api/audit"): PLAIN,
    ("GET", "/api/audit.csv"): PLAIN,
    ("GET", "/api/audit/checkpoints"): PLAIN,
    ("GET", "/api/audit/consistency"): Row({422}),
    ("GET", "/api/audit/state"): PLAIN,
    ("GET", "/api/audit/{line}/proof"): Row({404, 409}),
    ("GET", "/api/break-glass"): PLAIN,
    ("POST", "/api/break-glass/{glass_id}/review"): Row({404}, body=lambda *_: {"remark": "It was right."}),
    ("GET", "/api/camera-groups"): PLAIN,
    ("POST", "/api/camera-groups"): EMPTY,
    ("DELETE", "/api/camera-groups/{group_id}"): NOT_THERE,
    ("PATCH", "/api/camera-groups/{group_id}"): NOT_THERE,
    ("GET", "/api/cameras"): PLAIN,
    ("POST", "/api/cameras"): Row({201}, body=_camera, about=True),
    ("GET", "/api/cameras.csv"): PLAIN,
    ("POST", "/api/cameras/import"): Row({200}, body=lambda *_: _SHEET),
    ("GET", "/api/cameras/{camera_id}"): Row({200}, about=True),
    ("PATCH", "/api/cameras/{camera_id}"): Row({200}, body=lambda *_: {"owner": "The council"}, about=True),
    ("POST", "/api/cameras/{spare_id}/retire"): Row({200, 410}, about=True),
    ("GET", "/api/map"): PLAIN,
    ("GET", "/api/purposes"): PLAIN,
    ("POST", "/api/purposes"): EMPTY,
    ("PATCH", "/api/purposes/{purpose_id}"): NOT_THERE,
    ("POST", "/api/rights/preview"): EMPTY,
    ("GET", "/api/sites"): PLAIN,
    ("POST", "/api/sites"): Row({201, 409}, body=lambda *_: {"name": "Somewhere"}, unlimited=True),
    ("GET", "/api/users"): PLAIN,
    ("POST", "/api/users"): EMPTY,
    ("PATCH", "/api/users/{user_id}"): NOT_THERE,
    ("POST", "/api/users/{user_id}/password"): Row({404}),
    ("GET", "/api/users/{user_id}/rights"): NOT_THERE,
    ("DELETE", "/api/users/{user_id}/second-factors"): Row({404}),
    ("DELETE", "/api/users/{user_id}/sessions"): Row({404}),
    ("GET", "/api/video/cameras/{camera_id}/fragments"): Row({200}, query=span, about=True),
    ("GET", "/api/video/cameras/{camera_id}/playlist.m3u8"): Row({200}, query=span, about=True),
    ("POST", "/api/video/cameras/{camera_id}/probe"): Row({200, 503}, about=True),
    ("POST", "/api/video/cameras/{camera_id}/reference"): Row({200, 204, 404, 409, 422, 503}, about=True),
    ("GET", "/api/video/cameras/{camera_id}/still.jpg"): Row({200}, query=_at, about=True),
    ("GET", "/api/video/cameras/{camera_id}/thumbnail.jpg"): Row({200}, query=_at, about=True),
    ("GET", "/api/video/media/{camera_id}/{segment}"): Row({200}, query=_look, about=True, missing=403),
    ("GET", "/api/video/timeline"): Row({200}, query=_timeline, about=True),
    ("GET", "/api/video/exports"): PLAIN,
    ("POST", "/api/video/exports"): Row({201}, body=_wish, about=True),
    ("DELETE", "/api/video/exports/{export_id}"): Row({410}, about=True),
    ("GET", "/api/video/exports/{export_id}"): Row({200}, about=True),
    ("GET", "/api/video/exports/{export_id}/files/{name}"): Row({200}, about=True),
    ("GET", "/api/video/holds"): PLAIN,
    ("POST", "/api/video/holds"): Row({201}, body=_wish, about=True),
    ("POST", "/api/video/holds/{hold_id}/release"): Row({200}, body=lambda *_: {"reason": "Enough"}, about=True),
    ("GET", "/api/video/layouts"): PLAIN,
    ("POST", "/api/video/layouts"): Row({201}, body=_layout, about=True, missing=201),
    ("PUT", "/api/video/layouts/{layout_id}"): Row({200}, body=_layout, about=True),
    # A layout is one's own whatever it shows: whoever lost a camera may still throw the layout away.
    ("DELETE", "/api/video/layouts/{layout_id}"): NOT_THERE,
    ("POST", "/api/video/probe"): EMPTY,
    ("GET", "/api/video/status"): PLAIN,
    ("WS", "/api/events"): PLAIN,
    ("WS", "/api/video/cameras/{camera_id}/live"): Row({200}, about=True, missing=NO_SOCKET),
    # Plates: how cameras are set up, and what of their messages was refused.
    ("GET", "/api/anpr/cameras"): PLAIN,
    ("POST", "/api/anpr/cameras"): Row({201, 409}, body=_plates, about=True),
    ("PATCH", "/api/anpr/cameras/{camera_id}"): Row({200, 404}, body=lambda *_: {"fps": 5}, about=True),
    ("DELETE", "/api/anpr/cameras/{camera_id}"): Row({204, 404}, about=True),
    ("POST", "/api/anpr/cameras/{camera_id}/token"): Row({201, 404}, about=True),
    ("POST", "/api/anpr/mappings/preview"): EMPTY,
    ("GET", "/api/anpr/messages/refused"): PLAIN,
    ("GET", "/api/anpr/messages/{message_id}/raw"): Row({403, 404}),
    ("POST", "/api/anpr/messages/{message_id}/again"): Row({403, 404}),
    # Hotlists are nobody's camera; hits are, and so is what a journey shows.
    ("GET", "/api/anpr/hotlists"): PLAIN,
    ("POST", "/api/anpr/hotlists"): EMPTY,
    ("PATCH", "/api/anpr/hotlists/{list_id}"): NOT_THERE,
    ("GET", "/api/anpr/hotlists/{list_id}/entries"): Row({404}),
    ("POST", "/api/anpr/hotlists/{list_id}/entries"): Row({404}, body=lambda *_: {"plate": "AB12CDE"}),
    ("PATCH", "/api/anpr/hotlists/{list_id}/entries/{entry_id}"): NOT_THERE,
    ("DELETE", "/api/anpr/hotlists/{list_id}/entries/{entry_id}"): Row({404}),
    ("POST", "/api/anpr/hotlists/{list_id}/imports"): Row({404}, body=lambda *_: _SHEET),
    ("GET", "/api/anpr/imports/{import_id}"): Row({404}),
    ("GET", "/api/anpr/imports/{import_id}/refused.csv"): Row({404}),
    ("POST", "/api/anpr/imports/{import_id}/preview"): Row({404}, body=lambda *_: {"mapping": {"plate": "VRM"}}),
    ("POST", "/api/anpr/imports/{import_id}/start"): Row(
        {404}, body=lambda *_: {"mapping": {"plate": "VRM"}, "replace": False}
    ),
    ("GET", "/api/anpr/hits"): PLAIN,
    ("GET", "/api/anpr/hits/{hit_id}"): Row({200}, about=True),
    ("POST", "/api/anpr/hits/{hit_id}/confirm"): Row({200, 409}, body=lambda *_: {"remark": "Seen."}, about=True),
    ("POST", "/api/anpr/hits/{hit_id}/refuse"): Row({200, 409}, body=lambda *_: {"remark": "Not it."}, about=True),
    ("POST", "/api/anpr/journeys"): EMPTY,
    ("GET", "/api/anpr/convoys"): PLAIN,
    ("POST", "/api/anpr/convoys"): EMPTY,
    ("GET", "/api/anpr/counts"): Row({200}, query=_counted),
    ("GET", "/api/anpr/counts/od"): Row({200}, query=_counted),
    ("GET", "/api/anpr/sites"): PLAIN,
    ("GET", "/api/anpr/timing"): Row({200}, query=_timed),
    # Reads: one is seen by who watches, searches or checks samples.
    ("GET", "/api/anpr/reads/latest"): Row({200}, query=_latest, about=True, missing=200),
    ("GET", "/api/anpr/reads/{read_id}"): Row({200}, about=True, needs=(Permission.PLATES_WATCH,)),
    ("GET", "/api/anpr/reads/{read_id}/patch.jpg"): Row({200}, about=True, needs=(Permission.PLATES_WATCH,)),
    ("GET", "/api/anpr/reads/{read_id}/overview.jpg"): Row({200}, about=True, needs=(Permission.PLATES_WATCH,)),
    ("POST", "/api/anpr/reads/{read_id}/hold"): Row(
        {201, 409}, body=lambda *_: {"reason": "Evidence", "case_reference": "26000123456"}
    ),
    ("DELETE", "/api/anpr/reads/{read_id}/hold"): Row({200, 404}, body=lambda *_: {"reason": "Enough"}),
    ("GET", "/api/anpr/holds"): PLAIN,
    ("GET", "/api/anpr/retention"): PLAIN,
    ("POST", "/api/anpr/searches"): Row({201}, body=_search, about=True, missing=201),
    ("GET", "/api/anpr/searches"): Row({200}, needs=(Permission.PLATES_SEARCH, Permission.PLATES_REVIEW)),
    ("GET", "/api/anpr/searches/{search_id}"): Row({404}),
    ("GET", "/api/anpr/searches/{search_id}/results.csv"): Row({404}),
    ("POST", "/api/anpr/searches/{search_id}/approve"): Row({404}, body=lambda *_: {"remark": "It is right."}),
    ("POST", "/api/anpr/searches/{search_id}/refuse"): Row({404}, body=lambda *_: {"remark": "It is not."}),
    ("GET", "/api/anpr/reviews"): PLAIN,
    ("POST", "/api/anpr/reviews/{search_id}"): Row({404}, body=lambda *_: {"verdict": "fits", "remark": "It is."}),
    ("GET", "/api/anpr/outliers"): PLAIN,
    ("GET", "/api/anpr/own-plates"): PLAIN,
    ("POST", "/api/anpr/own-plates"): EMPTY,
    ("DELETE", "/api/anpr/own-plates/{plate_id}"): Row({404}),
    ("GET", "/api/anpr/samples/today"): PLAIN,
    ("POST", "/api/anpr/samples/{read_id}"): Row(
        {200}, body=lambda *_: {"plate": "AB12CDE", "right": True}, about=True
    ),
    ("GET", "/api/anpr/accuracy"): PLAIN,
    ("WS", "/api/anpr/live"): PLAIN,
    # One's own account and session.
    ("DELETE", "/api/account/oidc"): Row({204, 404, 422}),
    ("POST", "/api/account/oidc/begin"): Row({404, 422}),
    ("POST", "/api/account/passkeys"): EMPTY,
    ("POST", "/api/account/passkeys/begin"): Row({200, 422}),
    ("DELETE", "/api/account/passkeys/{passkey_id}"): NOT_THERE,
    ("PATCH", "/api/account/passkeys/{passkey_id}"): Row({404}, body=lambda *_: {"name": "Mine"}),
    ("POST", "/api/account/recovery-codes"): Row({200, 422}),
    ("GET", "/api/account/security"): PLAIN,
    ("DELETE", "/api/account/totp"): Row({204, 422}, spoils=True),
    ("POST", "/api/account/totp"): EMPTY,
    ("POST", "/api/account/totp/begin"): PLAIN,
    ("GET", "/api/session"): PLAIN,
    ("DELETE", "/api/session"): Row({204}, spoils=True),
    ("GET", "/api/session/all"): PLAIN,
    ("DELETE", "/api/session/all"): Row({200, 204}, spoils=True),
    ("POST", "/api/session/break-glass"): EMPTY,
    ("DELETE", "/api/session/break-glass"): Row({409}),
    ("POST", "/api/session/lock"): Row({200}, spoils=True),
    ("POST", "/api/session/password"): EMPTY,
    ("POST", "/api/session/proof"): Row({422}, body=lambda *_: {"nothing": 1}),
    ("POST", "/api/session/proof/begin"): PLAIN,
    ("POST", "/api/session/proof/oidc"): Row({404, 422}),
    ("PUT", "/api/session/purpose"): EMPTY,
    ("GET", "/api/session/rights"): PLAIN,
    ("POST", "/api/session/unlock"): Row({422}, body=lambda *_: {"nothing": 1}),
}
