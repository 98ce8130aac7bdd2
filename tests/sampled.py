"""Losses whose samples are left out."""

import math
import re

import pytest

import bce_lessons as bce
from bce_lessons.variants import focal_loss

NAN, INF = math.nan, math.inf
TABLES = [bce.binary_cross_entropy, bce.squared_error, focal_loss]


def says(error, *parts):
    """Expect `error`, its message holding all parts in their order."""
    return pytest.raises(error, match="(?s)" + ".*".join(map(re.escape, parts)))
