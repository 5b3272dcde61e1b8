"""Settings of the media socket."""

from __future__ import annotations

import hashlib
import hmac
import ssl
from pathlib import Path
from typing import ClassVar

from pydantic import Field

from beadle.platform.errors import Invalid
from beadle.platform.settings import Section

SOCKET_NAME = "recorder.sock"


def node_token(key: bytes) -> str:
    """What a request from another machine has to carry, from the installation's key."""
    return hmac.new(key, b"beadle node token", hashlib.sha256).hexdigest()


class LiveSettings(Section):
    """Where a recorder node on a machine of its own listens for the server. Without `host` only this machine is served.

    Both sides then need the same BEADLE_SECRET_KEY: the node's token is made from it.
    """

    section: ClassVar[str] = "video.live"
    host: str = Field(default="", description="Address to listen on beyond this machine, over TLS; empty for none.")
    port: int = Field(default=8441, ge=0, le=65535, description="Port to listen on beyond this machine.")
    certificate: Path | None = Field(default=None, description="TLS certificate chain (PEM) of this recorder.")
    private_key: Path | None = Field(default=None, description="Private key (PEM) of the certificate.")

    def tls(self) -> ssl.SSLContext:
        """The context for listening. Raises Invalid where the files are not named or not readable."""
        if self.certificate is None or self.private_key is None:
            raise Invalid(
                "video.live.host is set, but the recorder has no certificate.",
                advice="Set video.live.certificate and video.live.private_key.",
            )
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        try:
            context.load_cert_chain(self.certificate, self.private_key)
        except (OSError, ssl.SSLError) as error:
            raise Invalid(f"The recorder's certificate cannot be read ({error}).") from error
        return context
