"""Adding up what a volume holds."""

from __future__ import annotations

from tests.factories.video import record

from beadle.platform.clock import FixedClock
from beadle.video.footage.retention import Held
from beadle.video.footage.stock import read_stock
from beadle.video.footage.terms import Hold
from beadle.video.footage.volume import Volume

GROUP_US = 2_000_000


def test_held_and_free_bytes_and_rates(volume: Volume, clock: FixedClock):
    start = clock.now_us()
    sizes = [record(volume, "gate", start + number * GROUP_US, groups=1).bytes for number in range(4)]
    record(volume, "market", start, groups=1)
    held = Held([Hold("h", ("gate",), start + GROUP_US, start + 2 * GROUP_US, "why", 0)])
    stock = read_stock(volume, held, start + 10 * GROUP_US)
    assert stock.held_bytes == sizes[1]
    assert stock.deletable_bytes == sum(sizes) - sizes[1] + sizes[0]
    assert stock.rates["gate"] == sum(sizes) / 8
    assert stock.rates.keys() == {"gate", "market"}
    assert read_stock(volume, Held([]), start + 90_000_000_000).rates == {}
