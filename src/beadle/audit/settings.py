"""Settings of the audit room. Nothing here calls out of the building unless an administrator fills it in."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar, Literal

from pydantic import Field

from beadle.platform.settings import Section


class AuditSettings(Section):
    """The log of every act and look: how long personal values stay, and where copies of its checkpoints go."""

    section: ClassVar[str] = "audit"
    keep_personal_days: int = Field(
        default=2192,
        ge=30,
        description="Days after which names, addresses, case references and plates leave the log; the rest stays.",
    )
    checkpoint_seconds: float = Field(default=60, ge=1, le=3600, description="Time between signed checkpoints.")
    late_seconds: float = Field(
        default=300,
        ge=10,
        description="A line that waits longer for its leaf, or a copy that fails longer, is an alarm.",
    )
    copy_folder: Path | None = Field(
        default=None,
        description="Folder for copies of checkpoints, best on another machine's disk; `audit/checkpoints` in the data"
        " folder otherwise.",
    )
    syslog: str = Field(
        default="",
        description="Syslog that gets every checkpoint: `unix:/dev/log`, `udp://HOST:514` or `tcp://HOST:601`.",
    )
    mail_to: str = Field(default="", description="Who gets a checkpoint by mail each day: the data protection officer.")
    mail_from: str = Field(default="", description="Sender of that mail.")
    smtp_host: str = Field(default="", description="Mail server.")
    smtp_port: int = Field(default=587, ge=1, le=65535, description="Its port.")
    smtp_security: Literal["starttls", "tls", "none"] = Field(
        default="starttls", description="How the mail server is spoken to; `none` only for one on this machine."
    )
    smtp_user: str = Field(default="", description="Sign-in at the mail server; its password is a secret.")
    stamp_url: str = Field(
        default="", description="RFC 3161 time-stamping authority that stamps a checkpoint each day (http or https)."
    )
    stamp_certificates: Path | None = Field(
        default=None, description="The authority's certificates (PEM, root included), to check its stamps with."
    )
