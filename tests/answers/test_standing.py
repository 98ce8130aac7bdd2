"""What cannot be in an answer is named with its place."""

import numpy as np
import pytest

from bce_lessons.answers.standing import first_unfit, unfit_probability, whole


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ([0.0, 1.0, 0.5], ""),
        ([0.2, 30, 40], "At index [1] stands 30: a probability lies between 0 and 1."),
        ([0.2, -0.1], "At index [1] stands -0.1: a probability lies between 0 and 1."),
        ([np.nan, 0.2], "At index [0] stands NaN: a probability lies between 0 and 1."),
        ([0.2, np.inf], "At index [1] stands inf: a probability lies between 0 and 1."),
        ([1 + 1e-6], "At index [0] stands 1.000001: a probability lies between 0 and 1."),
        ([[0, 1], [1, 2]], "At index [1, 1] stands 2: a probability lies between 0 and 1."),
    ],
)
def test_the_first_that_is_no_probability_is_named(answer, said):
    assert unfit_probability(answer) == said


@pytest.mark.parametrize("place", range(4))
def test_each_place_is_named(place):
    fits = np.arange(4) != place
    assert first_unfit(np.full(4, 0.25), fits) == f"At index [{place}] stands 0.25"
    assert first_unfit(np.full((2, 2), 0.25), fits.reshape(2, 2)) == (
        f"At index [{place // 2}, {place % 2}] stands 0.25"
    )


@pytest.mark.parametrize(
    ("answer", "count"),
    [(0.0, 0), (-3.0, -3), (16.000000004, 16), (15.9999999, 16), (1e300, int(1e300))]
    + [(answer, None) for answer in (15.5, 16.001, np.nan, np.inf, -np.inf, 1e-3)],
)
def test_a_count_is_whole_but_for_its_last_bits(answer, count):
    assert whole(answer) == count
