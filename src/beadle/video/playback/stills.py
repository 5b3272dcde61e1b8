"""Stills and scrubbing pictures out of an archive. Blocking: for the threads of a DecoderPool."""

from __future__ import annotations

from beadle.video.footage.find import Archive
from beadle.video.playback import listing
from beadle.video.playback.pictures import Patience, Picture, key_picture, still
from beadle.video.playback.thumbnails import WIDTH, ThumbnailShelf


def still_at(archive: Archive, camera: str, moment_us: int, *, width: int | None, patience: Patience) -> Picture:
    """The frame that was shown at that moment. Raises NoFootage or PictureBroken."""
    segment, group = listing.at(archive, camera, moment_us)
    return still(listing.media_of(segment, group), group, moment_us, width=width, patience=patience)


def thumbnail_at(
    archive: Archive, shelf: ThumbnailShelf, camera: str, moment_us: int, *, patience: Patience
) -> Picture:
    """The nearest key frame, small; from the shelf where it is there. Raises NoFootage or PictureBroken."""
    segment, group = listing.near(archive, camera, moment_us)
    kept = shelf.get(camera, group.start_us)
    if kept is not None:
        return kept
    made = key_picture(listing.media_of(segment, group), group, width=WIDTH, patience=patience)
    shelf.put(camera, group.start_us, made)
    return made
