"""Results that nobody can change: their arrays stay read-only, also after a copy or a pickle."""

from __future__ import annotations

from typing import Any

import numpy as np


class Frozen:
    """Base of the frozen dataclasses that hold arrays.

    Arrays that can be changed are copied when a result is made, views of others
    too: the caller's own stay as they are.
    """

    def __post_init__(self) -> None:
        for name, value in vars(self).items():
            if isinstance(value, np.ndarray) and (value.flags.writeable or not value.flags.owndata):
                object.__setattr__(self, name, value.copy())
        self._freeze()

    def __setstate__(self, state: dict[str, Any]) -> None:  # of a copy, or from a pickle
        vars(self).update(state)
        self._freeze()

    def _freeze(self) -> None:
        for value in vars(self).values():
            if isinstance(value, np.ndarray):
                value.setflags(write=False)
