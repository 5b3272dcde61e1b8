"""Around the application: who asks, over what, and how often; and the listeners beside the main one."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from functools import partial
from typing import Any

from starlette.types import ASGIApp

from beadle.accounts.deps import Deps
from beadle.platform.certificates import ServerTls
from beadle.platform.clock import Clock
from beadle.platform.errors import Invalid
from beadle.platform.metrics import Meter
from beadle.platform.networks import parse_networks
from beadle.platform.settings import Secrets, Settings
from beadle.processes import figures
from beadle.processes.encryption import CertificateCare, is_here, local_authority
from beadle.processes.forwarded import Forwarded
from beadle.processes.listeners import listen
from beadle.processes.measured import Measured, MetricsPage
from beadle.processes.settings import MetricsSettings, ServerSettings
from beadle.processes.to_https import HttpsOnly, ToHttps
from beadle.processes.up import port_is_free

TOKEN = "metrics_token"  # noqa: S105 - its name


def edged(app: ASGIApp, settings: ServerSettings, meter: Meter, clock: Clock) -> ASGIApp:
    """The application as the network may reach it."""
    inner = HttpsOnly(Measured(app, meter, clock))
    return Forwarded(inner, parse_networks(settings.trusted_proxies))


def check_listeners(settings: Settings, secrets: Secrets) -> None:
    """Raise Invalid or Unavailable, before anything starts, for a listener that may not or cannot be."""
    server, metrics = settings.section(ServerSettings), settings.section(MetricsSettings)
    if server.redirect_port is not None:
        port_is_free(server.host, server.redirect_port)
    if metrics.port is None:
        return
    if not is_here(metrics.host) and not secrets.named(TOKEN):
        raise Invalid(
            f"The figures would be told to everybody who reaches {metrics.host}.",
            advice=f"Set {TOKEN} in secrets.toml (or BEADLE_METRICS_TOKEN), or let metrics.host be 127.0.0.1.",
        )
    port_is_free(metrics.host, metrics.port)


def beside(
    deps: Deps, meter: Meter, tls: ServerTls | None, port: int, stop: asyncio.Event
) -> list[Coroutine[Any, Any, None]]:
    """What runs beside the main listener. port: the main one, where browsers are sent on to."""
    server, metrics = deps.settings.section(ServerSettings), deps.settings.section(MetricsSettings)
    works = []
    if tls is not None:
        own = local_authority(deps.data_dir) if server.certificate is None else None
        works.append(CertificateCare(tls, own, deps.clock).run(stop))
        if server.redirect_port is not None:
            works.append(listen(ToHttps(port), server.host, server.redirect_port, stop))
    if metrics.port is not None:
        page = MetricsPage(meter, partial(figures.read, deps), deps.secrets.named(TOKEN))
        works.append(listen(page, metrics.host, metrics.port, stop))
    return works
