"""What goes wrong between a camera and us. The messages are shown to people; none carries a secret.

BeadleError
├── NotFound
│   ├── StreamNotFound    the camera does not know this path
│   └── NoVideo           the camera's description holds no video
├── NotAllowed
│   ├── SignInFailed      user name or password refused
│   └── LeftHost          the camera points somewhere else
├── Invalid
│   ├── BadAddress        the address itself is wrong
│   ├── UnsupportedCodec  video, but not H.264 or H.265
│   └── Malformed         the camera broke the protocol
└── Unavailable
    ├── NameUnknown       the host's name is not found
    ├── Refused           nothing listens, or the camera says no
    ├── NoAnswer          no answer within the time
    ├── TlsFailed         the certificate is not trusted
    └── ConnectionLost    the connection ended
"""

from __future__ import annotations

from beadle.platform.errors import Invalid, NotAllowed, NotFound, Unavailable


class StreamNotFound(NotFound):
    """The camera answers, but does not know the path."""


class NoVideo(NotFound):
    """The camera's description of the stream holds no video."""


class SignInFailed(NotAllowed):
    """The camera refuses the user name or the password."""


class LeftHost(NotAllowed):
    """The camera sends us to another host, or to another kind of address."""


class BadAddress(Invalid):
    """The address cannot be one of a camera's stream."""


class UnsupportedCodec(Invalid):
    """There is video, but not in a codec that Beadle records."""


class Malformed(Invalid):
    """The camera broke the protocol, or went over a bound."""


class NameUnknown(Unavailable):
    """The host's name has no address."""


class Refused(Unavailable):
    """Nothing listens at the port, or the camera declined the request."""


class NoAnswer(Unavailable):
    """Nothing came within the time allowed."""


class TlsFailed(Unavailable):
    """The encrypted connection could not be trusted or set up."""


class ConnectionLost(Unavailable):
    """The connection ended while it was needed."""
