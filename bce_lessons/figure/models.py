"""Up to three models in one figure: what is given of them, and how each looks.

The first is sky blue, the second orange, the third black, each with a marker and a dash of its own.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike, NDArray

from bce_lessons.figure import given

# The look of the first, second and third model: colour, marker, dash.
LOOKS = (("model", "o", "-"), ("accent", "D", "--"), ("ink", "^", (0, (1, 1.2))))


def checked(
    y: ArrayLike, y_name: str, models: Mapping[str, ArrayLike]
) -> dict[str, NDArray[np.float64]]:
    """Return one to three models' probabilities, each paired with the samples of `y`."""
    given.by_name("models", models, "predicted probabilities")
    if not 1 <= len(models) <= len(LOOKS):
        raise ValueError(
            f"models has {len(models)} entries: give one to {len(LOOKS)}, by name, so that each "
            "has a colour and a dash of its own"
        )
    return {
        name: given.probabilities(f"models[{name!r}]", p, y, y_name) for name, p in models.items()
    }
