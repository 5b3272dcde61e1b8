"""News for listeners."""

from __future__ import annotations

from beadle.video.live.feed import EventFeed
from beadle.video.live.wire import pack_json


class Listener:
    def __init__(self) -> None:
        self.heard: list[bytes] = []

    def tell(self, message: bytes) -> None:
        self.heard.append(message)


def test_everybody_hears_until_they_leave():
    feed = EventFeed()
    first, second = Listener(), Listener()
    feed.publish({"n": 0})
    feed.add(first)
    feed.add(second)
    feed.publish({"n": 1})
    feed.remove(second)
    feed.remove(second)
    feed.publish({"n": 2})
    assert first.heard == [pack_json({"n": 1}), pack_json({"n": 2})]
    assert second.heard == [pack_json({"n": 1})]
