"""Pictures that a reader moves with sliders; `Explorer` makes new ones."""

from bce_lessons.explorers._controls import with_play
from bce_lessons.explorers._explorer import Explorer
from bce_lessons.explorers._marks import Panel
from bce_lessons.explorers.confidence import four_panels
from bce_lessons.explorers.flowers import iris
from bce_lessons.explorers.forecasts import turn_down
from bce_lessons.explorers.logs import why_the_log
from bce_lessons.explorers.losses import against_squared_error, expected_loss
from bce_lessons.explorers.network import train_a_network
from bce_lessons.explorers.noise import add_noise
from bce_lessons.explorers.points import descent_path, ten_points
from bce_lessons.explorers.prediction import one_prediction
from bce_lessons.explorers.saturation import out_of_digits
from bce_lessons.explorers.temperature import calibrate
from bce_lessons.explorers.thresholds import choose_threshold

__all__ = [
    "Explorer",
    "Panel",
    "add_noise",
    "against_squared_error",
    "calibrate",
    "choose_threshold",
    "descent_path",
    "expected_loss",
    "four_panels",
    "iris",
    "one_prediction",
    "out_of_digits",
    "ten_points",
    "train_a_network",
    "turn_down",
    "why_the_log",
    "with_play",
]
