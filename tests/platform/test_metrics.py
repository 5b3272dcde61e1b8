from __future__ import annotations

from prometheus_client.parser import text_string_to_metric_families

from beadle.platform.metrics import Meter, Reading


def samples(page: bytes) -> dict[tuple[str, tuple[tuple[str, str], ...]], float]:
    """Every sample by its name and labels."""
    families = text_string_to_metric_families(page.decode())
    return {
        (each.name, tuple(sorted(each.labels.items()))): each.value for family in families for each in family.samples
    }


def test_requests_are_counted_by_template_method_and_status() -> None:
    meter = Meter()
    meter.requested("/api/things/{id}", "GET", 200, 0.02)
    meter.requested("/api/things/{id}", "GET", 200, 0.2)
    meter.requested("/api/things/{id}", "BREW\n", 405, 0.001)
    found = samples(meter.page())
    route = ("route", "/api/things/{id}")
    assert found["beadle_http_requests_total", (("method", "GET"), route, ("status", "200"))] == 2
    assert found["beadle_http_requests_total", (("method", "other"), route, ("status", "405"))] == 1
    assert found["beadle_http_request_seconds_bucket", (("le", "0.025"), route)] == 2
    assert found["beadle_http_request_seconds_count", (route,)] == 3


def test_open_sockets_go_up_and_down() -> None:
    meter = Meter()
    for _ in range(3):
        meter.opened("/live")
    meter.closed("/live")
    assert samples(meter.page())["beadle_websockets_open", (("route", "/live"),)] == 2


def test_readings_are_those_of_this_scrape() -> None:
    meter = Meter()
    first = [Reading("beadle_disks", "Disks.", {"a": 1, "b": 2}, "state"), Reading("beadle_up", "Up.", {"": 1})]
    found = samples(meter.page([*first, Reading("beadle_frames_total", "Frames.", {"": 7}, counter=True)]))
    assert found["beadle_disks", (("state", "a"),)] == 1
    assert found["beadle_up", ()] == 1
    assert found["beadle_frames_total", ()] == 7
    found = samples(meter.page([Reading("beadle_disks", "Disks.", {"b": 2}, "state")]))
    assert ("beadle_disks", (("state", "a"),)) not in found
    assert ("beadle_up", ()) not in found


def test_two_meters_share_nothing_and_the_process_tells_of_itself() -> None:
    one, other = Meter(), Meter()
    one.requested("/x", "GET", 200, 0.1)
    assert not any(name == "beadle_http_requests_total" for name, _ in samples(other.page()))
    assert samples(other.page())["process_resident_memory_bytes", ()] > 1e6


def test_labels_cannot_forge_lines() -> None:
    meter = Meter()
    page = meter.page([Reading("beadle_disks", "Disks.", {'a"} 1\nevil 2': 1}, "path")])
    assert b"\nevil" not in page
    assert samples(page)["beadle_disks", (("path", 'a"} 1\nevil 2'),)] == 1
