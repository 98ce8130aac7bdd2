"""Pictures that a reader moves with sliders; `Explorer` makes new ones."""

from bce_lessons.explorers._controls import with_play
from bce_lessons.explorers._explorer import Explorer

__all__ = ["Explorer", "with_play"]
