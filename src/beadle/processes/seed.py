"""The demonstration's estate: the pretend town's sites, cameras and groups, entered as an administrator would."""

from __future__ import annotations

import json
import os
import uuid
from statistics import fmean

from sqlalchemy.ext.asyncio import AsyncSession

from beadle.accounts.rights import groups as camera_groups
from beadle.accounts.rights import purposes
from beadle.accounts.rights.schemas import GroupIn
from beadle.accounts.terms import Grant, Role
from beadle.estate import service as estate
from beadle.estate.schemas import CameraChange, CameraIn, SiteIn, StreamAddress, Streams
from beadle.estate.terms import PlannedCamera
from beadle.platform.clock import Clock
from beadle.platform.settings import Secrets
from beadle.simulator import town

CAMERA_USER = "beadle"
CAMERA_PASSWORD = "pretend-town"  # noqa: S105 - of simulated cameras that listen on this machine only

_PURPOSE = "Prevention and detection of crime and disorder in the town centre; public safety at events and in crowds."
_NEED = "Reports of theft, assault and anti-social behaviour around this place in the three years before it was put up."
_PLATES = "Reading of number plates to find vehicles that the police look for under a recorded authority."
_BASIS = "UK GDPR article 6(1)(e), public task; Data Protection Act 2018 Part 3 where shared with the police."
_OWNER = "Chesterfield Borough Council"
_FUNDING = "Safer Streets grant, year {year}"
_COST_PENCE = 437_500
"""350,000 pounds over 80 cameras."""


CENTRE, PARK, CAR_PARKS, ROUNDABOUTS, STATIONS = "Town Centre", "Queen's Park", "Car parks", "Roundabouts", "Stations"
_GROUPS = {
    PARK: ("The park, its lake and its gates.", {"Queen's Park", "Markham Road"}),
    CAR_PARKS: ("The council's car parks.", {"Car parks"}),
    ROUNDABOUTS: ("Horns Bridge and West Bars, where number plates are read.", {"Horns Bridge", "West Bars"}),
    STATIONS: ("The railway and the coach station.", {"Railway station", "Coach station"}),
}
"""Groups with their description and the sites whose cameras are in them. All other cameras are in the town centre."""
_CENTRE = "Shopping streets, squares and the market."


def base_map() -> bytes:
    """The pretend town's map as GeoJSON."""
    return json.dumps(town.base_map()).encode()


def environment() -> dict[str, str]:
    """The environment of the simulator: this process's own, and the cameras' password."""
    return {**os.environ, "BEADLE_SIMULATOR_PASSWORD": CAMERA_PASSWORD}  # noqa: TID251 - handed on, not read


async def cameras(session: AsyncSession, clock: Clock, secrets: Secrets, *, streaming: int, rtsp_port: int) -> None:
    """Enter sites and cameras that are missing; give the streaming ones today's address and switch the others off."""
    live = set(town.streaming_order()[:streaming])
    planned = {camera.number: camera for camera in await estate.recording_plan(session, secrets)}
    places: dict[str, uuid.UUID] = {}
    if not planned:
        for name in town.sites():
            places[name] = (await estate.create_site(session, _site(name))).id
    for camera in town.cameras():
        streams = _streams(camera.number, rtsp_port)
        known = planned.get(camera.number)
        if known is None:
            await estate.create_camera(
                session, clock, secrets, _camera(camera, places.get(camera.site), streams, camera.number in live)
            )
        elif _differs(known, streams, camera.number in live):
            change = CameraChange(streams=streams, password=CAMERA_PASSWORD, enabled=camera.number in live)
            await estate.change_camera(session, clock, secrets, known.id, change)


def _differs(known: PlannedCamera, streams: Streams, live: bool) -> bool:
    return known.enabled != live or known.streams != streams.addresses()


def _streams(number: int, port: int) -> Streams:
    base = f"rtsp://127.0.0.1:{port}/cam/{number}"
    return Streams(main=StreamAddress(url=f"{base}/main"), sub=StreamAddress(url=f"{base}/sub"))


def _site(name: str) -> SiteIn:
    here = [camera for camera in town.cameras() if camera.site == name]
    return SiteIn(
        name=name,
        latitude=fmean(camera.latitude for camera in here),
        longitude=fmean(camera.longitude for camera in here),
    )


def _camera(camera: town.TownCamera, site_id: uuid.UUID | None, streams: Streams, live: bool) -> CameraIn:
    return CameraIn(
        number=camera.number,
        name=camera.name,
        site_id=site_id,
        latitude=camera.latitude,
        longitude=camera.longitude,
        bearing=camera.bearing,
        field_of_view=camera.field_of_view,
        range_metres=camera.range_metres,
        purpose=_PLATES if camera.reads_plates else _PURPOSE,
        pressing_need=_NEED,
        lawful_basis=_BASIS,
        owner=_OWNER,
        funding_line=_FUNDING.format(year=1 + camera.number % 3),
        cost_pence=_COST_PENCE,
        streams=streams,
        username=CAMERA_USER,
        password=CAMERA_PASSWORD,
        enabled=live,
        recorded=True,
    )


async def groups(session: AsyncSession) -> dict[str, uuid.UUID]:
    """Enter the camera groups where there is none yet; the identifiers of those that are there, by name."""
    known = {name: group for group, name in (await camera_groups.names(session)).items()}
    if known:
        return known
    site_of = {camera.number: camera.site for camera in town.cameras()}
    ids = {card.number: card.id for card in await estate.cards(session)}
    placed = {site for _, sites in _GROUPS.values() for site in sites}
    wanted = _GROUPS | {CENTRE: (_CENTRE, set(site_of.values()) - placed)}
    for name, (description, sites) in wanted.items():
        cameras = [ids[number] for number, site in site_of.items() if site in sites and number in ids]
        made = await camera_groups.create(session, GroupIn(name=name, description=description, cameras=cameras))
        known[name] = made.id
    return known


async def limited_users(session: AsyncSession, known: dict[str, uuid.UUID]) -> dict[str, tuple[str, list[Grant]]]:
    """People whose rights end at a group or a purpose: sign-in name to display name and grants.

    Whatever an administrator has renamed or deleted since is left out, and so is whom that leaves without a grant.
    """
    wanted = {
        "grace": ("Grace Hollis", Role.OPERATOR, (CENTRE,), ("public-safety", "missing-person")),
        "tom": ("Tom Barlow", Role.OPERATOR, (CAR_PARKS, STATIONS), None),
        "nadia": ("Nadia Khan", Role.POLICE_LIAISON, (CENTRE, PARK), ("police-review", "crime")),
        "ravi": ("Ravi Lal", Role.MANAGER, (PARK,), None),
        "theo": ("Theo Unwin", Role.OPERATOR, (None,), ("training",)),
    }
    in_force = await purposes.by_key(session)
    users = {}
    for name, (display_name, role, places, keys) in wanted.items():
        meant = None if keys is None else frozenset(in_force[key] for key in keys if key in in_force)
        grants = [
            Grant(role, None if place is None else known[place], meant)
            for place in places
            if (place is None or place in known) and meant != frozenset()
        ]
        if grants:
            users[name] = (display_name, grants)
    return users
