"""Logistic regression by gradient descent, every step kept; and, from `networks`, a network.

`fit_logistic` is plain gradient descent, so that a lesson can show each step of it. It returns
a frozen record whose arrays are read-only. `train_network` lives in `bce_lessons.networks`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from bce_lessons import _options as options
from bce_lessons import _validation as check
from bce_lessons import scoring
from bce_lessons._choosing import columns
from bce_lessons._frozen import Frozen
from bce_lessons.gradients import cross_entropy_logit_slope, squared_error_logit_slope
from bce_lessons.links import sigmoid, sigmoid_terms
from bce_lessons.losses import LOGITS, SQUARED_ERROR
from bce_lessons.networks import NetworkRun, train_network

__all__ = ["Descent", "NetworkRun", "fit_logistic", "train_network"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Descent(Frozen):
    """Every step of a gradient descent; row 0 is the start, the last row the result.

    Attributes
    ----------
    weights : ndarray of float64, shape (steps + 1, n_features)
    biases : ndarray of float64, shape (steps + 1,)
    loss : ndarray of float64, shape (steps + 1,)
        The mean loss of the samples, in nats for the binary cross-entropy.
    objective : ndarray of float64, shape (steps + 1,)
        What the descent minimises: the loss plus the penalty. Equal to `loss` at ``C=np.inf``.
    """

    weights: Floats
    biases: Floats
    loss: Floats
    objective: Floats

    @property
    def coef(self) -> Floats:
        """The last step's weights, shape (n_features,)."""
        return np.asarray(self.weights[-1])

    @property
    def intercept(self) -> float:
        """The last step's bias."""
        return float(self.biases[-1])

    @np.errstate(all="ignore")
    def logits(self, X: ArrayLike, step: int = -1) -> Floats:
        """Return the logits of `X`, shape (n_samples,), as the model of `step` sees them.

        Parameters
        ----------
        X : array_like of float, shape (n_samples,) or (n_samples, n_features)
            The features.
        step : int, optional
            Whose weights to use: 0 is the start, -1 (unless told) the last step.

        Raises
        ------
        ValueError
            If `X` has other columns than the model or holds what is not finite, or there is no
            such step.
        TypeError
            If `X` does not hold real numbers, or `step` is no whole number.
        """
        step = options.position("step", step, len(self.biases))
        table = columns(X, self.weights.shape[1], "the model")
        return np.asarray(table @ self.weights[step] + self.biases[step])

    @np.errstate(all="ignore")
    def predict_proba(self, X: ArrayLike, step: int = -1) -> Floats:
        """Return the probabilities that y=1.

        Parameters
        ----------
        X : array_like of float, shape (n_samples,) or (n_samples, n_features)
            The features.
        step : int, optional
            Whose weights to use: 0 is the start, -1 (unless told) the last step.

        Returns
        -------
        ndarray of float64, shape (n_samples,)
            One probability a sample; scikit-learn's method of this name returns two columns.

        Raises
        ------
        ValueError, TypeError
            As `logits`.
        """
        return np.asarray(sigmoid(self.logits(X, step)), dtype=np.float64)


@np.errstate(all="ignore")
def fit_logistic(
    X: ArrayLike,
    y_true: ArrayLike,
    *,
    C: float = np.inf,
    loss: Literal["binary_cross_entropy", "squared_error"] = "binary_cross_entropy",
    learning_rate: float = 0.5,
    steps: int = 1000,
    start: tuple[ArrayLike, float] | None = None,
) -> Descent:
    r"""Fit a logistic regression by gradient descent over all samples at once.

    It minimises ``mean loss + ||w||² / (2·C·n_samples)``: scikit-learn's objective divided by
    ``C·n_samples``, so its minimum and the meaning of C are scikit-learn's. The bias goes
    unpenalised.

    Parameters
    ----------
    X : array_like of float, shape (n_samples,) or (n_samples, n_features)
        The features.
    y_true : array_like, shape (n_samples,), in [0, 1]
        The labels.
    C : float, above 0, optional
        How little the weights are penalised; ``np.inf``, the default, is maximum likelihood.
        `sklearn.linear_model.LogisticRegression` penalises unless told, with C=1.
    loss : {"binary_cross_entropy", "squared_error"}, optional
        What is averaged: the binary cross-entropy, or the squared error of the probability.
    learning_rate : float, above 0, optional
        How far a step goes along the gradient.
    steps : int, at least 1, optional
        How many steps to take; all are taken.
    start : tuple of (w, b), optional
        Where to start: a number or n_features numbers, and a number. Zeros unless told.

    Returns
    -------
    Descent
        The weights, biases, losses and objectives of all steps, the start included.

    Raises
    ------
    ValueError
        If the descent leaves the finite numbers (lower the learning rate), or shapes, labels or
        options are not as described.
    TypeError
        If `X` or `y_true` does not hold real numbers, or an option is of another type.

    Notes
    -----
    What converges: on `ten_points` the defaults agree with the minimum to ten digits, with and
    without penalty. Below a rate of 2/L no step raises the objective, where L is a quarter of
    the largest eigenvalue of ``A.T @ A / n_samples``, A being X and a column of ones, plus
    1/(C·n_samples). Iris in cm needs small rates and many steps (its columns are far
    from zero, and alike): subtract the mean of each column and divide by its standard deviation
    first. Too high a rate makes the cross-entropy bounce rather than overflow, since its
    gradient is bounded; separable data (setosa/versicolor at ``C=np.inf``) never arrive at all.

    Examples
    --------
    >>> from bce_lessons.datasets import ten_points
    >>> points = ten_points()
    >>> free, penalised = fit_logistic(points.X, points.y), fit_logistic(points.X, points.y, C=1)
    >>> print(f"{free.coef[0]:.4f} {free.intercept:.4f} {free.loss[-1]:.4f}")
    1.6424 0.8028 0.3052
    >>> print(f"{penalised.coef[0]:.4f} {penalised.intercept:.4f} {penalised.loss[-1]:.4f}")
    0.9719 0.6555 0.3329
    """
    features, y = check.features(X), check.floats(y_true, "y_true")
    check.labels(y_true, y)
    if y.shape != features.shape[:1]:
        raise ValueError(
            f"y_true has shape {y.shape}, X has {len(features)} rows: give one label for each row"
        )
    check.aligned((X, "X"), (y_true, "y_true"))
    C = options.number("C", C, options.ABOVE_0_OR_INF, note="; np.inf means no penalty")
    learning_rate = options.number("learning_rate", learning_rate, options.ABOVE_0, such_as=0.5)
    loss_and_pull = _LOSSES[options.choice("loss", loss, tuple(_LOSSES))]
    steps = options.whole("steps", steps)
    n_samples, n_features = features.shape
    weights, biases = np.empty((steps + 1, n_features)), np.empty(steps + 1)
    losses, objective = np.empty(steps + 1), np.empty(steps + 1)
    weights[0], biases[0] = _start(start, n_features)
    for step in range(steps + 1):
        w, b = weights[step], biases[step]
        z = features @ w + b
        if not np.isfinite(z).all():
            raise _diverged(step, learning_rate, C, features)
        losses[step], pull = loss_and_pull(y, z)
        objective[step] = losses[step] + w @ w / (2 * C * n_samples)
        if step < steps:
            weights[step + 1] = w - learning_rate * (pull @ features + w / (C * n_samples))
            biases[step + 1] = b - learning_rate * pull.sum()
    if not np.isfinite(objective).all():
        raise _diverged(int(np.argmin(np.isfinite(objective))), learning_rate, C, features)
    return Descent(weights, biases, losses, objective)


# What is checked once need not be checked at each step.
def _cross_entropy(y: Floats, z: Floats) -> tuple[float, Floats]:
    return scoring.mean(LOGITS, y, z), cross_entropy_logit_slope(y, z) / len(z)


def _squared_error(y: Floats, z: Floats) -> tuple[float, Floats]:
    loss = scoring.mean(SQUARED_ERROR, y, sigmoid_terms(z))
    return loss, squared_error_logit_slope(y, z) / len(z)


_LOSSES = {"binary_cross_entropy": _cross_entropy, "squared_error": _squared_error}


def _start(start: tuple[ArrayLike, float] | None, n_features: int) -> tuple[Floats, float]:
    """Return the first weights and bias."""
    if start is None:
        return np.zeros(n_features), 0.0
    remedy = f"give (w, b), finite, with one number or {n_features} for w"
    pair: Any = start.tolist() if isinstance(start, np.ndarray) else start
    if not isinstance(pair, tuple | list):
        options.reject("start", start, remedy)
    if len(pair) != 2:
        options.reject("start", start, remedy, ValueError)
    weights, bias = check.floats(pair[0], "start[0]"), check.floats(pair[1], "start[1]")
    right = weights.shape in ((), (n_features,)) and bias.shape == ()
    if not right or not np.isfinite([*weights.flat, bias]).all():
        options.reject("start", start, remedy, ValueError)
    return np.broadcast_to(weights, (n_features,)), float(bias)


def _diverged(step: int, learning_rate: float, C: float, features: Floats) -> ValueError:
    """Say which option let the numbers grow: the rate alone, or the penalty that it multiplies."""
    grown = f"by step {step} the numbers had grown beyond all bounds"
    steepest = (np.mean(np.sum(features**2, axis=1)) + 1) / 4  # of the cross-entropy's slopes
    least = learning_rate / (2 * len(features))
    if learning_rate * steepest < 2 and least >= C:
        return ValueError(
            f"C is {C!r}: {grown}, since each step overshoots so strong a penalty; give C above "
            f"{least:.2g}, or lower the learning rate"
        )
    return ValueError(f"learning_rate is {learning_rate!r}: {grown}; lower the learning rate")
