"""Messages whose columns somebody named: JSON, XML and CSV."""

from __future__ import annotations

import json
from datetime import UTC, datetime

from tests.factories.pushing import jpeg, message, one, reads, refusal, understood

from beadle.anpr.adapters.mapped import MOST_ROWS
from beadle.anpr.adapters.mapping import ColumnMapping
from beadle.anpr.adapters.terms import Adapter, Nothing, Refused
from beadle.anpr.terms import Box, Direction

SCENE = jpeg(640, 400)
JSON = ColumnMapping.model_validate(
    {
        "format": "json",
        "columns": {
            "plate": "plate",
            "time": "timestamp",
            "event": "id",
            "confidence": "ocrscore",
            "direction": "direction",
            "lane": "lane",
            "vehicle_color": "color",
            "left": "box.x",
            "top": "box.y",
            "width": "box.w",
            "height": "box.h",
        },
    }
)
XML = ColumnMapping.model_validate(
    {
        "format": "xml",
        "rows": "message.reads.read",
        "columns": {"plate": "plate", "time": "when", "event": "@id", "confidence": "score"},
        "confidence_top": 1,
        "time_format": "%d/%m/%Y %H:%M:%S",
    }
)
CSV = ColumnMapping.model_validate(
    {
        "format": "csv",
        "delimiter": ";",
        "columns": {"plate": "VRM", "time": "Seen at", "confidence": "score", "direction": "Way"},
        "towards": ["In bound"],
        "away": ["Out bound"],
    }
)


def test_json():
    read = one(understood("application/json", message("vaxtor.json"), adapter=Adapter.MAPPED, mapping=JSON))
    assert (read.text, read.confidence, read.event_id, read.lane) == ("AB12CDE", 0.93, "90017", 1)
    assert read.camera_at == datetime(2026, 6, 1, 11, 59, 58, 250_000, tzinfo=UTC)
    assert (read.direction, read.vehicle_color, read.box) == (Direction.TOWARDS, "grey", Box(160, 180, 80, 20))
    assert read.adapter == "mapped"


def test_xml_with_attributes_and_a_row_that_is_no_plate():
    good, bad = understood("", message("vaxtor.xml"), adapter=Adapter.MAPPED, mapping=XML)
    assert (good.text, good.event_id, good.confidence) == ("AB12CDE", "90018", 0.93)  # type: ignore[union-attr]
    assert good.camera_at == datetime(2026, 6, 1, 11, 59, 58, tzinfo=UTC)  # type: ignore[union-attr]
    assert isinstance(bad, Refused)
    assert "solidus" in bad.reason


def test_csv_every_row_by_itself():
    found = understood("text/csv", message("vaxtor.csv"), adapter=Adapter.MAPPED, mapping=CSV)
    good, empty, future, bare = found
    assert (good.text, good.direction) == ("AB12CDE", Direction.TOWARDS)  # type: ignore[union-attr]
    assert isinstance(empty, Nothing)
    assert isinstance(future, Refused)
    assert "2036-01-01" in future.reason
    assert (bare.text, bare.confidence, bare.camera_at) == ("K9", 0.5, None)  # type: ignore[union-attr]


def test_a_mapping_serves_what_no_adapter_knows():
    assert one(understood("", message("vaxtor.json"), mapping=JSON)).text == "AB12CDE"
    known = one(understood("", message("axis_new.json"), mapping=JSON))
    assert known.adapter == "axis", "what an adapter knows is read by it"
    assert "Nothing that is known" in refusal(understood("", message("vaxtor.json")))


def test_a_list_in_json_with_places():
    mapping = JSON.model_copy(
        update={"rows": "batch.events", "columns": JSON.columns.model_copy(update={"plate": "texts[1]"})}
    )
    said = {"batch": {"events": [{"texts": ["no", "AB12CDE"], "id": 1}, {"texts": ["XY65ZZZ"], "id": 2}, 7]}}
    found = understood("", json.dumps(said).encode(), adapter=Adapter.MAPPED, mapping=mapping)
    assert [getattr(each, "text", "") for each in found] == ["AB12CDE", "", ""]


def test_bad_tables():
    for body, words in (
        (b"VRM;x\nA\x00B;1\n", "NUL"),
        (b'VRM\n"' + b"A" * (1 << 21) + b'"\n', "from line 2 on: a column holds more than 128 kilobytes."),
        (b"A" * (1 << 18) + b"\nAB12CDE\n", "from line 1 on: a column holds more than 128 kilobytes."),
    ):
        assert words in refusal(understood("", body, adapter=Adapter.MAPPED, mapping=CSV))
    long = b"VRM;Seen at\nAB12CDE;\nXY34ZZZ;" + b"A" * (1 << 18) + b"\nEF56GHI;\n"
    found = understood("", long, adapter=Adapter.MAPPED, mapping=CSV)
    assert [each.text for each in reads(found)] == ["AB12CDE"], "what came before it is read"
    assert "from line 3 on" in refusal(found[1:])
    rows = b"VRM;Seen at\n" + b"AB12CDE;\n" * (MOST_ROWS + 5)
    found = understood("", rows, adapter=Adapter.MAPPED, mapping=CSV)
    assert len(reads(found)) == MOST_ROWS
    assert isinstance(found[-1], Refused)
