"""The base map from disk."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from beadle.estate.basemap import BaseMap
from beadle.estate.errors import BadMap
from beadle.estate.settings import EstateSettings

SETTINGS = EstateSettings(base_map=Path("town.geojson"))
TOWN = {
    "type": "FeatureCollection",
    "features": [{"type": "Feature", "properties": {"kind": "road"}, "geometry": None}],
}


def test_without_a_file_the_map_is_empty(data_dir: Path) -> None:
    assert json.loads(BaseMap().read(data_dir, EstateSettings())) == {"type": "FeatureCollection", "features": []}


def test_the_file_is_read_from_the_data_folder_or_by_its_full_path(data_dir: Path, tmp_path: Path) -> None:
    (data_dir / "town.geojson").write_text(json.dumps(TOWN))
    (tmp_path / "other.geojson").write_text(json.dumps(TOWN))
    assert json.loads(BaseMap().read(data_dir, SETTINGS)) == TOWN
    assert json.loads(BaseMap().read(data_dir, EstateSettings(base_map=tmp_path / "other.geojson"))) == TOWN


def test_a_changed_file_is_read_again(data_dir: Path) -> None:
    path, base_map = data_dir / "town.geojson", BaseMap()
    path.write_text(json.dumps(TOWN))
    first = base_map.read(data_dir, SETTINGS)
    assert base_map.read(data_dir, SETTINGS) is first
    path.write_text(json.dumps(TOWN | {"features": []}))
    os.utime(path, ns=(1, 1))
    assert json.loads(base_map.read(data_dir, SETTINGS))["features"] == []


@pytest.mark.parametrize(
    "bad",
    [
        b"",
        b"{",
        b"[]",
        b"\xff",
        b'{"type": "Feature"}',
        b'{"type": "FeatureCollection", "features": {}}',
        b"[" * 100_000,
    ],
)
def test_what_is_no_map_is_refused(data_dir: Path, bad: bytes) -> None:
    (data_dir / "town.geojson").write_bytes(bad)
    with pytest.raises(BadMap) as caught:
        BaseMap().read(data_dir, SETTINGS)
    assert caught.value.advice


def test_a_missing_file_is_said(data_dir: Path) -> None:
    with pytest.raises(BadMap, match="cannot be read"):
        BaseMap().read(data_dir, SETTINGS)
