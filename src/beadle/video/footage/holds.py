"""Holds: footage that nothing may delete. One small file a hold, on every volume, apart from the index.

Whoever places or releases a hold, and whoever deletes footage, locks the volume's `holds` folder (flock), so that a
deletion sees every hold that was placed before it began. A hold's file carries its own check sum: one that cannot be
read stops all deletion on its volume, since nobody knows what it protected. A released hold's file stays as a
tombstone, so that the copy on a disk that was away cannot bring it back to life, nor its absence there lose it.

The lock is on the folder itself, which needs no room on a full disk; `.spare` is given up to make room for a hold.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import hashlib
import json
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from beadle.platform.clock import from_us, to_us
from beadle.platform.storage import write_atomically
from beadle.video.footage.errors import BadHold, HoldsDamaged, HoldUnknown, VolumeAway, VolumeFull, VolumeReadOnly
from beadle.video.footage.terms import Hold, checked_key
from beadle.video.footage.volume import HOLDS, Volume, write_spare

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,63}")
_LARGEST = 1 << 20
_TIMES = {"from": "from_us", "to": "to_us", "placed": "placed_us", "review": "review_us", "released": "released_us"}
_TEXTS = ("reason", "placed_by", "reference", "released_by", "release_reason")


class Loaded(NamedTuple):
    """Holds of one volume, released ones too, and the names of files that cannot be read."""

    holds: dict[str, Hold]
    unreadable: list[str]


def encode(hold: Hold) -> bytes:
    """A hold as its file has it: JSON for people, and a check sum over the rest."""
    body: dict[str, object] = {"id": hold.id, "cameras": list(hold.cameras)}
    for name, attribute in _TIMES.items():
        value = getattr(hold, attribute)
        body[name] = None if value is None else from_us(value).isoformat().replace("+00:00", "Z")
    body.update({name: getattr(hold, name) for name in _TEXTS})
    body["check"] = _sum(body)
    return (json.dumps(body, indent=1, ensure_ascii=False) + "\n").encode()


def decode(data: bytes) -> Hold:
    """The hold in a file. Raises ValueError where anything about it is not sound."""
    body = json.loads(data)
    if not isinstance(body, dict) or body.pop("check", None) != _sum(body):
        raise ValueError("The hold's check sum does not fit.")
    times = {
        attribute: None if body.get(name) is None else to_us(datetime.fromisoformat(body[name]))
        for name, attribute in _TIMES.items()
    }
    texts = {name: str(body.get(name, "")) for name in _TEXTS}
    return Hold(id=str(body["id"]), cameras=tuple(map(str, body["cameras"])), **times, **texts)  # type: ignore[arg-type]


def _sum(body: dict[str, object]) -> str:
    return hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()


@contextlib.contextmanager
def locked(volume: Volume) -> Iterator[Path]:
    """Alone on a volume's holds. Raises HoldsDamaged where the folder for them is not there."""
    folder = volume.path / HOLDS
    try:
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except OSError as error:
        raise HoldsDamaged(
            f"The folder {folder} cannot be opened ({error.strerror}), so nothing on that volume is deleted.",
            advice="Mount the disk, or mend the folder with beadle footage check --repair.",
        ) from error
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield folder
    finally:
        os.close(handle)


def load(volume: Volume) -> Loaded:
    """All holds on a volume. Raises HoldsDamaged where the folder for them is not there."""
    folder = volume.path / HOLDS
    holds: dict[str, Hold] = {}
    unreadable = []
    try:
        names = sorted(each.name for each in folder.iterdir())
    except OSError as error:
        raise HoldsDamaged(
            f"The holds in {folder} cannot be read ({error.strerror}).", advice="Look at the disk."
        ) from error
    for name in names:
        if name.startswith(".") or not name.endswith(".json"):
            continue
        try:
            with (folder / name).open("rb") as file:
                hold = decode(file.read(_LARGEST))
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
            unreadable.append(name)
            continue
        if name == f"{hold.id}.json":
            holds[hold.id] = hold
        else:
            unreadable.append(name)
    return Loaded(holds, unreadable)


def union(loaded: Iterable[Loaded]) -> dict[str, Hold]:
    """Holds of several volumes by id; where one volume knows of the release, it is released."""
    known: dict[str, Hold] = {}
    for each in loaded:
        for hold in each.holds.values():
            if (before := known.get(hold.id)) is None or (before.active and not hold.active):
                known[hold.id] = hold
    return known


def list_holds(volumes: Sequence[Volume]) -> list[Hold]:
    """All holds, released ones too, oldest first. A volume that is away adds none."""
    found = []
    for each in volumes:
        with contextlib.suppress(HoldsDamaged):
            found.append(load(each))
    return sorted(union(found).values(), key=lambda hold: (hold.placed_us, hold.id))


def protecting(volume: Volume, others: Sequence[Volume] = ()) -> list[Hold]:
    """Every active hold that footage on `volume` may be under; call it inside `locked(volume)`.

    Raises HoldsDamaged where a hold of that volume cannot be read here nor on another volume.
    """
    own = load(volume)
    found = [own]
    for each in others:
        if each is not volume:
            with contextlib.suppress(HoldsDamaged):
                found.append(load(each))
    known = union(found)
    lost = [name for name in own.unreadable if name.removesuffix(".json") not in known]
    if lost:
        raise HoldsDamaged(
            f"A hold on {volume.path} cannot be read ({', '.join(lost)}), so nothing on that volume is deleted.",
            advice="Restore the file from another volume or a backup, or release the hold by name.",
        )
    return [each for each in known.values() if each.active]


def place(volumes: Sequence[Volume], hold: Hold) -> None:
    """Put a hold on every volume; when this returns, nothing that it covers is deleted any more.

    Placing the same hold twice changes nothing. Where a volume cannot take it the others keep it all the same, and the
    error says so: place it again when the disk is mended. Raises BadHold, VolumeReadOnly, VolumeFull, VolumeAway.
    """
    _check(hold)
    if not volumes:
        raise VolumeAway("There is no volume to place the hold on.", advice="Mount one.")
    failures: list[tuple[Volume, Exception]] = []
    for volume in volumes:
        try:
            with locked(volume) as folder:
                found = load(volume).holds.get(hold.id)
                if found is not None and found != hold:
                    raise BadHold(
                        f"A hold named {hold.id} is there already, and says something else.",
                        advice="Give the new hold a name of its own.",
                    )
                if found is None:
                    _write(folder, hold)
        except (OSError, HoldsDamaged) as error:
            failures.append((volume, error))
    _raise(failures, hold.id)


def release(volumes: Sequence[Volume], hold_id: str, *, at_us: int, by: str = "", reason: str = "") -> Hold:
    """End a hold on every volume; its file stays as a record. Raises HoldUnknown, or as `place` does."""
    found = {each.id: each for each in list_holds(volumes)}.get(hold_id)
    if found is None:
        raise HoldUnknown(f"There is no hold {hold_id}.", advice="List the holds and use one of their names.")
    ended = found if not found.active else replace(found, released_us=at_us, released_by=by, release_reason=reason)
    failures: list[tuple[Volume, Exception]] = []
    for volume in volumes:
        try:
            with locked(volume) as folder:
                _write(folder, ended)
        except (OSError, HoldsDamaged) as error:
            failures.append((volume, error))
    _raise(failures, hold_id)
    return ended


def spread(volumes: Sequence[Volume]) -> int:
    """Give every volume the holds that it lacks, as after a disk was away or new; the number of files written."""
    known = union(load(each) for each in volumes)
    written = 0
    for volume in volumes:
        with locked(volume) as folder:
            own = load(volume).holds
            for hold in known.values():
                if own.get(hold.id) != hold:
                    _write(folder, hold)
                    written += 1
    return written


def _check(hold: Hold) -> None:
    if not _ID.fullmatch(hold.id):
        raise BadHold(f"{hold.id!r} cannot name a hold.", advice="Use letters, digits and dashes.")
    if hold.to_us is not None and hold.to_us <= hold.from_us:
        raise BadHold("The hold ends before it begins.", advice="Check the two times.")
    if not hold.active:
        raise BadHold("A hold that is released already cannot be placed.", advice="Place a new one.")
    for camera in hold.cameras:
        checked_key(camera)


def _write(folder: Path, hold: Hold) -> None:
    path = folder / f"{hold.id}.json"
    data = encode(hold)
    try:
        write_atomically(path, data, mode=0o640)
    except OSError as error:
        if error.errno not in {errno.ENOSPC, errno.EDQUOT}:
            raise
        (folder / ".spare").unlink(missing_ok=True)
        write_atomically(path, data, mode=0o640)
    with contextlib.suppress(OSError):
        write_spare(folder)


def give_up_spare(volume: Volume) -> bool:
    """Make a little room on a full disk, so that the index can note what is deleted; False where there is none."""
    with locked(volume) as folder:
        try:
            (folder / ".spare").unlink()
        except OSError:
            return False
    return True


def restore_spare(volume: Volume) -> None:
    """Set the spare aside again, where there is room."""
    with contextlib.suppress(OSError), locked(volume) as folder:
        write_spare(folder)


def _raise(failures: Sequence[tuple[Volume, Exception]], hold_id: str) -> None:
    if not failures:
        return
    volume, error = failures[0]
    paths = ", ".join(str(each.path) for each, _ in failures)
    kind = VolumeReadOnly
    if isinstance(error, OSError) and error.errno in {errno.ENOSPC, errno.EDQUOT}:
        kind = VolumeFull  # type: ignore[assignment]  # either is raised the same way
    raise kind(
        f"The hold {hold_id} could not be written on {paths} ({error}).",
        advice="The other volumes have it. Mend this one and do it again.",
        volume=volume.id,
    ) from error
