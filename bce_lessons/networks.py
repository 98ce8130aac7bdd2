"""A small network, watched after each epoch of its training.

`train_network` trains as scikit-learn's network does, in plain NumPy. It returns a frozen record
whose arrays are read-only.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from bce_lessons import _options as options
from bce_lessons import _validation as check
from bce_lessons._choosing import columns
from bce_lessons._frozen import Frozen
from bce_lessons.datasets import Dataset
from bce_lessons.links import sigmoid
from bce_lessons.losses import binary_cross_entropy

__all__ = ["NetworkRun", "train_network"]

BATCH, MOMENTUM, ROWS = 32, 0.9, 256
Floats = NDArray[np.float64]
Layers = tuple[Floats, Floats, Floats, Floats]


@dataclass(frozen=True, eq=False)
class NetworkRun(Frozen):
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

    def layers(self, epoch: int = -1) -> Layers:
        """Return the weights and biases of both layers, as they were after `epoch`.

        Parameters
        ----------
        epoch : int, optional
            0 is before training, -1 (unless told) after the last epoch.

        Returns
        -------
        tuple of four ndarrays
            Hidden weights and biases, output weights and bias.

        Raises
        ------
        ValueError, TypeError
            If there is no such epoch, or `epoch` is no whole number.
        """
        epoch = options.position("epoch", epoch, len(self.output_biases))
        return (
            self.hidden_weights[epoch],
            self.hidden_biases[epoch],
            self.output_weights[epoch],
            self.output_biases[epoch],
        )

    @np.errstate(all="ignore")
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

        Raises
        ------
        ValueError
            If `X` has other columns than the network or holds what is not finite, or there is no
            such epoch.
        TypeError
            If `X` does not hold real numbers, or `epoch` is no whole number.
        """
        layers = self.layers(epoch)
        return _forward(columns(X, len(layers[0]), "the network"), layers)


@np.errstate(all="ignore")
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

    It does what `sklearn.neural_network.MLPClassifier` does: ReLU units, a sigmoid at the end,
    stochastic gradient descent in mini-batches of 32 with momentum 0.9 (not Nesterov's), no
    regularization. The loss is not convex in the weights: another seed ends elsewhere.

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
    seed : int, from 0 to 2**32 - 1, optional
        Fixes the first weights and the order of the samples.

    Returns
    -------
    NetworkRun
        Losses, accuracies and weights before training and after each epoch.

    Raises
    ------
    ValueError
        If `train` and `test` have different columns or an option is not as described.
    TypeError
        If `train` or `test` is no Dataset, or an option is of another type.

    Notes
    -----
    The slopes come from backpropagation, written here in NumPy. The weights are, to the last bit,
    those of scikit-learn's own ``fit`` with ``max_iter=epochs`` and ``random_state=seed``, when
    it does not stop early. The first weights are uniform, between Glorot's bounds.

    More epochs are not better by themselves: keep the epoch of the lowest loss on a validation
    set, given here as `test`, and measure on a third set.

    Examples
    --------
    >>> from bce_lessons.datasets import circles, draw_circles
    >>> data, rng = circles(), np.random.default_rng(7)
    >>> run = train_network(data.take(slice(0, 500)), draw_circles(2000, rng), epochs=20)
    >>> print(f"{run.test_loss[0]:.3f} {run.test_loss[-1]:.3f}")
    0.706 0.664
    """
    for name, data in (("train", train), ("test", test)):
        options.instance(name, data, Dataset, "such as circles().take(slice(0, 500))")
    if train.feature_names != test.feature_names:
        raise ValueError(
            f"test has the columns {test.feature_names}, train {train.feature_names}: "
            "take both from one Dataset"
        )
    epochs, hidden = options.whole("epochs", epochs), options.whole("hidden", hidden)
    learning_rate = options.number("learning_rate", learning_rate, options.ABOVE_0, such_as=0.01)
    seed = options.whole("seed", seed, 0, 2**32 - 1, note=", so that the run can be repeated")
    samples = train.X.tobytes(), train.y.tobytes()
    try:
        weights = _network_weights(*samples, epochs, hidden, learning_rate, seed)
        train_loss, train_accuracy = _measure(weights, train)
        test_loss, test_accuracy = _measure(weights, test)
    except ValueError as error:  # of weights, or of probabilities, that are not finite
        raise ValueError(
            f"learning_rate is {learning_rate!r}: the weights grew beyond all bounds; lower the "
            "learning rate, such as to 0.01, or standardise the features"
        ) from error
    return NetworkRun(train_loss, test_loss, train_accuracy, test_accuracy, *weights)


def _forward(X: Floats, layers: Layers) -> Floats:
    """Return the network's probabilities: a linear map, ReLU, a linear map, the sigmoid.

    Some rows at a time: what their units say stays in the processor's cache.
    """
    first, bias, second, offset = layers
    logits, room = np.empty(len(X)), np.empty((min(ROWS, len(X)), len(bias)))
    for at in range(0, len(X), ROWS):
        rows = X[at : at + ROWS]
        units = np.matmul(rows, first, out=room[: len(rows)])
        units += bias
        np.maximum(units, 0.0, out=units)
        np.matmul(units, second, out=logits[at : at + ROWS])
    return np.asarray(sigmoid(logits + offset))


@functools.lru_cache(maxsize=64)
def _network_weights(
    features: bytes, labels: bytes, epochs: int, hidden: int, learning_rate: float, seed: int
) -> Layers:
    """Train, and return both layers' weights and biases before and after every epoch.

    A lesson and its explorer train the same networks: the samples come as bytes, which a cache
    can compare.
    """
    from sklearn.utils import check_random_state

    y = np.frombuffer(labels, np.intp).astype(np.float64)[:, None]
    X = np.frombuffer(features).reshape(len(y), -1)
    random_state = check_random_state(seed)  # scikit-learn's generator, so its numbers
    layers = _first_layers(X.shape[1], hidden, random_state)
    speed, seen = [np.zeros_like(one) for one in layers], [[one.copy() for one in layers]]
    order = np.arange(len(y))
    for _ in range(epochs):
        order = order[random_state.permutation(len(y))]
        for at in range(0, len(y), BATCH):
            batch = order[at : at + BATCH]
            for i, slope in enumerate(_slopes(X[batch], y[batch], layers)):
                speed[i] = MOMENTUM * speed[i] - learning_rate * slope
                layers[i] += speed[i]
        seen.append([one.copy() for one in layers])
    stacked = (check.read_only(np.stack(one)) for one in zip(*seen, strict=True))
    first, bias, second, offset = stacked
    return first, bias, second[:, :, 0], offset[:, 0]


def _first_layers(features: int, hidden: int, random_state: Any) -> list[Floats]:
    """Draw the weights and biases to start from as scikit-learn does: Glorot's bounds."""
    ends = [np.sqrt(6.0 / (features + hidden)), np.sqrt(6.0 / (hidden + 1))]
    shapes = [((features, hidden), hidden), ((hidden, 1), 1)]
    return [
        random_state.uniform(-end, end, shape)
        for end, pair in zip(ends, shapes, strict=True)
        for shape in pair
    ]


def _slopes(X: Floats, y: Floats, layers: list[Floats]) -> list[Floats]:
    """Return the slopes of the mean loss in all weights and biases: backpropagation."""
    from scipy.special import expit  # to the last bit what scikit-learn computes with

    first, bias, second, offset = layers
    units = np.maximum(X @ first + bias, 0.0)
    push = expit(units @ second + offset) - y
    back = push @ second.T
    back[units == 0] = 0
    n = len(y)
    return [X.T @ back / n, back.sum(axis=0) / n, units.T @ push / n, push.sum(axis=0) / n]


def _measure(weights: Layers, data: Dataset) -> tuple[Floats, Floats]:
    """Return the loss and the accuracy on `data` before and after every epoch."""
    probabilities = [_forward(data.X, layers) for layers in zip(*weights, strict=True)]
    loss = [binary_cross_entropy(data.y, p) for p in probabilities]
    accuracy = [np.mean((p > 0.5) == data.y) for p in probabilities]
    return np.array(loss), np.array(accuracy)
