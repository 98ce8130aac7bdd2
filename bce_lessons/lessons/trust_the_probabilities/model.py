"""The lesson's patients, its three models, and its tumours."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from bce_lessons.datasets import breast_cancer
from bce_lessons.links import sigmoid

__all__ = ["Patients", "Tumours", "models", "patients", "tumours"]

Floats = NDArray[np.float64]


class Patients(NamedTuple):
    """4,000 patients that are made up: labels, true probabilities, what three models say."""

    y: Floats
    q: Floats
    low: Floats
    loud: Floats
    plain: Floats


@cache
def patients() -> Patients:
    """Draw the patients as the lesson does."""
    rng = np.random.default_rng(9)
    blood, scan = rng.integers(-2, 3, 4000), rng.integers(-1, 2, 4000)
    z = blood + scan + rng.choice([-0.4, 0.4], 4000) - 0.5
    q = np.asarray(sigmoid(z))
    y = (rng.random(4000) < q).astype(np.float64)
    plain = np.array([q[blood == level].mean() for level in range(-2, 3)])[blood + 2]
    low, loud = np.asarray(sigmoid(z - 2)), np.asarray(sigmoid(3 * (blood + scan - 0.5)))
    return Patients(y, q, low, loud, plain)


def models() -> dict[str, Floats]:
    """Return what each of the three models says, by its name."""
    made = patients()
    return {"low": made.low, "loud": made.loud, "plain": made.plain}


class Tumours(NamedTuple):
    """Labels and naive Bayes' logits: of tumours it learned from, of others, and of the rest."""

    y: tuple[Floats, Floats, Floats]
    z: tuple[Floats, Floats, Floats]


@cache
def tumours() -> Tumours:
    """Fit naive Bayes to the first 200 tumours, as the lesson does."""
    from sklearn.naive_bayes import GaussianNB

    data = breast_cancer()
    parts = [data.take(rows) for rows in np.split(np.arange(569), [200, 350])]
    bayes = GaussianNB().fit(parts[0].X, parts[0].y)
    logits = [np.diff(bayes.predict_joint_log_proba(one.X))[:, 0] for one in parts]
    own, tune, test = (one.y.astype(np.float64) for one in parts)
    return Tumours((own, tune, test), (logits[0], logits[1], logits[2]))
