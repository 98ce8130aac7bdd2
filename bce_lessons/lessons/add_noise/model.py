"""The lesson's ninety days: exactly calibrated forecasts, and what happened."""

from __future__ import annotations

import numpy as np

# Nine kinds of ten days each, of which exactly 1, 2, ..., 9 have y = 1.
TENS = np.repeat(np.arange(1, 10), 10)
TRUTH = TENS / 10
LABELS = (np.tile(np.arange(10), 9) < TENS).astype(np.int64)
