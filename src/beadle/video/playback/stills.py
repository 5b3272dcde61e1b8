"""Stills and scrubbing pictures out of an archive. Blocking: for the threads of a DecoderPool."""

from __future__ import annotations

from collections.abc import Callable

from beadle.video.footage.find import Archive
from beadle.video.footage.terms import Fragment, Segment
from beadle.video.playback import listing
from beadle.video.playback.pictures import Patience, Picture, StartsInTheMiddle, key_picture, still
from beadle.video.playback.thumbnails import WIDTH, ThumbnailShelf


def still_at(archive: Archive, camera: str, moment_us: int, *, width: int | None, patience: Patience) -> Picture:
    """The frame that was shown at that moment. Raises NoFootage or PictureBroken."""
    segment, fragment = listing.at(archive, camera, moment_us)

    def make(media: bytes) -> Picture:
        return still(media, fragment, moment_us, width=width, patience=patience)

    return _made(archive, segment, fragment, make)


def thumbnail_at(
    archive: Archive, shelf: ThumbnailShelf, camera: str, moment_us: int, *, patience: Patience
) -> Picture:
    """The nearest key frame, small; from the shelf where it is there. Raises NoFootage or PictureBroken."""
    segment, fragment = listing.near(archive, camera, moment_us)
    kept = shelf.get(camera, fragment.start_us)
    if kept is not None:
        return kept

    def make(media: bytes) -> Picture:
        return key_picture(media, fragment, width=WIDTH, patience=patience)

    made = _made(archive, segment, fragment, make)
    shelf.put(camera, fragment.start_us, made)
    return made


def _made(archive: Archive, segment: Segment, fragment: Fragment, make: Callable[[bytes], Picture]) -> Picture:
    try:
        return make(listing.media_of(segment, [fragment]))
    except StartsInTheMiddle:
        return make(listing.media_of(segment, [*listing.before(archive, segment, fragment), fragment]))
