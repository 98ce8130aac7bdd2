"""The lesson's curves: fits of the ten points."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np

from bce_lessons.datasets import ten_points
from bce_lessons.training import Descent, fit_logistic


@cache
def library(C: float = 1.0, solver: str = "lbfgs", tol: float = 1e-4) -> Any:
    """Fit the ten points with the library: by default as `model`, which stops a bit early."""
    from sklearn.linear_model import LogisticRegression

    return LogisticRegression(C=C, solver=solver, tol=tol).fit(ten_points().X, ten_points().y)


@cache
def fit(C: float = np.inf, newcomers: tuple[float, ...] = ()) -> Descent:
    """Fit the ten points, and positive newcomers, by descent: without C, with no penalty."""
    points = ten_points()
    x = np.append(points.X[:, 0], newcomers)
    return fit_logistic(x, np.append(points.y, np.ones(len(newcomers))), C=C)
