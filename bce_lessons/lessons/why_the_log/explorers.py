"""The explorer of the lesson: a product of likelihoods that vanishes, and a sum that does not."""

from __future__ import annotations

import numpy as np
from ipywidgets import FloatSlider, SelectionSlider
from numpy.typing import NDArray

from bce_lessons.explore.explorer import Explorer
from bce_lessons.explore.marks import Panel
from bce_lessons.information import surprisal

__all__ = ["why_the_log"]

# 1,074 halvings lead to the smallest positive float64; one more, and the product is 0.
COUNTS = (
    *(1, 2, 3, 4, 5, 7, 10, 15, 20, 30, 50, 75, 100, 150, 200, 300, 400, 500, 600, 700, 800, 900),
    *(1000, 1074, 1075),
)
CURVE = np.concatenate([np.linspace(0.005, 0.95, 190), np.linspace(0.955, 1, 46)])
FLOOR = float(np.log10(np.finfo(np.float64).smallest_subnormal))  # float64 ends at 10^-323.3
DEEPEST = -650.0  # the lower end of the log panel, as a power of ten
SUM_AT = -430.0  # where the log panel names the sum, as a power of ten
NOWHERE = -20_000.0  # there, log 0 = -inf is drawn: far outside the panel


def why_the_log() -> Explorer:
    """Multiply n likelihoods p, and add their negative logs: see the product vanish, the sum not.

    To discover: on a linear scale a product of a few dozen likelihoods is flat; on a log scale it
    falls evenly, until float64 has no smaller number and it is 0 for every p up to some point; the
    sum of -log passes that floor without noticing; one prediction's surprisal in bits does not
    depend on n. The product is taken as a loop would, one rounded factor after the other.

    Returns
    -------
    Explorer
        Controls `p`, given to what happened each time, 0.01 to 0.99, and `n`, the number of
        predictions, 1 to 1,075.

    Examples
    --------
    >>> from bce_lessons.explorers import why_the_log
    >>> explorer = why_the_log()
    >>> explorer
    p = 0.50, n = 10: product 0.000977; −logs add up to 6.93 nats = 10.00 bits
    >>> explorer.position = {"n": 1075}
    >>> explorer
    p = 0.50, n = 1,075: product exactly 0; −logs add up to 745.13 nats = 1,075.00 bits
    """
    explorer = Explorer(
        say=_sentence,
        title="Why the log",
        p=FloatSlider(0.5, min=0.01, max=0.99, step=0.01, description="likelihood p"),
        n=SelectionSlider(
            options=[(f"{n:,}", n) for n in COUNTS], value=10, description="predictions n"
        ),
    )
    _linear_panel(explorer)
    _log_panel(explorer)
    _surprisal_panel(explorer)
    return explorer


def _products(p: NDArray[np.float64]) -> NDArray[np.float64]:
    """Multiply as a loop does, p by p: one row for each of COUNTS."""
    factors = np.broadcast_to(p, (COUNTS[-1], p.size))
    return np.asarray(np.cumprod(factors, axis=0)[np.array(COUNTS) - 1])


ON_CURVE = _products(CURVE)
AT_P = _products(np.arange(100) / 100)


def _product(p: float, n: int) -> float:
    return float(AT_P[COUNTS.index(n), round(100 * p)])


def _sentence(p: float, n: int) -> str:
    product = _product(p, n)
    said = f"product {_write(product)}" if product else "product exactly 0"
    nats, bits = n * surprisal(p), n * surprisal(p, base=2)
    return f"p = {p:.2f}, n = {n:,}: {said}; −logs add up to {nats:,.2f} nats = {bits:,.2f} bits"


def _write(product: float) -> str:
    return f"{product:.3g}".replace("-", "−")


def _linear_panel(explorer: Explorer) -> None:
    """Show the product as it is: soon it lies on the axis, whatever p is."""

    def curve(n: int) -> NDArray[np.float64]:
        return np.asarray(ON_CURVE[COUNTS.index(n)])

    def product(p: float, n: int) -> float:
        return _product(p, n)

    panel = _panel(explorer, "product of n likelihoods", y=(0, 1), title="Linear scale")
    panel.line(CURVE, curve).rule(x=lambda p: p, to=product)
    panel.dot(lambda p: p, product)
    panel.text(0.03, 0.9, lambda p, n: f"product = {_write(_product(p, n))}")


def _log_panel(explorer: Explorer) -> None:
    """Show the product's log while it has one, float64's floor, and the sum of logs below it."""

    def log_curve(n: int) -> NDArray[np.float64]:
        return _log10(ON_CURVE[COUNTS.index(n)])

    def log_product(p: float, n: int) -> float:
        return float(_log10(np.asarray(_product(p, n))))

    def sum_curve(n: int) -> NDArray[np.float64]:
        return -n * surprisal(CURVE, base=10)

    def sum_of_logs(p: float, n: int) -> float:
        return -n * surprisal(p, base=10)

    panel = _panel(explorer, "the same product", y=(DEEPEST, 20), title="Log scale",
                   yticks={0: "1", -200: "10⁻²⁰⁰", -400: "10⁻⁴⁰⁰", -600: "10⁻⁶⁰⁰"})  # fmt: skip
    panel.area([0, 1], [FLOOR, FLOOR], base=DEEPEST).rule(y=FLOOR)
    panel.line(CURVE, sum_curve, color="loss", dash=True).line(CURVE, log_curve)
    _log_labels(panel)
    panel.dot(lambda p: p, sum_of_logs, color="loss").dot(lambda p: p, log_product)


def _log_labels(panel: Panel) -> None:
    """Name each stretch of the curves, where n leaves room for the name."""

    def zero_x(n: int) -> float:
        return float(CURVE[ON_CURVE[COUNTS.index(n)] == 0].max(initial=0) / 2)

    def sum_x(n: int) -> float:
        return float(10 ** (FLOOR / n)) + 0.03  # beside the p from which on the product is not 0

    panel.text(zero_x, -180, lambda n: "product = 0" if n >= 600 else "", anchor="middle")
    panel.text(sum_x, SUM_AT, lambda n: "← sum of logs" if n >= 700 else "")
    panel.text(0.97, -625, "too small for float64", anchor="end")


def _surprisal_panel(explorer: Explorer) -> None:
    """Show what one prediction adds to the sum: n makes no difference to it."""

    def bits(p: float) -> float:
        return surprisal(p, base=2)

    def total(p: float, n: int) -> str:
        return f"{n:,} × {bits(p):.4f} ≈ {n * bits(p):,.2f} bits"

    panel = _panel(explorer, "surprisal −log₂ p, bits", y=(0, 7), title="One prediction")
    panel.line(CURVE, np.minimum(surprisal(CURVE, base=2), 7.6), color="loss")
    panel.rule(x=0.5, to=1).rule(y=1, to=0.5)
    panel.text(0.52, 1.35, "coin flip: 1 bit")
    panel.dot(lambda p: p, bits, color="loss", glow=lambda p: bits(p) / 7)
    panel.text(0.97, 6.3, total, anchor="end")


def _panel(explorer: Explorer, ylabel: str, **options: object) -> Panel:
    """Add a panel over p: all three share that axis."""
    return explorer.panel("likelihood p, given to what happened", ylabel, x=(0, 1), **options)  # type: ignore[arg-type]


def _log10(product: NDArray[np.float64]) -> NDArray[np.float64]:
    """Take the log of what is positive; 0 goes far below the panel."""
    return np.log10(product, out=np.full(product.shape, NOWHERE), where=product > 0)
