from __future__ import annotations

import pytest
from tests.video.ingest.rtp_packets import H265_PPS, H265_SPS, H265_VPS, PPS, SPS_1080P, SPS_CIF
from tests.video.ingest.test_bits import exp_golomb, packed

from beadle.video.ingest.errors import Malformed
from beadle.video.ingest.parameter_sets import ParameterSets
from beadle.video.terms import Codec

OTHER_PPS = b"\x68" + packed(exp_golomb(1) + "0110")


def test_the_format_is_known_once_all_sets_are() -> None:
    sets = ParameterSets(Codec.H264)
    assert sets.format is None
    sets.take([SPS_1080P])
    assert sets.format is None
    sets.take([PPS])
    assert sets.format is not None
    assert sets.format.parameter_sets == (SPS_1080P, PPS)
    assert (sets.format.width, sets.format.height) == (1920, 1080)


def test_h265_needs_its_vps_too() -> None:
    sets = ParameterSets(Codec.H265)
    sets.take([H265_SPS, H265_PPS])
    assert sets.format is None
    sets.take([H265_VPS])
    assert sets.format is not None
    assert sets.format.parameter_sets == (H265_VPS, H265_SPS, H265_PPS)


def test_the_same_sets_keep_the_same_object() -> None:
    sets = ParameterSets(Codec.H264)
    sets.take([SPS_1080P, PPS])
    before = sets.format
    sets.take([SPS_1080P])
    sets.take([PPS])
    sets.take([SPS_1080P, PPS])
    assert sets.format is before


def test_a_new_sps_is_a_new_format() -> None:
    sets = ParameterSets(Codec.H264)
    sets.take([SPS_1080P, PPS, OTHER_PPS])
    sets.take([SPS_CIF, PPS])
    assert sets.format is not None
    assert sets.format.parameter_sets == (SPS_CIF, PPS)
    assert sets.format.width == 176


def test_a_new_sps_without_a_pps_keeps_the_old_one() -> None:
    sets = ParameterSets(Codec.H264)
    sets.take([SPS_1080P, PPS])
    sets.take([SPS_CIF])
    assert sets.format is not None
    assert sets.format.parameter_sets == (SPS_CIF, PPS)


def test_several_pps_by_their_numbers() -> None:
    sets = ParameterSets(Codec.H264)
    sets.take([SPS_1080P, OTHER_PPS, PPS])
    sets.take([OTHER_PPS + b"\x01"])
    assert sets.format is not None
    assert sets.format.parameter_sets == (SPS_1080P, PPS, OTHER_PPS + b"\x01")


def test_a_flood_of_pps_is_bounded() -> None:
    sets = ParameterSets(Codec.H264)
    sets.take([SPS_1080P, *(b"\x68" + packed(exp_golomb(number) + "1") for number in range(200))])
    assert sets.format is not None
    assert len(sets.format.parameter_sets) == 17


def test_absurd_sets_are_refused_in_the_stream_and_skipped_in_a_description() -> None:
    sets = ParameterSets(Codec.H264)
    with pytest.raises(Malformed):
        sets.take([b"\x67\xff\xff", PPS])
    sets = ParameterSets(Codec.H264)
    sets.take_lenient([b"\x67\xff\xff", PPS, b"", b"\x68", SPS_1080P])
    assert sets.format is None or sets.format.width == 1920
    sets.take([SPS_CIF, PPS])
    assert sets.format is not None
    assert sets.format.width == 176
