"""The explorer of the lesson: a network in training, on many points or on few."""

from __future__ import annotations

import numpy as np
from ipywidgets import IntSlider, ToggleButtons
from numpy.typing import NDArray

from bce_lessons.datasets import Dataset
from bce_lessons.explore.controls import with_play
from bce_lessons.explore.explorer import Explorer
from bce_lessons.explore.marks import Panel
from bce_lessons.lessons.train_a_network.model import FEW, MANY, parts, run
from bce_lessons.losses import binary_cross_entropy

__all__ = ["train_a_network"]

Floats = NDArray[np.float64]

EPOCHS, STEP = 200, 5
REACH = 2.1, 1.26  # of the panel: in this proportion its circles are round
ROWS, COLUMNS = 25, 41
SHOWN = 60  # test points drawn, beside the 32 training points that both runs share
LOG_2 = float(np.log(2))
BRIGHTEST = 4.0  # the loss, in nats, from which a glow grows no more
NAMES = ("zero", "one")  # the palette's name of each label


def train_a_network() -> Explorer:
    """Go through the epochs of a network on the circles, trained on 500 points or on 32.

    To discover: accuracy climbs early, when the loss has a third of its way behind it; on 500
    points both losses fall together; on 32 the test loss turns at epoch 53 and ends above log 2,
    while the test accuracy hardly changes, since most points that were wrong stay wrong, and the
    network grows sure. Points glow that cost more than log 2, what saying 1/2 would cost.

    Returns
    -------
    Explorer
        Controls `points`, 500 or 32 to train on, and `epoch`, from 0 to 200 in steps of 5.

    Examples
    --------
    >>> from bce_lessons.explorers import train_a_network
    >>> explorer = train_a_network()
    >>> explorer.position = {"points": 32, "epoch": 200}
    >>> explorer
    32 points, epoch 200: loss 0.114 in training, 0.739 in the test; accuracy 0.906 and 0.768
    """
    explorer = Explorer(
        say=_sentence,
        title="A network in training",
        points=ToggleButtons(
            options=[(f"{n} points", n) for n in (MANY, FEW)], description="trained on"
        ),
        epoch=with_play(
            IntSlider(50, min=0, max=EPOCHS, step=STEP, description="epoch"), interval=160
        ),
    )
    _surface_panel(explorer)
    _loss_panel(explorer)
    _accuracy_panel(explorer)
    return explorer


def _sentence(points: int, epoch: int) -> str:
    trained = run(points)
    return (
        f"{points} points, epoch {epoch}: loss {trained.train_loss[epoch]:.3f} in training, "
        f"{trained.test_loss[epoch]:.3f} in the test; "
        f"accuracy {trained.train_accuracy[epoch]:.3f} and {trained.test_accuracy[epoch]:.3f}"
    )


def _surface_panel(explorer: Explorer) -> None:
    """Show what the network says everywhere, and the points, glowing by their loss."""
    side = (np.linspace(-reach, reach, n) for reach, n in zip(REACH, (COLUMNS, ROWS), strict=True))
    corners = np.stack(np.meshgrid(*side), axis=-1).reshape(-1, 2)

    def surface(points: int, epoch: int) -> Floats:
        return run(points).predict_proba(corners, epoch).reshape(ROWS, COLUMNS)

    panel = explorer.panel(
        "x1", "x2", x=(-REACH[0], REACH[0]), y=(-REACH[1], REACH[1]), xticks=[-2, -1, 0, 1, 2],
        yticks=[-1, 0, 1], title="Small: 32 to learn from. Large: test",
    )  # fmt: skip
    panel.field(surface)
    train, test = parts(FEW)
    _points(panel, test.take(slice(0, SHOWN)), size=4.2)
    _points(panel, train, size=2.6)
    panel.text(0, 0.06, "inner", anchor="middle").text(0, -0.24, "y = 1", anchor="middle")
    panel.text(-1.95, 1.06, "outer").text(-1.95, 0.76, "y = 0")


def _points(panel: Panel, data: Dataset, size: float) -> None:
    """Draw some points; those glow that cost more than saying 1/2 would."""

    def glow(points: int, epoch: int) -> Floats:
        p = run(points).predict_proba(data.X, epoch)
        losses = np.asarray(binary_cross_entropy(data.y, p, reduction="none"))
        return np.clip((losses - LOG_2) / (BRIGHTEST - LOG_2), 0, 1)

    colors = [NAMES[label] for label in data.y]
    panel.dot(data.X[:, 0], data.X[:, 1], color=colors, size=size, glow=glow)


def _loss_panel(explorer: Explorer) -> None:
    """Show both losses over all epochs, and where today's stand."""

    def train_losses(points: int) -> Floats:
        return run(points).train_loss

    def test_losses(points: int) -> Floats:
        return run(points).test_loss

    def train_loss(points: int, epoch: int) -> float:
        return float(run(points).train_loss[epoch])

    def test_loss(points: int, epoch: int) -> float:
        return float(run(points).test_loss[epoch])

    panel = explorer.panel(
        "epoch", "mean loss, nats", x=(0, EPOCHS), y=(0, 0.9), title="The loss",
        yticks=[0, 0.2, 0.4, 0.6, 0.8],
    )  # fmt: skip
    panel.rule(y=LOG_2)
    panel.text(60, 0.72, "log 2: say ½ to every point")
    every = np.arange(EPOCHS + 1)
    panel.line(every, train_losses).line(every, test_losses, color="loss", dash=True)
    panel.rule(x=lambda epoch: epoch, to=0.8, color="accent", dash=False)
    panel.dot(lambda epoch: epoch, test_loss, color="loss")
    panel.dot(lambda epoch: epoch, train_loss, size=4.5)
    panel.text(4, 0.83, "solid, ●: training.  Dashed, ◆: test")


def _accuracy_panel(explorer: Explorer) -> None:
    """Show both accuracies over all epochs, and where today's stand."""

    def train_accuracies(points: int) -> Floats:
        return run(points).train_accuracy

    def test_accuracies(points: int) -> Floats:
        return run(points).test_accuracy

    def train_accuracy(points: int, epoch: int) -> float:
        return float(run(points).train_accuracy[epoch])

    def test_accuracy(points: int, epoch: int) -> float:
        return float(run(points).test_accuracy[epoch])

    panel = explorer.panel(
        "epoch", "accuracy, share of points", x=(0, EPOCHS), y=(0.4, 1), title="The accuracy",
        yticks=[0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1],
    )  # fmt: skip
    every = np.arange(EPOCHS + 1)
    panel.line(every, train_accuracies).line(every, test_accuracies, color="model", dash=True)
    panel.rule(x=lambda epoch: epoch, color="accent", dash=False)
    panel.dot(lambda epoch: epoch, test_accuracy, color="model")
    panel.dot(lambda epoch: epoch, train_accuracy, size=4.5)
    panel.text(196, 0.45, "solid: training.  Dashed: test", anchor="end")
