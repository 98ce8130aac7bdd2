"""What is often made of a right number: single slips, by name."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from bce_lessons._coercion import FloatArray

__all__ = ["USUAL"]

# By slug: what to say, and what it makes of the right number.
USUAL: dict[str, tuple[str, Callable[[FloatArray], FloatArray]]] = {
    "sign": (
        "That has the wrong sign: log p is never positive, and the loss is *minus* the log.",
        lambda right: -right,
    ),
    "in-bits": (
        "That is in bits (log2); the question asks for nats, the natural log.",
        lambda right: right / np.log(2),
    ),
    "in-nats": (
        "That is in nats (the natural log); the question asks for bits, log2.",
        lambda right: right * np.log(2),
    ),
    "in-bans": (
        "That is what log10 gives; nats want the natural log, `np.log`.",
        lambda right: right / np.log(10),
    ),
    "percent": (
        "That is in percent; a probability lies between 0 and 1: divide by 100.",
        lambda right: 100 * right,
    ),
}
