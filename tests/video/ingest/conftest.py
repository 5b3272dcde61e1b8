"""Examples here are quick, but a loaded machine may pause any of them: no deadline for a single one."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("no deadline", deadline=None)
settings.load_profile("no deadline")
