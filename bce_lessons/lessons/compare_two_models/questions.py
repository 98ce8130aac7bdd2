"""The questions of the lesson."""

from __future__ import annotations

import math

from bce_lessons.answers.question import Question
from bce_lessons.losses import binary_cross_entropy

ASKED = (
    Question(
        "compare-two-models",
        "Write one sentence that is true or false: at 90 %, a hit costs less than a tenth of a "
        "miss.",
        lambda: binary_cross_entropy(1, 0.9) < binary_cross_entropy(0, 0.9) / 10,
        "Say in one sentence why: the hit costs little more than the tenth that was missing, while "
        "the miss costs the negative log of that tenth.",
        again=lambda: 10 * -math.log(0.9) < -math.log(0.1),
    ),
)
