"""One function a figure; each returns its Axes and can say in words what it shows."""

from bce_lessons.plots._style import Picture, alt_text, describe, new_axes, show, styled

__all__ = ["Picture", "alt_text", "describe", "new_axes", "show", "styled"]
