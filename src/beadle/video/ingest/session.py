"""One sign-on to a camera: OPTIONS, DESCRIBE, SETUP, PLAY, keep-alive and TEARDOWN (RFC 2326)."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable

from beadle.platform.clock import Clock
from beadle.platform.errors import BeadleError
from beadle.video.ingest.address import follow_redirect, resolve_control
from beadle.video.ingest.connection import Connection, connect
from beadle.video.ingest.datagrams import Datagrams
from beadle.video.ingest.errors import LeftHost, Malformed, Refused, SignInFailed, StreamNotFound
from beadle.video.ingest.h264_units import H264Units
from beadle.video.ingest.h265_units import H265Units
from beadle.video.ingest.message import Response, number
from beadle.video.ingest.pictures import Pictures
from beadle.video.ingest.reports import Reports
from beadle.video.ingest.sdp import VideoTrack, parse_sdp
from beadle.video.ingest.settings import DEFAULTS, IngestSettings
from beadle.video.ingest.sign_in import SignIn
from beadle.video.ingest.spec import StreamSpec, Transport
from beadle.video.ingest.transport_header import parse_channels, parse_server_ports
from beadle.video.ingest.units import UnitAssembler
from beadle.video.ingest.watch import Counts
from beadle.video.terms import Codec, FrameSink

_MOST_REDIRECTS = 3
_REDIRECTS = frozenset({301, 302, 303, 305, 307})
_UNSUPPORTED_TRANSPORT = 461
_GOODBYE_S = 1.0
_USUAL_TIMEOUT_S = 60
"""A session's life without a sign of ours, where the camera names none (RFC 2326 section 12.37)."""
_SESSION = re.compile(r"[\x21-\x3a\x3c-\x7e]{1,256}")


class Session:
    """An open session. Frames flow into the sink from `play` on; `connection.ended` says why it is over."""

    def __init__(self, spec: StreamSpec, clock: Clock, sign_in: SignIn, settings: IngestSettings = DEFAULTS) -> None:
        self.spec = spec
        self._clock = clock
        self._sign_in = sign_in
        self._settings = settings
        self._address = spec.address
        self._connection: Connection | None = None
        self._datagrams: Datagrams | None = None
        self._peer = ""
        self._base = ""
        self._keep_alive = "OPTIONS"
        self._session_id = ""
        self._session_url = ""
        self._alive_every = settings.keep_alive_s
        self._alive_at = 0.0
        self.track: VideoTrack | None = None
        self.pictures: Pictures | None = None
        self.units: UnitAssembler | None = None
        self.playing = False
        """Whether the camera has accepted PLAY."""

    @property
    def is_open(self) -> bool:
        """Whether there is a connection."""
        return self._connection is not None

    @property
    def connection(self) -> Connection:
        """The connection, once it is open."""
        assert self._connection is not None
        return self._connection

    @property
    def sign_in_in_clear(self) -> bool:
        """Whether the password travels in the clear (Basic)."""
        return self._sign_in.in_clear

    def counts(self) -> Counts:
        """What has come so far, for the watchdog."""
        octets = self.connection.octets + (self._datagrams.octets if self._datagrams else 0)
        pictures = self.pictures
        if pictures is None:
            return Counts(octets, 0, 0, frozen=False)
        return Counts(octets, pictures.units, pictures.keys, pictures.frozen, pictures.keys_without_format)

    async def open(self) -> VideoTrack:
        """Connect, sign in and read the description; the track that `play` will set up.

        Raises BeadleError: the subclasses in `errors` say what is wrong.
        """
        response = await self._describe()
        self.track = parse_sdp(response.body)
        base = response.headers.get("content-base") or response.headers.get("content-location")
        self._base = base if "://" in base else ""
        return self.track

    async def _describe(self) -> Response:
        for _ in range(_MOST_REDIRECTS + 1):
            if self._connection is None:
                self._connection = await connect(self.spec, self._address, self._settings, pinned=self._peer)
                self._peer = self._connection.peer
                options = await self._request("OPTIONS", self._address.url)
                methods = {name.strip().upper() for name in options.headers.get("public").split(",")}
                self._keep_alive = "GET_PARAMETER" if "GET_PARAMETER" in methods else "OPTIONS"
            response = await self._request("DESCRIBE", self._address.url, {"Accept": "application/sdp"})
            if response.status not in _REDIRECTS:
                _check(response, "DESCRIBE")
                return response
            self._follow(response.headers.get("location"))
        raise LeftHost("The camera redirects again and again.")

    def _follow(self, location: str) -> None:
        before, self._address = self._address, follow_redirect(self._address, location)
        here = (before.scheme, before.port) == (self._address.scheme, self._address.port)
        if not here and self._connection is not None:
            self._connection.close()
            self._connection = None

    async def play(self, sink: FrameSink, on_key: Callable[[], None] = lambda: None) -> None:
        """Set the track up and start it; `on_key` is called after each key frame. Raises BeadleError."""
        track = self.track
        assert track is not None
        self.pictures = Pictures(track.codec, sink, self._clock, settings=self._settings, on_key=on_key)
        self.pictures.sets.take_lenient(track.parameter_sets)
        kind = H264Units if track.codec is Codec.H264 else H265Units
        self.units = kind(self.pictures, track.payload_type, self._settings)
        self._session_url = resolve_control(self._address, self._base, track.session_control)
        url = resolve_control(self._address, self._base or self._session_url, track.control)
        if self.spec.transport is Transport.UDP or not await self._set_up_tcp(url, self.units):
            await self._set_up_udp(url, self.units)
        response = await self._request("PLAY", self._session_url, {"Range": "npt=0.000-"})
        _check(response, "PLAY")
        self._alive_at = self._clock.monotonic()
        self.playing = True

    async def _set_up_tcp(self, url: str, units: UnitAssembler) -> bool:
        """False when the camera does not send inside the connection."""
        reports = Reports(units, self._pictures(), self._clock, self.connection.send_rtcp)
        self.connection.rtcp = reports.on_rtcp
        self.connection.stream.attach(units, 0, 1)
        response = await self._request("SETUP", url, {"Transport": "RTP/AVP/TCP;unicast;interleaved=0-1"})
        if response.status == _UNSUPPORTED_TRANSPORT:
            self.connection.stream.units = None
            return False
        _check(response, "SETUP")
        self.connection.stream.attach(units, *parse_channels(response.headers.get("transport")))
        self._take_session(response.headers.get("session"))
        return True

    async def _set_up_udp(self, url: str, units: UnitAssembler) -> None:
        datagrams = Datagrams(units, self._settings, on_trouble=self.connection.fail)
        self._datagrams = datagrams
        ports = await datagrams.open(self.connection.local, self.connection.peer)
        reports = Reports(units, self._pictures(), self._clock, datagrams.send_rtcp)
        datagrams.rtcp = reports.on_rtcp
        response = await self._request(
            "SETUP", url, {"Transport": f"RTP/AVP;unicast;client_port={ports[0]}-{ports[1]}"}
        )
        _check(response, "SETUP")
        datagrams.punch(parse_server_ports(response.headers.get("transport")))
        self._take_session(response.headers.get("session"))

    def _pictures(self) -> Pictures:
        assert self.pictures is not None
        return self.pictures

    def _take_session(self, header: str) -> None:
        name, _, rest = header.partition(";")
        if not _SESSION.fullmatch(name.strip()):
            raise Malformed("The camera names no session, or one that makes no sense.")
        self._session_id = name.strip()
        pairs = (pair.strip().partition("=") for pair in rest.split(";"))
        timeout = next((number(value) for key, _, value in pairs if key == "timeout"), _USUAL_TIMEOUT_S)
        timeout = timeout if timeout > 0 else _USUAL_TIMEOUT_S
        self._alive_every = min(max(timeout / 2, 1.0), self._settings.keep_alive_s)

    async def _request(self, method: str, url: str, headers: dict[str, str] | None = None) -> Response:
        """One request, signed in where the camera asks for it."""
        self._sign_in.begin()
        while True:
            response = await self.connection.ask(method, url, self._headers(method, url, headers or {}))
            if response.status != 401:
                return response
            self._sign_in.take_up(response.headers.all("www-authenticate"))

    def _headers(self, method: str, url: str, headers: dict[str, str]) -> dict[str, str]:
        whole = dict(headers)
        signature = self._sign_in.header(method, url)
        if signature is not None:
            whole["Authorization"] = signature
        if self._session_id:
            whole["Session"] = self._session_id
        return whole

    def keep_alive(self) -> None:
        """Tell the camera that we are still here, when it is time. To be called every second or so."""
        now = self._clock.monotonic()
        if now - self._alive_at < self._alive_every:
            return
        self._alive_at = now
        if self._datagrams is not None:
            self._datagrams.punch(None)
        method, url = self._keep_alive, self._session_url
        self.connection.send(method, url, self._headers(method, url, {})).add_done_callback(
            lambda future: self._after_keep_alive(future.result())
        )

    def _after_keep_alive(self, response: Response | None) -> None:
        """A camera may renew its nonce; any other answer does not matter while pictures come."""
        if response is None or response.status != 401:
            return
        self._sign_in.begin()
        try:
            self._sign_in.take_up(response.headers.all("www-authenticate"))
        except BeadleError as error:
            self.connection.fail(error)
            return
        method, url = self._keep_alive, self._session_url
        self.connection.send(method, url, self._headers(method, url, {}))

    async def end(self) -> None:
        """Say goodbye: TEARDOWN, a second at most for its answer, then `close`. Nothing reaches the sink any more.

        Closing with pictures unread would reset the connection and could eat the TEARDOWN; the camera would then go on
        holding a session for a minute, of which many allow only a few.
        """
        connection = self._connection
        if connection is not None and self._session_id and not connection.ended.done():
            connection.stream.units = None
            headers = self._headers("TEARDOWN", self._session_url, {})
            await asyncio.wait((connection.send("TEARDOWN", self._session_url, headers),), timeout=_GOODBYE_S)
        self.close()

    def close(self) -> None:
        """Close at once."""
        if self._datagrams is not None:
            self._datagrams.close()
        if self._connection is not None:
            self._connection.close()


def _check(response: Response, method: str) -> None:
    """Raise what an answer other than success means."""
    status = response.status
    if 200 <= status < 300:
        return
    if status == 404:
        raise StreamNotFound(
            "The camera does not know this path.", advice="Check the part of the address behind the host."
        )
    if status == 403:
        raise SignInFailed("The camera does not let this user see the stream.")
    if status in {453, 503}:
        raise Refused("The camera is busy: too many viewers, or not enough bandwidth.", advice="Try again later.")
    raise Refused(f"The camera answers {method} with status {status}.")
