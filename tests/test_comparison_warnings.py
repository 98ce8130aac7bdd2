"""What intervals cannot know: of misses that are not there, of one label, of few groups."""

import numpy as np
import pytest

from bce_lessons.comparison import compare_losses, loss_interval
from tests.compared import every_loss, every_method
from tests.forecasts_drawn import forecasts

Y = np.tile([1, 0], 25)
GOOD = np.where(Y == 1, 0.9, 0.2) + np.linspace(0, 0.05, 50)
MISSING = np.where(np.arange(50) % 5 == 3, 1 - GOOD, GOOD)
UNKNOWN = "the interval does not know what a miss costs."
MAY_HOLD = "50 samples may hold no miss even if 5.8 % of all are misses."


def about(y, *models, **options):
    public = compare_losses if len(models) > 1 else loss_interval
    return public(y, *models, **options).warning


@every_method
def test_who_never_misses_is_told_that_misses_are_unknown(method):
    """Of the sets of a model that says 99.9 % and is right in 99 %, 60 in 100 have no miss."""
    ones, sure = np.ones(50, int), np.r_[np.full(49, 0.999), 0.9991]
    assert about(ones, sure, method=method) == (
        f"All labels are 1, and y_proba is never on the wrong side of ½: {UNKNOWN} {MAY_HOLD}"
    )
    assert about(Y, GOOD, method=method) == (
        f"y_proba is never on the wrong side of ½: {UNKNOWN} {MAY_HOLD}"
    )
    assert about(Y, MISSING, method=method) == ""


def test_so_many_may_miss_with_a_chance_of_one_in_twenty_to_see_none():
    few = pytest.approx(0.05, abs=5e-3)
    assert few == (1 - 0.058) ** 50
    groups = np.arange(50) // 2
    assert about(Y, GOOD, groups=groups).endswith(
        f"{UNKNOWN} 25 groups may hold no miss even if 11 % of all have one."
    )
    assert few == (1 - 0.11) ** 25


@every_loss
def test_of_two_models_those_are_named_that_never_miss(loss, score):
    assert about(Y, GOOD, MISSING, loss=loss).endswith(
        f"proba_a is never on the wrong side of ½: {UNKNOWN} {MAY_HOLD}"
    )
    assert "proba_b is never on the wrong side" in about(Y, MISSING, GOOD, loss=loss)
    both = about(Y, GOOD, 0.99 * GOOD, loss=loss)
    assert f"proba_a and proba_b are never on the wrong side of ½: {UNKNOWN}" in both
    assert "wrong side" not in about(Y, MISSING, MISSING[::-1], loss=loss)


@pytest.mark.parametrize("label", [0, 1])
def test_one_label_alone_tells_nothing_of_the_other(label):
    y, p = np.full(50, label), np.linspace(0.3, 0.8, 50)
    told = f"All labels are {label}: the interval does not know what the other label costs."
    assert about(y, p) == told
    assert about(y, p, p[::-1]).endswith(told)
    assert about(y, p, np.full(50, label)).count("All labels") == 1
    weight = np.ones(51)
    weight[50] = 0.0
    assert about(np.r_[y, 1 - label], np.r_[p, 0.5], sample_weight=weight) == told


def test_one_miss_on_either_side_is_enough():
    for i in (0, 1):
        p = GOOD.copy()
        p[i] = 1 - p[i]
        assert "wrong side" not in about(Y, p)
        p[i] = 0.5  # on no side
        assert "wrong side" in about(Y, p)


def test_soft_labels_hold_misses_and_who_says_a_half_has_none_to_come():
    for y, p in ((0.99, 0.999), (0.01, 0.001)):
        assert about(np.full(50, y), np.full(50, p)) == (
            "All are alike, so the interval has no width."
        )
    assert about(Y, np.full(50, 0.5)) == "All are alike, so the interval has no width."
    assert about(np.ones(50), np.full(50, 0.5)) == "All are alike, so the interval has no width."
    assert "never on the wrong" in about(np.ones(50), np.full(50, 0.5), np.full(50, 0.6))


@every_method
@pytest.mark.parametrize(
    ("count", "says"),
    [
        (2, "2 groups: of so few, no interval says much. Take more groups."),
        (19, "19 groups: of so few, no interval says much. Take more groups."),
        (20, "20 groups: of so few, intervals hold the truth less often than they say."),
        (29, "29 groups: of so few, intervals hold the truth less often than they say."),
        (30, ""),
    ],
)
def test_few_groups_are_told_however_many_samples_they_have(method, count, says):
    y, p, other = forecasts(900)
    groups = np.arange(900) % count
    options = {"groups": groups, "method": method, "n_resamples": 99}
    assert loss_interval(y, p, **options).warning.startswith(says)
    assert ("groups" in loss_interval(y, p, **options).warning) == bool(says)
    assert compare_losses(y, p, other, **options).warning.startswith(says)


def test_twenty_samples_are_not_called_few():
    y, p, _ = forecasts(20)
    assert "so few" not in loss_interval(y, p).warning
    assert "n = 19: of so few" in loss_interval(y[:19], p[:19]).warning


@pytest.mark.parametrize(
    ("confidence", "enough"),
    [(0.9999, 19999), (0.9995, 3999), (0.999, 1999), (0.99, 199), (0.981, 105)],
)
@pytest.mark.parametrize("method", ["studentized", "bca"])
def test_an_end_must_lie_within_what_is_drawn(confidence, enough, method):
    """In each tail of so many drawings there is one at least."""
    options = {"confidence": confidence, "method": method}
    message = rf"n_resamples is {enough - 1}, too few for confidence={confidence}: give {enough} or"
    for public, models in ((loss_interval, [GOOD]), (compare_losses, [GOOD, MISSING])):
        with pytest.raises(ValueError, match=message):
            public(Y, *models, n_resamples=enough - 1, **options)
        public(Y, *models, n_resamples=enough, **options)
    loss_interval(Y, GOOD, confidence=confidence, method="normal", n_resamples=99)


@pytest.mark.parametrize(("share", "decide"), [(0.49, False), (0.51, True)])
def test_five_are_said_to_decide_from_half_of_the_loss_on(share, decide):
    costs = np.repeat([0.1, 0.7 * share / (1 - share)], [35, 5])
    found = loss_interval(np.ones(40), np.exp(-costs))
    assert found.largest_share == pytest.approx(share)
    assert ("The five largest terms are" in found.warning) == decide
