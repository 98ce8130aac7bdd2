"""Two fits that keep every step: logistic regression by hand, and a small network.

`fit_logistic` is plain gradient descent, so that a lesson can show each step of it.
`train_network` is scikit-learn's network, watched after each epoch. Both return frozen records
whose arrays are read-only.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from bce_lessons import _validation as check
from bce_lessons.datasets import Dataset
from bce_lessons.gradients import (
    binary_cross_entropy_with_logits_gradient,
    squared_error_with_logits_gradient,
)
from bce_lessons.links import sigmoid
from bce_lessons.losses import (
    binary_cross_entropy,
    binary_cross_entropy_with_logits,
    squared_error,
)

__all__ = ["Descent", "NetworkRun", "fit_logistic", "train_network"]

Floats = NDArray[np.float64]
Layers = tuple[Floats, Floats, Floats, Floats]


@dataclass(frozen=True, eq=False)
class Descent:
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

    def logits(self, X: ArrayLike, step: int = -1) -> Floats:
        """Return the logits of `X`, shape (n_samples,), as the model of `step` sees them."""
        return np.asarray(_table(X) @ self.weights[step] + self.biases[step])

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
        """
        return np.asarray(sigmoid(self.logits(X, step)), dtype=np.float64)


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

    Notes
    -----
    What converges: on `ten_points` the defaults agree with the minimum to ten digits, with and
    without penalty. Below a rate of 2/L no step raises the objective, where L is a quarter of
    the largest eigenvalue of ``A.T @ A / n_samples``, A being X and a column of ones, plus
    1/(C·n_samples). Iris in cm needs small rates and many steps (its columns are far
    from zero, and alike): subtract the mean of each column and divide by its standard deviation
    first. Too high a rate makes the cross-entropy bounce rather than overflow, since its
    gradient is bounded; separable data (setosa/versicolor at ``C=np.inf``) never arrive at all.
    Introduced in Lesson 4.

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
    features, y = _table(X), check.floats(y_true, "y_true")
    check.labels(y_true, y)
    if y.shape != features.shape[:1]:
        raise ValueError(
            f"y_true has shape {y.shape}, X has {len(features)} rows: give one label for each row"
        )
    _check_options(C, loss, learning_rate, steps)
    n_samples, n_features = features.shape
    weights, biases = np.empty((steps + 1, n_features)), np.empty(steps + 1)
    losses, objective = np.empty(steps + 1), np.empty(steps + 1)
    weights[0], biases[0] = _start(start, n_features)
    with np.errstate(over="ignore", invalid="ignore"):
        for step in range(steps + 1):
            w, b = weights[step], biases[step]
            z = features @ w + b
            if not np.isfinite(z).all():
                raise _diverged(step, learning_rate)
            losses[step], pull = _LOSSES[loss](y, z)
            objective[step] = losses[step] + w @ w / (2 * C * n_samples)
            if step < steps:
                weights[step + 1] = w - learning_rate * (pull @ features + w / (C * n_samples))
                biases[step + 1] = b - learning_rate * pull.sum()
    if not np.isfinite(objective).all():
        raise _diverged(int(np.argmin(np.isfinite(objective))), learning_rate)
    return Descent(*map(_read_only, (weights, biases, losses, objective)))


@dataclass(frozen=True, eq=False)
class NetworkRun:
    """A network after every epoch of its training; epoch 0 is before it.

    Attributes
    ----------
    train_loss, test_loss : ndarray of float64, shape (epochs + 1,)
        Mean binary cross-entropy in nats.
    train_accuracy, test_accuracy : ndarray of float64, shape (epochs + 1,)
        Share of samples on the right side of 1/2.
    hidden_weights : ndarray of float64, shape (epochs + 1, n_features, hidden)
    hidden_biases : ndarray of float64, shape (epochs + 1, hidden)
    output_weights : ndarray of float64, shape (epochs + 1, hidden)
    output_biases : ndarray of float64, shape (epochs + 1,)
    """

    train_loss: Floats
    test_loss: Floats
    train_accuracy: Floats
    test_accuracy: Floats
    hidden_weights: Floats
    hidden_biases: Floats
    output_weights: Floats
    output_biases: Floats

    def predict_proba(self, X: ArrayLike, epoch: int = -1) -> Floats:
        """Return the probabilities that y=1.

        Parameters
        ----------
        X : array_like of float, shape (n_samples, n_features)
            The features.
        epoch : int, optional
            Whose weights to use: 0 is before training, -1 (unless told) after the last epoch.

        Returns
        -------
        ndarray of float64, shape (n_samples,)
            One probability a sample; scikit-learn's method of this name returns two columns.
        """
        layers = (self.hidden_weights, self.hidden_biases, self.output_weights, self.output_biases)
        first, bias, second, offset = (values[epoch] for values in layers)
        return _forward(_table(X), (first, bias, second, offset))


def train_network(
    train: Dataset,
    test: Dataset,
    *,
    epochs: int = 200,
    hidden: int = 50,
    learning_rate: float = 0.01,
    seed: int = 0,
) -> NetworkRun:
    """Train a network with one hidden layer on the binary cross-entropy, epoch by epoch.

    It is `sklearn.neural_network.MLPClassifier`: ReLU units, a sigmoid at the end, stochastic
    gradient descent in batches of 32 with momentum 0.9 (not Nesterov's), no penalty.

    Parameters
    ----------
    train, test : Dataset
        What it learns from, and what it is only measured on.
    epochs : int, at least 1, optional
        How often it sees every training sample.
    hidden : int, at least 1, optional
        How many units the hidden layer has.
    learning_rate : float, above 0, optional
        How far a step goes along the gradient.
    seed : int, optional
        Fixes the first weights and the order of the samples.

    Returns
    -------
    NetworkRun
        Losses, accuracies and weights before training and after each epoch.

    Raises
    ------
    ValueError
        If `train` and `test` have different columns or an option is not as described.

    Notes
    -----
    The weights are, to the last bit, those of scikit-learn's own ``fit`` with ``max_iter=epochs``
    and ``random_state=seed`` (when it does not stop early). `partial_fit` makes one pass and
    keeps the momentum between calls, but with a whole number for `random_state` it would shuffle
    alike every time. So the order is drawn here, as ``fit`` draws it, and `partial_fit` takes it
    as it comes. Where training starts is seen on a twin whose learning rate is too small to move
    a weight.

    On `circles`, first 500 against last 500, a run takes about half a second and ends, over seeds
    0 to 4, at test accuracy .842 to .858 and test loss .367 to .378. Introduced in Lesson 7.

    Examples
    --------
    >>> from bce_lessons.datasets import circles
    >>> data = circles()
    >>> run = train_network(data.take(slice(0, 500)), data.take(slice(500, 1000)), epochs=20)
    >>> print(f"{run.test_loss[0]:.3f} {run.test_loss[-1]:.3f}")
    0.707 0.667
    """
    if train.feature_names != test.feature_names:
        raise ValueError(
            f"test has the columns {test.feature_names}, train {train.feature_names}: "
            "take both from one Dataset"
        )
    _whole(epochs, "epochs")
    _whole(hidden, "hidden")
    _above_zero(learning_rate, "learning_rate")
    weights = _network_weights(train, epochs, hidden, learning_rate, seed)
    train_loss, train_accuracy = _measure(weights, train)
    test_loss, test_accuracy = _measure(weights, test)
    return NetworkRun(
        *map(_read_only, (train_loss, test_loss, train_accuracy, test_accuracy, *weights))
    )


def _forward(X: Floats, layers: Layers) -> Floats:
    """Return the network's probabilities: a linear map, ReLU, a linear map, the sigmoid."""
    first, bias, second, offset = layers
    return np.asarray(sigmoid(np.maximum(X @ first + bias, 0.0) @ second + offset))


def _network_weights(
    train: Dataset, epochs: int, hidden: int, learning_rate: float, seed: int
) -> Layers:
    """Train, and return both layers' weights and biases before and after every epoch."""
    from sklearn.neural_network import MLPClassifier
    from sklearn.utils import check_random_state, shuffle

    options: dict[str, Any] = {
        "hidden_layer_sizes": (hidden,),
        "solver": "sgd",
        "momentum": 0.9,
        "nesterovs_momentum": False,
        "batch_size": min(32, len(train.y)),
        "alpha": 0.0,
        "shuffle": False,
    }
    random_state = check_random_state(seed)
    order = np.arange(len(train.y))
    twin = MLPClassifier(
        learning_rate_init=np.finfo(np.float64).tiny, random_state=random_state, **options
    )
    network = MLPClassifier(learning_rate_init=learning_rate, random_state=seed, **options)
    seen = [_layers(twin.partial_fit(train.X, train.y, classes=[0, 1]))]
    for _ in range(epochs):
        order = shuffle(order, random_state=random_state)
        seen.append(_layers(network.partial_fit(train.X[order], train.y[order], classes=[0, 1])))
    first, bias, second, offset = (np.stack(parts) for parts in zip(*seen, strict=True))
    return first, bias, second, offset


def _layers(network: Any) -> Layers:
    """Copy what scikit-learn goes on changing in place."""
    (first, second), (bias, offset) = network.coefs_, network.intercepts_
    return first.copy(), bias.copy(), second[:, 0].copy(), offset[0].copy()


def _measure(weights: Layers, data: Dataset) -> tuple[Floats, Floats]:
    """Return the loss and the accuracy on `data` before and after every epoch."""
    probabilities = [_forward(data.X, layers) for layers in zip(*weights, strict=True)]
    loss = [binary_cross_entropy(data.y, p) for p in probabilities]
    accuracy = [np.mean((p > 0.5) == data.y) for p in probabilities]
    return np.array(loss), np.array(accuracy)


def _cross_entropy(y: NDArray[Any], z: Floats) -> tuple[float, Floats]:
    gradient = binary_cross_entropy_with_logits_gradient(y, z)
    return binary_cross_entropy_with_logits(y, z), gradient / len(z)


def _squared_error(y: NDArray[Any], z: Floats) -> tuple[float, Floats]:
    return squared_error(y, sigmoid(z)), squared_error_with_logits_gradient(y, z) / len(z)


_LOSSES = {"binary_cross_entropy": _cross_entropy, "squared_error": _squared_error}


def _table(X: ArrayLike) -> Floats:
    """Return `X` as a finite table of float64, one column for a plain list."""
    table = check.floats(X, "X")
    if table.ndim == 1:
        table = table[:, None]
    if table.ndim != 2:
        raise ValueError(f"X has shape {table.shape}: pass (n_samples,) or (n_samples, n_features)")
    wrong = np.argwhere(~np.isfinite(table))
    if len(wrong):
        row, column = map(int, wrong[0])
        raise ValueError(
            f"X[{row}, {column}] is {table[row, column]}: drop that sample or fill in the value"
        )
    return table


def _start(start: tuple[ArrayLike, float] | None, n_features: int) -> tuple[Floats, float]:
    """Return the first weights and bias."""
    w, b = (0.0, 0.0) if start is None else start
    weights, bias = np.asarray(w, dtype=np.float64), float(b)
    if weights.shape not in ((), (n_features,)) or not np.isfinite([*weights.flat, bias]).all():
        raise ValueError(
            f"start is {start!r}: give (w, b), finite, with one number or {n_features} for w"
        )
    return np.broadcast_to(weights, (n_features,)), bias


def _check_options(C: float, loss: str, learning_rate: float, steps: int) -> None:
    if not C > 0:
        raise ValueError(f"C is {C!r}: give a number above 0; np.inf means no penalty")
    if loss not in _LOSSES:
        raise ValueError(f"loss is {loss!r}: choose one of {', '.join(_LOSSES)}")
    _above_zero(learning_rate, "learning_rate")
    _whole(steps, "steps")


def _above_zero(value: float, name: str) -> None:
    if not 0 < value < np.inf:
        raise ValueError(f"{name} is {value!r}: give a finite number above 0")


def _whole(value: int, name: str) -> None:
    if not isinstance(value, (int, np.integer)) or isinstance(value, bool):
        raise TypeError(f"{name} is {value!r}: give a whole number, 1 or more")
    if value < 1:
        raise ValueError(f"{name} is {value!r}: give a whole number, 1 or more")


def _diverged(step: int, learning_rate: float) -> ValueError:
    return ValueError(
        f"learning_rate is {learning_rate!r}: by step {step} the numbers had grown beyond all "
        "bounds; lower the learning rate"
    )


def _read_only(values: Floats) -> Floats:
    values.setflags(write=False)
    return values
