"""The explorer of the lesson: where floats run out of digits, and a rewritten loss does not."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from ipywidgets import FloatSlider, ToggleButtons
from numpy.typing import NDArray

from bce_lessons.explore.explorer import Explorer
from bce_lessons.explore.marks import Panel
from bce_lessons.precision import (
    DTypeName,
    correct_digits,
    exact_loss,
    naive_gradient,
    naive_loss,
    stable_gradient,
    stable_loss,
)

__all__ = ["out_of_digits"]

GRID = np.arange(-90, 91) / 2
DTYPES: tuple[DTypeName, DTypeName] = ("float32", "float64")
OUTSIDE = 40.0  # in powers of ten: where 0 (below) and inf (above) are drawn, off the panels
POWERS: dict[float, str] = {0: "1", -5: "10⁻⁵", -10: "10⁻¹⁰", -15: "10⁻¹⁵", -20: "10⁻²⁰"}


class Forms(NamedTuple):
    """One quantity along GRID, computed in both ways."""

    naive: NDArray[np.float64]
    stable: NDArray[np.float64]


def out_of_digits() -> Explorer:
    """Slide a logit, and watch the naive loss lose its digits, its size, and its gradient.

    To discover: the naive form drops a right digit with every 2.3 of z, long before anything
    looks wrong; sigmoid(z) is 1 from z = 17 on in float32, and from 37 in float64 (24 and 53
    times log 2); from there the naive loss is 0 for one label and inf for the other, and with
    y = 1 the gradient p - y is 0. The stable forms keep all digits, everywhere.

    Returns
    -------
    Explorer
        Controls `z`, the logit, -45 to 45, `y`, the label, and `dtype`, float32 or float64.

    Examples
    --------
    >>> from bce_lessons.explorers import out_of_digits
    >>> explorer = out_of_digits()
    >>> explorer
    y = 1, z = 10.0, float64: loss naive 4.54e−5, stable 4.54e−5; gradient −4.54e−5, −4.54e−5
    >>> explorer.position = {"z": 17, "dtype": "float32"}
    >>> explorer
    y = 1, z = 17.0, float32: loss naive 0, stable 4.14e−8; gradient 0, −4.14e−8
    """
    explorer = Explorer(
        say=_sentence,
        title="Floats run out of digits",
        z=FloatSlider(10, min=-45, max=45, step=0.5, readout_format=".1f", description="logit z"),
        y=ToggleButtons(options=[("y = 0", 0), ("y = 1", 1)], index=1, description="label y"),
        dtype=ToggleButtons(options=DTYPES, index=1, description="computed in"),
    )
    loss = _size_panel(explorer, _loss, "loss, nats (log scale)", "The loss")
    loss.text(_before_saturation, 4.3, lambda y: "" if y else "naive: inf", anchor="end")
    loss.text(_after_saturation, -19.7, lambda y: "" if y else "naive: 0")
    loss.text(_before_saturation, -19.7, lambda y: "naive: 0" if y else "", anchor="end")
    _digits_panel(explorer)
    slope = _size_panel(explorer, _gradient, "size of dL/dz (log scale)", "The gradient")
    slope.text(_before_saturation, -19.7, lambda y: "p − y: 0" if y else "", anchor="end")
    return explorer


def _saturates(dtype: DTypeName) -> float:
    """Return the first logit of GRID whose sigmoid is 1."""
    return float(GRID[naive_gradient(1, GRID, dtype) == 0][0])


def _before_saturation(dtype: DTypeName) -> float:
    return _saturates(dtype) - 2


def _after_saturation(dtype: DTypeName) -> float:
    return 2 - _saturates(dtype)


@functools.cache
def _loss(y: int, dtype: DTypeName) -> Forms:
    return Forms(naive_loss(y, GRID, dtype), stable_loss(y, GRID, dtype))


@functools.cache
def _gradient(y: int, dtype: DTypeName) -> Forms:
    return Forms(naive_gradient(y, GRID, dtype), stable_gradient(y, GRID, dtype))


@functools.cache
def _digits(y: int, dtype: DTypeName) -> Forms:
    exact, forms = exact_loss(y, GRID), _loss(y, dtype)
    naive, stable = (correct_digits(form, exact, dtype) for form in forms)
    return Forms(naive, stable)


def _at(z: float) -> int:
    return round(2 * (z + 45))


def _sentence(y: int, z: float, dtype: DTypeName) -> str:
    naive, stable = (_write(form[_at(z)]) for form in _loss(y, dtype))
    slopes = [_write(form[_at(z)]) for form in _gradient(y, dtype)]
    return (
        f"y = {y}, z = {f'{z:.1f}'.replace('-', '−')}, {dtype}: loss naive {naive}, "
        f"stable {stable}; gradient {', '.join(slopes)}"
    )


def _write(value: float) -> str:
    """Write three digits, an exponent without a leading 0, and a true minus."""
    mantissa, _, power = f"{value:.3g}".partition("e")
    return (mantissa + (f"e{int(power)}" if power else "")).replace("-", "−")


def _size_panel(
    explorer: Explorer, forms: Callable[[int, DTypeName], Forms], ylabel: str, title: str
) -> Panel:
    """Show the size of a quantity on a log scale, computed in both ways."""

    def naive(y: int, dtype: DTypeName) -> NDArray[np.float64]:
        return _log10(forms(y, dtype).naive)

    def stable(y: int, dtype: DTypeName) -> NDArray[np.float64]:
        return _log10(forms(y, dtype).stable)

    panel = explorer.panel("logit z", ylabel, x=(-48, 48), y=(-21, 5.5), title=title, yticks=POWERS)
    _draw(panel, naive, stable)
    panel.text(lambda y: 37 if y else -37, -9.5, "stable", anchor="middle")
    return panel


def _digits_panel(explorer: Explorer) -> None:
    """Show how many digits of the loss are right."""

    def naive_digits(y: int, dtype: DTypeName) -> NDArray[np.float64]:
        return _digits(y, dtype).naive

    def stable_digits(y: int, dtype: DTypeName) -> NDArray[np.float64]:
        return _digits(y, dtype).stable

    panel = explorer.panel(
        "logit z", "right digits of the loss", x=(-48, 48), y=(-0.6, 18.5), title="Its right digits"
    )
    _draw(panel, naive_digits, stable_digits)
    panel.text(0, 17.3, _holds, anchor="middle")
    panel.text(lambda dtype: _saturates(dtype) - 8, 0.8, "naive", anchor="end")


def _most(dtype: DTypeName) -> float:
    return float(_digits(1, dtype).stable.max())


def _holds(dtype: DTypeName) -> str:
    return f"stable: the {_most(dtype):.1f} digits of {dtype}"


def _draw(
    panel: Panel,
    naive: Callable[[int, DTypeName], NDArray[np.float64]],
    stable: Callable[[int, DTypeName], NDArray[np.float64]],
) -> None:
    """Draw the stable form's curve under the naive one's, each with its dot at z."""

    def naive_at(y: int, z: float, dtype: DTypeName) -> float:
        return float(naive(y, dtype)[_at(z)])

    def stable_at(y: int, z: float, dtype: DTypeName) -> float:
        return float(stable(y, dtype)[_at(z)])

    panel.line(GRID, stable, color="loss", width=4).line(GRID, naive, color="ink", dash=True)
    panel.dot(lambda z: z, stable_at, color="loss", size=9).dot(lambda z: z, naive_at, size=5)


def _log10(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Take the log of sizes; 0 and inf go far off the panel, below and above it."""
    size = np.abs(values)
    inside = (size > 0) & (size < np.inf)
    off = np.where(size > 0, OUTSIDE, -OUTSIDE)
    return np.log10(size, out=off, where=inside)
