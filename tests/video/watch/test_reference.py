from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.video.watch.views import cloth, looks, pictures, turned

from beadle.video.watch.features import look_of, measure
from beadle.video.watch.reference import Reference, correlation, same_view, scores_of


@pytest.fixture(scope="module")
def learned() -> Reference:
    return Reference.learned([measure(look) for look in looks(13)[:12]], 5)


def test_its_own_place_is_like_it(learned: Reference) -> None:
    like = learned.like(measure(looks(13)[20]))
    assert like.kept > 0.9
    assert like.shape > 0.9
    assert like.fineness == pytest.approx(1, abs=0.1)
    assert like.lost < 0.05
    assert learned.says_enough


def test_another_place_is_not(learned: Reference) -> None:
    like = learned.like(measure(looks(10)[0]))
    assert like.kept < 0.3
    assert like.shape < 0.4


def test_behind_a_cloth_the_contrast_is_lost(learned: Reference) -> None:
    like = learned.like(measure(look_of(cloth(pictures(13)[0]))))
    assert like.lost > 0.9
    assert like.kept < 0.1


@pytest.mark.parametrize("right", [0.03, -0.04])
def test_a_shift_is_found_and_measured(learned: Reference, right: float) -> None:
    found, down = learned.shift(measure(look_of(turned(pictures(13)[20], right=right))))
    assert found == pytest.approx(right, abs=0.008)
    assert abs(down) < 0.008


def test_finding_a_shift_leaves_the_reference_as_it_is(learned: Reference) -> None:
    before = learned.edges.copy()
    learned.shift(measure(looks(10)[0]))
    assert np.array_equal(learned.edges, before)


def test_what_no_shift_explains_has_none(learned: Reference) -> None:
    assert learned.shift(measure(looks(10)[0])) == (0.0, 0.0)


def test_it_adapts_by_the_share_that_it_is_given() -> None:
    day = Reference.learned([measure(look) for look in looks(13)[:12]], 0)
    other = measure(looks(13)[30])
    before = float(np.abs(day.edges - other.edges).mean())
    day.adapt(other, 0.5, 9)
    assert float(np.abs(day.edges - other.edges).mean()) == pytest.approx(before / 2, rel=1e-3)
    assert day.seen_us == 9


def test_the_burnt_in_lines_have_no_vote(learned: Reference) -> None:
    assert not learned.votes[0].any()
    assert not learned.votes[-1].any()


def test_it_can_be_kept_and_read_again(learned: Reference) -> None:
    again = Reference.of(learned.arrays())
    assert np.array_equal(again.edges, learned.edges)
    assert again.kept(measure(looks(13)[20]).edges) == learned.kept(measure(looks(13)[20]).edges)


@pytest.mark.parametrize("spoil", [{"edges": np.zeros((3, 3))}, {"votes": np.zeros((2, 2))}])
def test_parts_that_do_not_fit_are_refused(learned: Reference, spoil: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="different sizes"):
        Reference.of(learned.arrays() | spoil)


@given(st.integers(0, 2**32 - 1), st.floats(0.2, 3), st.floats(-40, 40))
@settings(max_examples=30, deadline=None)
def test_correlation_takes_out_brightness_and_contrast(seed: int, gain: float, offset: float) -> None:
    one = np.random.default_rng(seed).normal(0, 10, (20, 30)).astype(np.float32)
    other = (one * np.float32(gain) + np.float32(offset)).astype(np.float32)
    assert correlation(one, other) == pytest.approx(1, abs=1e-3)
    assert float(scores_of(one, other).min()) > 0.99


def test_flat_pictures_correlate_with_nothing() -> None:
    flat = np.zeros((20, 30), np.float32)
    assert correlation(flat, flat) == 0
    assert not scores_of(flat, flat).any()


def test_two_looks_at_one_view_are_told_from_two_views() -> None:
    one, later, elsewhere = (measure(look) for look in (looks(13)[0], looks(13)[3], looks(10)[0]))
    assert same_view(one, later) > 0.8
    assert same_view(one, elsewhere) < 0.3
    assert same_view(one, measure(look_of(turned(pictures(13)[3], right=0.05)))) < 0.45


def test_where_nothing_is_to_be_seen_no_view_is_another() -> None:
    nothing = measure(np.full_like(looks(13)[0], 30))
    assert same_view(nothing, nothing) == 1.0
