"""Many descents at once go where each goes alone."""

import numpy as np
import pytest

from bce_lessons.datasets import ten_points
from bce_lessons.lessons.compare_with_squared_error import model
from bce_lessons.lessons.compare_with_squared_error.model import LOSSES
from bce_lessons.training import fit_logistic

X, Y = ten_points().X, ten_points().y


@pytest.mark.parametrize("loss", LOSSES)
def test_many_descents_at_once_are_those_of_fit_logistic(loss):
    starts = [(0, 0), (-10, 5), (4, -1)]
    w, b = model.descend(LOSSES[loss], *np.transpose(starts), steps=200)
    for i, start in enumerate(starts):
        run = fit_logistic(X, Y, loss=loss, start=start, steps=200)
        assert np.allclose(w[:, i], run.weights[:, 0], rtol=1e-9)
        assert np.allclose(b[:, i], run.biases, rtol=1e-9)
        assert model.mean_loss(LOSSES[loss], w[-1, i], b[-1, i]) == pytest.approx(run.loss[-1])
