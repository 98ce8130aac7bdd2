"""An explorer that moves by itself, as an animated picture: for the README and for links' cards.

Each frame is the explorer's own still at a position, under a slider drawn where it stands.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from matplotlib.figure import Figure
from PIL import Image

from bce_lessons import explorers, plots
from bce_lessons.explore.scene import Scene
from bce_lessons.explore.still import DPI, picture
from bce_lessons.information import surprisal
from bce_lessons.palette import PALETTE

WIDTH, STRIP = 1170, 44  # pixels; the strip has the slider
TRACK = 150, 620  # where it begins and ends
PAUSE, REST = 220, 1400  # milliseconds for a frame, and at both ends
COLORS = 128  # of the animated picture, so that it stays small
SURE = (0.99, 0.97, 0.95, 0.9, 0.86, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1, 0.05, 0.02, 0.01)


@plots.styled
def image(figure: Figure) -> Image.Image:
    """Return a figure's pixels."""
    kept = io.BytesIO()
    figure.savefig(kept, format="png", dpi=DPI, bbox_inches=None)
    return Image.open(kept).convert("RGB")


@plots.styled
def strip(name: str, value: str, share: float) -> Image.Image:
    """Draw a slider that stands at a share of its track."""
    figure = Figure((WIDTH / DPI, STRIP / DPI), dpi=DPI)
    figure.set_layout_engine("none")
    ax = figure.add_axes((0, 0, 1, 1), xlim=(0, WIDTH), ylim=(0, STRIP))
    ax.axis("off")
    left, right = TRACK
    at, middle = left + share * (right - left), STRIP / 2
    ax.plot(TRACK, (middle, middle), color="#8c8c8c", lw=4, solid_capstyle="round")
    ax.plot((left, at), (middle, middle), color=PALETTE["one"], lw=4, solid_capstyle="round")
    ax.plot(at, middle, "o", ms=13, color=PALETTE["one"])
    words: dict[str, Any] = {"va": "center_baseline", "size": 12, "color": PALETTE["ink"]}
    ax.text(8, middle, name, **words)
    ax.text(right + 20, middle, value, **words)
    return image(figure)


def frame(scene: Scene, name: str, value: float) -> Image.Image:
    """Draw a scene with a control at one of its values."""
    scene.position = {name: value}
    control = scene.controls[name]
    share = control.index / (len(control.values) - 1)
    above = strip(control.slider.description, f"{value:g}", share)
    below = image(picture(scene))
    whole = Image.new("RGB", (WIDTH, above.height + below.height), "white")
    whole.paste(above, (0, 0))
    whole.paste(below, (0, above.height))
    return whole


def frames() -> list[Image.Image]:
    """Draw the first explorer from a good forecast to a bad one."""
    explorer = explorers.one_prediction()
    return [frame(explorer, "p", value) for value in SURE]


def gif(images: Sequence[Image.Image]) -> bytes:
    """Return pictures as one that goes through them and back again, without end."""
    there_and_back = [*images, *images[-2:0:-1]]
    pauses = [REST if i in (0, len(images) - 1) else PAUSE for i in range(len(there_and_back))]
    high = images[0].height
    film = Image.new("RGB", (images[0].width, high * len(images)))
    for i, one in enumerate(images):
        film.paste(one, (0, i * high))
    colors = film.quantize(COLORS, kmeans=2)
    small = [one.quantize(palette=colors, dither=Image.Dither.NONE) for one in there_and_back]
    kept = io.BytesIO()
    small[0].save(
        kept, "GIF", save_all=True, append_images=small[1:], duration=pauses, loop=0, optimize=True
    )
    return kept.getvalue()


def alt() -> str:
    """Say what the moving picture shows."""
    first, last = SURE[0], SURE[-1]
    losses = [f"{surprisal(p):.2f}" for p in (first, last)]
    return (
        f"An explorer of Lesson 1, moving: as its slider goes from p = {first} down to p = {last}, "
        f"the loss of the prediction climbs from {losses[0]} to {losses[1]} nats, slowly at first "
        "and then ever faster."
    )


def files() -> dict[str, bytes]:
    """Return the moving picture, and the one that stands still, by the names of their files."""
    drawn = frames()
    still = io.BytesIO()
    drawn[SURE.index(0.1)].save(still, "PNG", optimize=True)
    return {"moving.gif": gif(drawn), "moving.png": still.getvalue()}
