"""Bounds on what a camera may send, and the times after which silence counts as a fault."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from beadle.platform.settings import Section


class IngestSettings(Section):
    """Bounds in bytes or counts, times in seconds.

    The defaults leave ten times the room that real cameras were seen to need; tests make them small.
    """

    section: ClassVar[str] = "video.ingest"

    head_bytes: int = Field(default=16_384, gt=0, description="The status line and headers of one RTSP message.")
    line_bytes: int = Field(default=8_192, gt=0, description="One header line.")
    header_count: int = Field(
        default=100,
        gt=0,
        description="Header lines of one message, continuation lines included.",
    )
    body_bytes: int = Field(default=131_072, gt=0, description="The body of one message: the longest SDP.")
    unit_bytes: int = Field(
        default=8 * 1024 * 1024,
        gt=0,
        description="One access unit: a 4K key frame at 25 Mbit/s has about 2 MB.",
    )
    unit_parts: int = Field(default=16_384, gt=0, description="Pieces (fragments and NAL units) of one access unit.")
    bits_per_second: int = Field(
        default=200_000_000,
        gt=0,
        description="A camera that sends more, over two seconds, is cut off, so that it cannot starve the others.",
    )

    connect_s: float = Field(default=5.0, gt=0, description="To open the connection, TLS included.")
    answer_s: float = Field(default=10.0, gt=0, description="For one RTSP answer, from request to last byte.")
    silence_s: float = Field(
        default=3.5,
        gt=0,
        description="Without a byte from the camera: the signal is lost. With the watchdog's own second and the turn "
        "in which a camera is read that nobody watches, known within five.",
    )
    picture_s: float = Field(default=5.0, gt=0, description="With bytes but without a whole picture: no video.")
    first_key_s: float = Field(
        default=15.0,
        gt=0,
        description="From PLAY to the first key frame: no video after that.",
    )
    key_gap_s: float = Field(
        default=60.0,
        gt=0,
        description="Between key frames; cameras with a dynamic GOP stay well below it.",
    )
    give_up_s: float = Field(
        default=20.0,
        gt=0,
        description="In the state no_video: then connect afresh, in case that helps.",
    )
    watch_every_s: float = Field(default=1.0, gt=0, description="How often the watchdog looks.")
    keep_alive_s: float = Field(
        default=25.0,
        gt=0,
        description="Between keep-alives at most; half of the session's own timeout where that is shorter.",
    )

    backoff_first_s: float = Field(default=0.5, gt=0, description="Before the first new attempt, on average.")
    backoff_most_s: float = Field(default=30.0, gt=0, description="Before any later attempt, at most.")
    sign_in_backoff_s: float = Field(
        default=60.0,
        gt=0,
        description="After a refused password: cameras lock an account that tries too often.",
    )
    steady_s: float = Field(
        default=30.0,
        gt=0,
        description="Online for this long: the next fault starts again at the first back-off.",
    )

    frozen_keys: int = Field(
        default=5,
        gt=0,
        description="Key frames in a row with pictures seen before: the picture is frozen.",
    )
    frozen_loop: int = Field(
        default=2,
        gt=0,
        description="The longest loop, in key frames, that counts as frozen: encoders that number key frames "
        "alternate between two.",
    )
    frozen_s: float = Field(default=8.0, ge=0, description="And for this long at least.")
    skip_bytes: int = Field(
        default=64,
        ge=0,
        description="An inter picture of at most this size says 'nothing changed'; 0 switches that test off.",
    )
    skip_s: float = Field(default=60.0, gt=0, description="Nothing but such pictures for this long: frozen.")

    reorder_packets: int = Field(default=64, gt=0, description="Datagrams held back to put them in order.")
    reorder_s: float = Field(default=0.1, ge=0, description="The longest that a datagram is held back.")


DEFAULTS = IngestSettings()
