"""The exercises of the lesson."""

from __future__ import annotations

import numpy as np

from bce_lessons.answers.exercise import Value, value
from bce_lessons.losses import binary_cross_entropy


@value("compare-two-models", decimals=3)
def compare_two_models(e: Value) -> None:
    """Say in a line what is to be found."""
    y, p = np.array([1, 0, 1]), np.array([0.8, 0.3, 0.6])
    loss = binary_cross_entropy(y, p)
    e.asks("one number, in nats, to three decimals")
    e.right(loss, again=-np.log(0.8 * 0.7 * 0.6) / 3)
    e.wrong("sum", 3 * loss)
    e.wrong("ones-only", -np.log(0.8 * 0.6) / 3)
    e.wrong("no-minus", -loss)
    e.says(f"""
        sum: That is the sum of the three losses; what is asked for is their mean.
        ones-only: That leaves out the second day, and a day with y = 0 is not free.
        no-minus: That is below 0, and a loss never is: take minus the logs.

        look: Each day: which probability did it give to what happened?
        do: Take p where y is 1 and 1 − p where y is 0; then the mean of minus their logs.
        note: The mean is {loss:.3f} nats; say here one thing worth knowing.
    """)
