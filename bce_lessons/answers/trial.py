"""An input on which functions are tried."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from bce_lessons.answers.compare import Known

__all__ = ["Callee", "Trial"]

Callee = Callable[..., Any]


class Trial:
    """An input on which functions are tried: what each gives is computed once."""

    def __init__(self, arguments: tuple[Any, ...]) -> None:
        self.arguments = arguments
        self._known: dict[Callee, Known | str] = {}
        for one in arguments:
            if isinstance(one, np.ndarray):
                one.flags.writeable = False  # the course's own functions leave it as it is

    def of(self, function: Callee) -> Known | str:
        """Return what one of the course's functions gives here, or the name of its error."""
        if function not in self._known:
            self._known[function] = self._compute(function)
        return self._known[function]

    @np.errstate(all="ignore")
    def _compute(self, function: Callee) -> Known | str:
        try:
            return Known(function(*self.arguments))
        except Exception as error:
            return type(error).__name__
