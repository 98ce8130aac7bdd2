"""What an explorer has read of a widget stays as it was: to change it raises."""

from __future__ import annotations

import functools
import math
from typing import Any

import ipywidgets as w
import traitlets as t

RANGE = ("min", "max", "step", "base")
REMEDY = "make the control with its final range or options, and then a new explorer"


def fixed(slider: Any) -> dict[str, Any]:
    """Return the traits that the browser must leave as they are, and their values."""
    names = (*RANGE, "_options_labels")
    return {name: getattr(slider, name) for name in names if slider.has_trait(name)}


def freeze(name: str, widget: Any) -> None:
    """Let traits that the tables were made from refuse other values; they raise TraitError.

    A validator is asked before anything changes, so that the widget, and whatever depends on
    it, stays whole; also where several traits change at once, or a browser asks for it.
    """
    for trait in (*RANGE, "options", "_options_labels"):
        if widget.has_trait(trait):
            state = widget._options_full if trait == "options" else getattr(widget, trait)
            _guard(widget, trait, _Fixed(name, trait, state))
    for trait in ("value", "index"):
        if widget.has_trait(trait) and not isinstance(widget, w.Play):
            _guard(widget, trait, _Somewhere(name, trait, widget._trait_validators.get(trait)))
            widget.observe(functools.partial(_never_none, name), trait)
    if widget.has_trait("step"):
        widget.observe(functools.partial(_never_none, name), "step")


def _guard(widget: Any, trait: str, guard: _Fixed | _Somewhere) -> None:
    if not isinstance(widget._trait_validators.get(trait), _Fixed | _Somewhere):
        widget._trait_validators[trait] = guard


def _never_none(name: str, change: Any) -> None:
    """Put back what was there before a None, for which no validator is asked."""
    if change["new"] is None:
        setattr(change["owner"], change["name"], change["old"])
        raise t.TraitError(_nowhere(name, change["name"], None))


def _nowhere(name: str, trait: str, value: Any) -> str:
    return f"{name}'s {trait} cannot be {value!r}: a control always stands at a position"


class _Fixed:
    """A validator that takes nothing but what is there."""

    def __init__(self, name: str, trait: str, state: Any) -> None:
        self.name, self.trait, self.state = name, trait, state

    def __call__(self, owner: Any, proposal: Any) -> Any:
        value = proposal["value"]
        if self.trait == "options":
            value = tuple(value.items()) if isinstance(value, dict) else tuple(value)
            same = value in (self.state, tuple(v for _, v in self.state))
        else:
            same = value == self.state
        if not same:
            what = "options were" if self.trait == "options" else f"{self.trait} was"
            raise t.TraitError(
                f"{self.name}'s {what} read when the explorer was made, and cannot be changed to "
                f"{value!r}: {REMEDY}"
            )
        return proposal["value"]


class _Somewhere:
    """A validator that keeps a control at one of its positions: never at None, never at NaN."""

    def __init__(self, name: str, trait: str, first: Any) -> None:
        self.name, self.trait, self.first = name, trait, first

    def __call__(self, owner: Any, proposal: Any) -> Any:
        value = proposal["value"]
        if value is None or (isinstance(value, float) and math.isnan(value)):
            raise t.TraitError(_nowhere(self.name, self.trait, value))
        return self.first(owner, proposal) if self.first else value
