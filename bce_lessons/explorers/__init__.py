"""Pictures that a reader moves with sliders; `Explorer` makes new ones."""

from bce_lessons.explorers._controls import with_play
from bce_lessons.explorers._explorer import Explorer
from bce_lessons.explorers._marks import Panel
from bce_lessons.explorers.confidence import four_panels
from bce_lessons.explorers.flowers import iris
from bce_lessons.explorers.logs import why_the_log
from bce_lessons.explorers.losses import against_squared_error, expected_loss
from bce_lessons.explorers.network import train_a_network
from bce_lessons.explorers.noise import add_noise
from bce_lessons.explorers.points import descent_path, ten_points
from bce_lessons.explorers.prediction import one_prediction

__all__ = [
    "Explorer",
    "Panel",
    "add_noise",
    "against_squared_error",
    "descent_path",
    "expected_loss",
    "four_panels",
    "iris",
    "one_prediction",
    "ten_points",
    "train_a_network",
    "why_the_log",
    "with_play",
]
