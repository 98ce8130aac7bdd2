"""Let figures keep their outlines beside their pixels: imported by the kernel that runs a lesson.

A lesson's pictures are PNGs, which print coarsely. Where this module is loaded, each is a PDF, too.
"""

from __future__ import annotations

import base64
import io
from typing import Any

from matplotlib.figure import Figure

from bce_lessons.explorers import _still
from bce_lessons.plots import _style

PDF = "application/pdf"
OF_KERNEL = """import sys

sys.path.insert(0, "..")
from tools import pdf_figures

pdf_figures.keep_outlines()"""


class Both(bytes):
    """The bytes of a PNG that remember the same figure's PDF."""

    pdf: bytes


def outlines(figure: Figure) -> bytes:
    """Return the figure as a PDF, the same bytes every time."""
    file = io.BytesIO()
    figure.savefig(file, format="pdf", metadata={"CreationDate": None})
    return file.getvalue()


def keep_outlines() -> None:
    """Make every picture of this process hand over its PDF with its PNG, fit for a page."""
    pixels, bundle = _style.png, _style.Picture._repr_mimebundle_

    def png(figure: Figure, dpi: float) -> bytes:
        both = Both(pixels(figure, dpi))
        both.pdf = outlines(figure)
        return both

    def with_pdf(picture: Any, include: Any = None, exclude: Any = None) -> Any:
        data, metadata = bundle(picture, include, exclude)
        return data | {PDF: base64.b64encode(picture.png.pdf).decode()}, metadata

    for module in (_style, _still):
        vars(module)["png"] = png
    _still.ABREAST = 2
    _style.Picture._repr_mimebundle_ = with_pdf  # type: ignore[method-assign]
