"""Pictures that a reader moves with sliders; `Explorer` makes new ones.

The lessons' own stand in their folders, and are found there.
"""

from typing import TYPE_CHECKING, Any

from bce_lessons.explore.controls import with_play
from bce_lessons.explore.explorer import Explorer
from bce_lessons.explore.marks import Panel
from bce_lessons.lessons import catalogue

_EXPLORERS = catalogue.public("explorers")
globals().update(_EXPLORERS)

__all__ = ["Explorer", "Panel", "with_play"]
__all__ += sorted(_EXPLORERS)

if TYPE_CHECKING:  # their names are known only when they are found

    def __getattr__(name: str) -> Any: ...
