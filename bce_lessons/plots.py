"""One function a figure; each returns its Axes and can say in words what it shows.

The figures stand in the lessons' folders, and are found there.
"""

from typing import TYPE_CHECKING, Any

from bce_lessons.figure.style import Picture, alt_text, describe, new_axes, show, styled
from bce_lessons.lessons import catalogue

_FIGURES = catalogue.public("figures")
globals().update(_FIGURES)

__all__ = ["Picture", "alt_text", "describe", "new_axes", "show", "styled"]
__all__ += sorted(_FIGURES)

if TYPE_CHECKING:  # their names are known only when they are found

    def __getattr__(name: str) -> Any: ...
