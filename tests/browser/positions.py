"""One table of sliders, values and where a slider then stands, for Python and the browser."""

import itertools
import math
import random
from fractions import Fraction

import ipywidgets as w

from bce_lessons.explore.controls import control

LOG = [
    {"base": 10, "min": -16, "max": 0, "step": 1},
    {"base": 10, "min": -1, "max": 0, "step": 1},
    {"base": 10, "min": -300, "max": 300, "step": 100},
    {"base": 2, "min": -2, "max": 2, "step": 1 / 16},
    {"base": 2, "min": -10, "max": -3, "step": 1},
    {"base": math.e, "min": -5, "max": 5, "step": 0.1},
    {"base": 1.001, "min": -7, "max": 7, "step": 0.5},
    {"base": 1e6, "min": -3, "max": 3, "step": 0.25},
]
LINEAR = [
    {"min": 0, "max": 1, "step": 0.1},
    {"min": -1.5, "max": 2.5, "step": 0.1},
    {"min": -6, "max": -1, "step": 0.3},
    {"min": 0, "max": 1e-7, "step": 1e-8},
    {"min": 1e6, "max": 1e6 + 1e-4, "step": 1e-6},
    {"min": 0, "max": 1, "step": 1 / 3},
    {"min": -1e300, "max": 1e300, "step": 1e299},
]
WHOLE = [
    {"min": 0, "max": 20, "step": 1},
    {"min": -7, "max": 7, "step": 3},
    {"min": 2**52 - 10, "max": 2**52 - 1, "step": 1},
]


def values_of(found, dice):
    """Return values at, beside, between and beyond a control's positions, and half way."""
    low, high = found.values[0], found.values[-1]
    positions = dice.sample(found.values, min(12, len(found.values)))
    edges = dice.sample(found.edges, min(12, len(found.edges)))
    beside = [v * (1 + sign * 1e-12) for v in positions for sign in (1, -1)]
    beside += [math.nextafter(v, sign * math.inf) for v in edges for sign in (1, -1)]
    pairs = [i for i in range(len(found.values) - 1) for _ in range(2)]
    between = [
        found.values[i] + dice.random() * (found.values[i + 1] - found.values[i])
        for i in dice.sample(pairs, min(20, len(pairs)))
    ]
    beyond = [low - (high - low) / 2, low / 2, high * 2, high + (high - low) / 2, 0]
    return [float(v) for v in (*positions, *edges, *beside, *between, *beyond) if math.isfinite(v)]


def exactly(found, value):
    """Return, in exact arithmetic, the number of the nearest position; half way, the upper one's.

    On a log slider, of neighbours a < b, b is the nearer by its ratio from sqrt(a * b) on.
    """
    numbers, v = [Fraction(p) for p in found.values], Fraction(value)
    log = isinstance(found.slider, w.FloatLogSlider)
    pairs = itertools.pairwise(numbers)
    return sum(v > 0 and v * v >= a * b if log else 2 * v >= a + b for a, b in pairs)


def table():
    """Return (control, values) of every slider; the same at every call."""
    dice = random.Random(10)
    kinds = [(w.FloatLogSlider, LOG), (w.FloatSlider, LINEAR), (w.IntSlider, WHOLE)]
    controls = [control("p", kind(**given)) for kind, ranges in kinds for given in ranges]
    return [(found, values_of(found, dice)) for found in controls]
