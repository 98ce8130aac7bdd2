"""Runs in a notebook's kernel after its last cell: callbacks meet more than their first value.

Each error of a control is told once.
"""


def _move_every_control(most: int = 25) -> None:
    import sys
    import traceback
    from typing import Any

    if "ipywidgets" not in sys.modules:
        return
    from ipywidgets.widgets import widget

    def attempt(told: set[str], function: Any, *arguments: Any) -> None:
        try:
            function(*arguments)
        except Exception as error:
            if repr(error) not in told:
                traceback.print_exc()
            told.add(repr(error))

    def move(control: Any, trait: str, values: list[Any]) -> None:
        told: set[str] = set()
        start = getattr(control, trait)
        for value in values[:: -(-len(values) // most)] + values[-1:] + [start]:
            attempt(told, setattr, control, trait, value)

    control: Any
    for control in list(widget._instances.values()):
        if control.has_trait("options") and control.has_trait("index"):
            several = isinstance(control.index, tuple)
            positions = list(range(len(control.options)))
            move(control, "index", [(i,) for i in positions] if several else positions)
        elif all(map(control.has_trait, ("value", "min", "max"))):
            low, high = control.min, control.max
            step = getattr(control, "step", None) or (high - low) / most or 1
            values: list[Any] = [
                min(low + i * step, high) for i in range(round((high - low) / step) + 1)
            ]
            if isinstance(control.value, tuple):
                values = [(low, value) for value in values]
            elif hasattr(control, "base"):
                values = [control.base**value for value in values]
            move(control, "value", values)
        elif control.has_trait("value") and isinstance(control.value, bool):
            move(control, "value", [not control.value])
        elif hasattr(control, "click"):
            attempt(set(), control.click)


_move_every_control()
del _move_every_control
