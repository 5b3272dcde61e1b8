"""The plane of a plate before the camera."""

from __future__ import annotations

import numpy as np
import pytest
from training.scenes.pose import Pose, draw_pose


def test_seen_from_ahead_a_plate_keeps_its_shape_and_size():
    pose = Pose(x=100, y=60, width=104, across=520, yaw=0, pitch=0, roll=0, focal=900)
    corners = pose.project([[-260, -55.5], [260, -55.5], [260, 55.5], [-260, 55.5]])
    assert corners == pytest.approx(np.array([[48, 48.9], [152, 48.9], [152, 71.1], [48, 71.1]]), abs=1e-3)


def test_turned_about_the_upright_axis_it_gets_narrower_and_the_near_end_higher():
    pose = Pose(x=0, y=0, width=104, across=520, yaw=0.8, pitch=0, roll=0, focal=300)
    corners = pose.project([[-260, -55.5], [260, -55.5], [260, 55.5], [-260, 55.5]])
    left, right = corners[3, 1] - corners[0, 1], corners[2, 1] - corners[1, 1]
    assert corners[1, 0] - corners[0, 0] < 90
    assert abs(left - right) > 3


def test_drawn_poses_keep_plates_upright_and_in_reach():
    rng = np.random.default_rng(2)
    for _ in range(300):
        pose = draw_pose(rng, (400, 300), 80, 520)
        assert -20 < pose.x < 420
        assert -20 < pose.y < 320
        assert abs(pose.roll) <= 0.45
        depth = pose.matrix()[2] @ np.array([[-260, -55, 1], [260, 55, 1]]).T
        assert (depth > 0).all(), "no part of a plate is behind the camera"
