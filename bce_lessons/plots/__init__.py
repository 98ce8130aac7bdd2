"""One function a figure; each returns its Axes and can say in words what it shows."""

from bce_lessons.plots._style import alt_text, describe, new_axes, show, styled

__all__ = ["alt_text", "describe", "new_axes", "show", "styled"]
