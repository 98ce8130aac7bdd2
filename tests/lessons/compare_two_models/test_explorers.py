"""The explorer of enough samples: every position of it, against other integrals and by drawing."""

import re

import numpy as np
import pytest
from scipy.stats import norm

from bce_lessons import binary_cross_entropy_with_logits as loss_of
from bce_lessons import sigmoid
from bce_lessons.explorers import enough_samples
from bce_lessons.lessons.compare_two_models.explorers import BELL, DIFFERENCES, SHOWN, SIZES, SURE
from bce_lessons.lessons.compare_two_models.model import (
    LEVEL,
    _noisy,
    chance_apart,
    chance_found,
    spread,
)
from tests.explorer_helpers import leaving, marks, values

PAIRS = [(times, difference) for times in SURE.values() for difference in DIFFERENCES]


@pytest.fixture(scope="module")
def explorer():
    return enough_samples()


def noise_of(times, difference):
    """Search the noise that sets two models so far apart."""
    low, high = 0.0, 2.5
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (middle, high) if _noisy(times, middle)[0] < difference else (low, middle)
    return low


def drawn(times, difference, shape, seed=0):
    """Draw losses of both models."""
    rng = np.random.default_rng(seed)
    z = rng.normal(0, LEVEL, shape)
    y = (rng.random(shape) < sigmoid(z)).astype(float)
    read = z + rng.normal(0, noise_of(times, difference), shape)
    return [loss_of(y, times * said, reduction="none") for said in (z, read)]


@pytest.mark.parametrize(("times", "difference"), PAIRS)
def test_spreads_are_those_of_drawn_losses(times, difference):
    first, second = drawn(times, difference, 400_000)
    d = second - first
    found = spread(times, difference)
    assert d.mean() == pytest.approx(difference, abs=4 * d.std() / d.size**0.5)
    assert found == pytest.approx([d.std(), first.std(), second.std()], rel=0.015)


@pytest.mark.parametrize(("times", "difference"), [(0.5, 0.04), (1.0, 0.01), (4.0, 0.02)])
@pytest.mark.parametrize("n", [200, 800])
def test_chances_are_those_of_drawn_test_sets(times, difference, n):
    first, second = drawn(times, difference, (2000, n))
    d = first - second
    error = d.std(axis=1, ddof=1) / n**0.5
    found = np.mean(d.mean(axis=1) + 1.96 * error < 0), np.mean(d.mean(axis=1) - 1.96 * error > 0)
    assert chance_found(n, difference, times) == pytest.approx(found, abs=0.04)
    reach = [1.96 * one.std(axis=1, ddof=1) / n**0.5 for one in (first, second)]
    apart = np.mean(d.mean(axis=1) < -sum(reach))
    assert chance_apart(n, difference, times) == pytest.approx(apart, abs=0.04)


def test_the_sentence_says_the_chances_at_every_position(explorer):
    assert values(explorer, "n").tolist() == list(SIZES)
    for n in SIZES:
        for difference in DIFFERENCES:
            for sure in SURE.values():
                explorer.position = {"n": n, "difference": difference, "sure": sure}
                said = repr(explorer)
                errors = difference * n**0.5 / spread(sure, difference).paired
                chances = norm.cdf([errors - norm.ppf(0.975), -errors - norm.ppf(0.975)])
                found = re.findall(r"((?:under )?[\d.]+) %", said)
                assert said.startswith(f"{n:,} samples, {difference:g} nats apart: ")
                for text, chance in zip(found, chances, strict=True):
                    if text == "under 0.1":
                        assert 100 * chance < 0.05
                        continue
                    step = 0.5 if "." not in text else 0.05
                    assert float(text) == pytest.approx(100 * chance, abs=step + 1e-9)


def test_the_dot_stands_on_the_curve(explorer):
    ax = explorer.panels[1]
    (dot,) = [mark for mark in ax.marks if mark.kind == "dot"]
    shape = (len(SIZES), len(DIFFERENCES), len(SURE))
    expected = [
        [[chance_found(n, d, s)[0] for s in SURE.values()] for d in DIFFERENCES] for n in SIZES
    ]
    np.testing.assert_allclose(dot.tables["y"].rows.reshape(shape), expected)


def test_each_curve_is_the_chance_that_it_is_called(explorer):
    """The whole one of the paired difference, the dashed one of two separate intervals."""
    reach = norm.ppf(0.975)
    paired, apart = marks(explorer.panels[1], "line")
    root = 2 ** (paired.tables["x"].rows / 2)
    for i, d in enumerate(DIFFERENCES):
        for k, times in enumerate(SURE.values()):
            wide = spread(times, d)
            right = norm.cdf(d * root / wide.paired - reach)
            np.testing.assert_allclose(paired.tables["y"].rows[i, k], right)
            beyond = d * root - reach * (wide.first + wide.second)
            np.testing.assert_allclose(
                apart.tables["y"].rows[i, k], norm.cdf(beyond / wide.paired), atol=1e-12
            )


def test_the_bell_is_of_what_test_sets_show_and_blue_where_they_decide(explorer):
    (area,) = marks(explorer.panels[0], "area")
    bell, zero, edge = marks(explorer.panels[0], "line")
    assert zero.tables["x"].rows.tolist() == [0, 0]
    for i, n in enumerate(SIZES):
        for j, d in enumerate(DIFFERENCES):
            for k, times in enumerate(SURE.values()):
                error = spread(times, d).paired / n**0.5
                end = max(-norm.ppf(0.975) * error, SHOWN[0])
                x = np.clip(-d + error * BELL, *SHOWN)
                np.testing.assert_allclose(edge.tables["x"].rows[i, j, k], end)
                np.testing.assert_allclose(bell.tables["x"].rows[i, j, k], x)
                for mark, at in ((bell, x), (area, np.minimum(x, end))):
                    height = norm.pdf(at, -d, error) / norm.pdf(0, 0, error)
                    np.testing.assert_allclose(mark.tables["x"].rows[i, j, k], at)
                    np.testing.assert_allclose(mark.tables["y"].rows[i, j, k], height, atol=1e-12)


def test_half_the_difference_needs_about_twice_the_samples():
    for times in SURE.values():
        needed = [(spread(times, d).paired / d) ** 2 for d in DIFFERENCES]
        assert (np.divide(needed[:-1], needed[1:]) > 1.8).all()
        assert (np.divide(needed[:-1], needed[1:]) < 2.2).all()


def test_models_that_are_too_sure_need_more_samples():
    for d in DIFFERENCES:
        needed = [spread(times, d).paired for times in SURE.values()]
        assert needed == sorted(needed)


def test_two_separate_intervals_need_more_than_the_difference():
    for times, d in PAIRS:
        assert all(chance_apart(n, d, times) < chance_found(n, d, times)[0] for n in SIZES[:-3])


def test_nothing_leaves_its_panel(explorer):
    assert [leaving(panel) for panel in explorer.panels] == [set(), set()]
