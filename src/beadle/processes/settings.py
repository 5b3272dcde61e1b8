"""Settings of the processes: where the web server listens, and who is believed in front of it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, ClassVar, Self

from pydantic import AfterValidator, Field, model_validator

from beadle.platform.networks import parse_networks
from beadle.platform.settings import Section


def _networks(texts: tuple[str, ...]) -> tuple[str, ...]:
    parse_networks(texts)
    return texts


class ServerSettings(Section):
    """Where the web server listens."""

    section: ClassVar[str] = "server"
    host: str = Field(
        default="127.0.0.1", description="Address to listen on; 0.0.0.0 for every network of the machine."
    )
    port: int = Field(default=8440, ge=1, le=65535, description="Port to listen on.")
    certificate: Path | None = Field(
        default=None,
        description="TLS certificate chain (PEM); with it the server speaks https. Changed files are taken up while it "
        "runs. Without it the site's own authority is used where `beadle tls make` has made one.",
    )
    private_key: Path | None = Field(
        default=None, description="Private key (PEM) of the certificate; none where it is in the same file."
    )
    redirect_port: int | None = Field(
        default=None, ge=1, le=65535, description="Port that only sends browsers from http to https, usually 80."
    )
    trusted_proxies: Annotated[tuple[str, ...], AfterValidator(_networks)] = Field(
        default=(),
        description="Reverse proxies, as addresses or networks such as 10.2.0.0/24: what they say of the client's "
        "address and of https (X-Forwarded-For, X-Forwarded-Proto) is believed, and from nobody else.",
    )
    tls_by_proxy: bool = Field(
        default=False,
        description="A reverse proxy in front speaks https, so the server may listen beyond this machine without TLS. "
        "Requests that come past the proxy are refused.",
    )

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.tls_by_proxy and not self.trusted_proxies:
            raise ValueError("tls_by_proxy needs trusted_proxies: name the proxy's address")
        if self.private_key is not None and self.certificate is None:
            raise ValueError("private_key needs certificate")
        return self


class MetricsSettings(Section):
    """Figures for Prometheus, off by default. Where `metrics_token` stands in secrets.toml it is asked for."""

    section: ClassVar[str] = "metrics"
    port: int | None = Field(
        default=None, ge=1, le=65535, description="Port of a listener that serves /metrics and nothing else; none: off."
    )
    host: str = Field(
        default="127.0.0.1", description="Address of that listener. Beyond this machine a token is needed as well."
    )
