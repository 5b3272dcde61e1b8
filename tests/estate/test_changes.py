"""What a camera becomes when something is said of it."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from beadle.estate.changes import FIELDS, NOTHING_SAID, difference, takes_password_elsewhere, wish
from beadle.estate.errors import BadAddress
from beadle.estate.models import Camera
from beadle.estate.schemas import CameraChange


def asked(**fields: Any) -> Any:
    return wish(CameraChange.model_validate(fields))


def streams(**urls: str) -> dict[str, dict[str, str]]:
    return {name: {"url": url} for name, url in urls.items()}


def test_every_field_is_a_column_and_every_text_has_its_default() -> None:
    columns = {column.key for column in Camera.__table__.columns}
    assert set(FIELDS) <= columns
    assert columns - set(FIELDS) == {"id", "key", "password_box", "created_at", "changed_at", "retired_at"}
    assert set(NOTHING_SAID) <= set(FIELDS)


def test_what_is_absent_is_not_touched() -> None:
    assert asked().values == {}
    assert asked(name="Low Pavement").values == {"name": "Low Pavement"}


def test_a_null_empties_what_can_be_empty_and_nothing_else() -> None:
    made = asked(site_id=None, bearing=None, owner=None, username=None, enabled=None, name=None, number=None)
    assert made.values == {"site_id": None, "bearing": None, "owner": "", "username": ""}


def test_a_sign_in_in_the_address_moves_to_its_fields() -> None:
    made = asked(streams=streams(main="rtsp://a:b@10.0.0.1/m", sub="rtsp://a:b@10.0.0.1/s", third=""))
    assert made.values["streams"] == {"main": "rtsp://10.0.0.1/m", "sub": "rtsp://10.0.0.1/s"}
    assert (made.values["username"], made.password) == ("a", "b")
    assert "moved" in made.notes[0]
    assert "'b'" not in repr(made)


def test_a_sign_in_given_twice_must_be_the_same() -> None:
    same = asked(streams=streams(main="rtsp://a:b@10.0.0.1/m"), username="a", password="b")
    assert same.password == "b"
    for other in ({"username": "x"}, {"password": "x"}, {"username": "x", "password": "b"}):
        with pytest.raises(BadAddress, match="another than"):
            asked(streams=streams(main="rtsp://a:b@10.0.0.1/m"), **other)
    with pytest.raises(BadAddress, match="different sign-ins"):
        asked(streams=streams(main="rtsp://a:b@10.0.0.1/m", sub="rtsp://a:c@10.0.0.1/s"))


def test_a_stored_password_does_not_follow_the_address_elsewhere() -> None:
    before = {"main": "rtsp://10.0.0.1/m", "sub": "rtsp://10.0.0.1:8554/s"}
    assert not takes_password_elsewhere(before, asked(name="x"))
    assert not takes_password_elsewhere(before, asked(streams=streams(main="rtsp://10.0.0.1:8554/other")))
    assert not takes_password_elsewhere(before, asked(streams={}))
    assert takes_password_elsewhere(before, asked(streams=streams(main="rtsp://10.0.0.1/m", third="rtsp://evil/")))
    assert not takes_password_elsewhere(before, asked(streams=streams(main="rtsp://10.0.0.2/"), password="new"))
    assert not takes_password_elsewhere(before, asked(streams=streams(main="rtsp://10.0.0.2/"), password=""))


def test_a_difference_says_before_and_after_and_of_addresses_only_the_place() -> None:
    before = {"name": "a", "streams": {"main": "rtsp://10.0.0.1/?password=hunter2"}, "owner": ""}
    after = {"name": "b", "streams": {"main": "rtsp://10.0.0.2/?password=hunter3"}, "owner": ""}
    made = difference(before, after)
    assert made == {"name": ["a", "b"], "streams": [{"main": "10.0.0.1"}, {"main": "10.0.0.2"}]}
    path_only = difference(before, before | {"streams": {"main": "rtsp://10.0.0.1/other"}})
    assert path_only == {"streams": [{"main": "10.0.0.1"}, {"main": "10.0.0.1"}]}


def test_movement_is_off_until_somebody_asks_for_it() -> None:
    assert NOTHING_SAID["motion"] == "off"
    area = [[0.0, 0.0], [1.0, 0.0], [1.0, 0.25]]
    assert asked(motion="keyframes", motion_ignore=[area]).values == {"motion": "keyframes", "motion_ignore": [area]}
    assert asked(motion=None, motion_ignore=None).values == {}


def test_a_camera_stands_still_until_somebody_says_otherwise() -> None:
    assert NOTHING_SAID["ptz"] is False
    assert asked(ptz=True).values == {"ptz": True}
    assert asked(ptz=None).values == {}


@pytest.mark.parametrize(
    "wrong",
    [{"motion": "people"}, {"motion_ignore": [[[0, 0], [1, 1]]]}, {"motion_ignore": [[[0, 0], [1, 0], [1, 1.5]]]}],
)
def test_what_is_no_area_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        asked(**wrong)
