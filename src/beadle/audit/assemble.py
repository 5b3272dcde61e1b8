"""The audit room put together for the worker: the part that seals the log and copies its checkpoints, and its jobs."""

from __future__ import annotations

from beadle.audit import copier, keys, tasks
from beadle.audit.copier import Copier
from beadle.audit.sequencer import Sequencer
from beadle.audit.settings import AuditSettings
from beadle.platform.jobs import JobBook, JobContext
from beadle.platform.outgoing import OutgoingSettings


def sequencer(context: JobContext) -> Sequencer:
    """The part that seals the log; several may run, one leads."""
    settings = context.settings.section(AuditSettings)
    outgoing = context.settings.section(OutgoingSettings)
    places = copier.places(settings, context.secrets, context.data_dir, outgoing)
    return Sequencer(
        context.database.url,
        context.clock,
        lambda: keys.load(context.data_dir, context.secrets),
        checkpoint_seconds=settings.checkpoint_seconds,
        leading=Copier(context.database, context.clock, places).run,
    )


def job_books() -> list[JobBook]:
    """The room's jobs."""
    return [tasks.book]
