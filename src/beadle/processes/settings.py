"""Settings of the processes: where the web server listens."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from pydantic import Field

from beadle.platform.settings import Section


class ServerSettings(Section):
    """Where the web server listens."""

    section: ClassVar[str] = "server"
    host: str = Field(
        default="127.0.0.1", description="Address to listen on; 0.0.0.0 for every network of the machine."
    )
    port: int = Field(default=8440, ge=1, le=65535, description="Port to listen on.")
    certificate: Path | None = Field(
        default=None, description="TLS certificate chain (PEM); with it the server speaks https."
    )
    private_key: Path | None = Field(default=None, description="Private key (PEM) of the certificate.")
