"""The jobs of rights; what they do is tested with what they call."""

from __future__ import annotations

from beadle.accounts.rights.tasks import book


def test_the_end_of_broken_glass_is_written_down_each_minute() -> None:
    assert [(job.name, job.cron) for job in book.jobs] == [("rights.settle_glass", "* * * * *")]
