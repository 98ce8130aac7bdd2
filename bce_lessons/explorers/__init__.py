"""Pictures that a reader moves with sliders; `Explorer` makes new ones."""

from bce_lessons.explorers._controls import with_play
from bce_lessons.explorers._explorer import Explorer
from bce_lessons.explorers.prediction import one_prediction

__all__ = ["Explorer", "one_prediction", "with_play"]
