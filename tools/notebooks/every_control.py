"""Runs in a notebook's kernel after its last cell: callbacks meet more than their first value.

Each error of a control is told once.
"""

from typing import Any as _Any


class _EveryControl:
    most = 25  # values of each

    def move(self) -> None:
        import sys

        if "ipywidgets" not in sys.modules:
            return
        from ipywidgets.widgets import widget

        for control in list(widget._instances.values()):
            trait, values = self.values_of(control)
            told: set[str] = set()
            if trait:
                some = values[:: -(-len(values) // self.most)] + values[-1:]
                for value in [*some, getattr(control, trait)]:
                    self.attempt(told, setattr, control, trait, value)
            elif hasattr(control, "click"):
                self.attempt(told, control.click)

    def values_of(self, control: _Any) -> tuple[str, list[_Any]]:
        if control.has_trait("options") and control.has_trait("index"):
            several = isinstance(control.index, tuple)
            positions = list(range(len(control.options)))
            return "index", [(i,) for i in positions] if several else positions
        if all(map(control.has_trait, ("value", "min", "max"))):
            low, high = control.min, control.max
            step = getattr(control, "step", None) or (high - low) / self.most or 1
            values = [min(low + i * step, high) for i in range(round((high - low) / step) + 1)]
            if isinstance(control.value, tuple):
                return "value", [(low, value) for value in values]
            base = getattr(control, "base", None)
            return "value", values if base is None else [base**value for value in values]
        if control.has_trait("value") and isinstance(control.value, bool):
            return "value", [not control.value]
        return "", []

    def attempt(self, told: set[str], function: _Any, *arguments: _Any) -> None:
        import traceback

        try:
            function(*arguments)
        except Exception as error:
            if repr(error) not in told:
                traceback.print_exc()
            told.add(repr(error))


_EveryControl().move()
del _EveryControl, _Any
