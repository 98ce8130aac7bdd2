"""What a loss with its interval, and two of them compared, say of themselves."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from bce_lessons._intervals import Drawing, Scored, Units
from bce_lessons._validation import FloatArray

LARGEST = 5  # how many terms `largest_share` takes together
HEAVY = 0.5  # from what share on they are said to decide
FEW, FEW_GROUPS = 20, 30  # of fewer samples or groups all decide; of fewer groups some do
UNSEEN = 0.05  # the chance to meet none of what is as frequent as is told
ALIKE = "All are alike, so the interval has no width."
OF_LOSS = (
    "The five largest terms are {share:.3g} % of the loss, that of {place} alone {alone:.3g} %: a "
    "few samples decide. Look at them, and take more."
)
OF_DIFFERENCES = (
    "The five largest differences decide: that of {place} alone makes {alone:.3g} % of the sum. "
    "Look at them, and take more samples."
)
ENDLESS = (
    "So many of the drawings are of equal terms alone that the interval has no end: a few samples "
    "decide. Take more samples."
)


@dataclass(frozen=True)
class LossInterval:
    """A mean loss and how sure it is.

    Attributes
    ----------
    loss : float, at least 0
        The mean loss: in nats for the cross-entropy.
    standard_error : float
        Its standard error, in the loss's unit; NaN for an infinite loss.
    low, high : float
        The ends of the interval, in the loss's unit; both inf for an infinite loss.
    confidence : float
        How often such intervals hold the loss on endless new samples, about.
    n : int
        How many samples, or groups of them, were taken as independent.
    largest_share : float, in [0, 1]
        The share of the loss that the five largest terms carry.
    warning : str
        Empty, or what makes the interval less sure than it says.
    """

    loss: float
    standard_error: float
    low: float
    high: float
    confidence: float
    n: int
    largest_share: float
    warning: str = ""

    def __repr__(self) -> str:
        ends = f"{self.low:.4f} to {self.high:.4f}"
        line = f"LossInterval({self.loss:.4f}, {100 * self.confidence:g} %: {ends}, n = {self.n})"
        return f"{line}\n{self.warning}" if self.warning else line


@dataclass(frozen=True)
class Comparison:
    """Two mean losses on the same samples, and the mean of their differences.

    Attributes
    ----------
    loss_a, loss_b : float, at least 0
        The mean losses: in nats for the cross-entropy.
    difference : float
        loss_a - loss_b, the mean difference, in the losses' unit: above 0 where b is better.
    standard_error : float
        Its standard error, of the paired differences, in the same unit; NaN for an infinite
        difference.
    low, high : float
        The ends of the interval of the difference, in the same unit.
    confidence : float
        How often such intervals hold the difference on endless new samples, about.
    n : int
        How many samples, or groups of them, were taken as independent.
    better_a, better_b : float, in [0, 1]
        On what share of the samples, by weight, each has the lower loss. They need not add up to
        1: on some samples both may cost the same.
    largest_share : float, in [0, 1]
        The share that the five largest differences have in the sum of all their sizes.
    warning : str
        Empty, or what makes the interval less sure than it says.
    """

    loss_a: float
    loss_b: float
    difference: float
    standard_error: float
    low: float
    high: float
    confidence: float
    n: int
    better_a: float
    better_b: float
    largest_share: float
    warning: str = ""

    @property
    def verdict(self) -> str:
        """Which is better, as far as the interval tells."""
        return verdict(self.low, self.high)

    def __repr__(self) -> str:
        lines = [
            f"Comparison(a {self.loss_a:.4f}, b {self.loss_b:.4f}, a - b {self.difference:+.4f}, "
            f"{100 * self.confidence:g} %: {self.low:+.4f} to {self.high:+.4f}, n = {self.n}: "
            f"{self.verdict})",
            f"a is better on {100 * self.better_a:.3g} % of the samples, b on "
            f"{100 * self.better_b:.3g} %; the five largest differences make "
            f"{100 * self.largest_share:.3g} % of the sum of all sizes.",
        ]
        return "\n".join([*lines, self.warning] if self.warning else lines)


def verdict(low: float, high: float) -> str:
    """Say which is better, as far as an interval of a - b tells."""
    if low > 0:
        return "b is better"
    return "a is better" if high < 0 else "not decided"


def largest_share(sizes: FloatArray, weight: FloatArray | None) -> float:
    """Return what part of a sum of sizes the largest have; of no sum, none."""
    sizes = sizes if weight is None else weight * sizes
    if np.isinf(sizes).any():
        return 1.0
    total = float(sizes.sum())
    return min(float(np.sort(sizes)[-LARGEST:].sum()) / total, 1.0) if total else 0.0


def payer(a: Scored, b: Scored) -> Callable[[int], str]:
    """Return what names a sample by the probability that costs more there."""
    return lambda number: (b if b.terms[number] > a.terms[number] else a).place(number)


def warn(
    units: Units, ends: tuple[float, float], sizes: FloatArray, models: Sequence[Scored], heavy: str
) -> list[str]:
    """Say what makes an interval less sure than it says; `heavy` of a few terms that decide."""
    said = [*_few(units), *_heavy(sizes, models, heavy)]
    if ends[0] == ends[1] != 0.0:
        said += [ALIKE]
    said += _unseen(units, models)
    if np.isinf(ends).any():
        said += [ENDLESS]
    return said


def _few(units: Units) -> list[str]:
    """Say of how few samples or groups an interval is."""
    n = units.n
    if n < FEW and not units.grouped:
        return [f"n = {n}: of so few, no interval says much. Take more samples."]
    if n < FEW:
        return [f"{n} groups: of so few, no interval says much. Take more groups."]
    if n < FEW_GROUPS and units.grouped:
        return [f"{n} groups: of so few, intervals hold the truth less often than they say."]
    return []


def _heavy(sizes: FloatArray, models: Sequence[Scored], told: str) -> list[str]:
    """Say if few terms decide, and which most."""
    weight = models[0].weight
    share = largest_share(sizes, weight)
    if share <= HEAVY or len(sizes) <= LARGEST:
        return []
    sizes = sizes if weight is None else weight * sizes
    largest = int(np.argmax(sizes))
    alone = float(sizes[largest] / sizes.sum())
    place = payer(models[0], models[-1])(largest)
    return [told.format(share=100 * share, place=place, alone=100 * alone)]


def _unseen(units: Units, models: Sequence[Scored]) -> list[str]:
    """Say if no sample tells what a miss costs, or what one of the labels does."""
    unmissed = [one.name for one in models if one.unmissed]
    only = [one.only_label for one in models if one.only_label is not None]
    labels = f"all labels are {only[0]}" if only else ""
    if not unmissed:
        other = f"A{labels[1:]}: the interval does not know what the other label costs."
        return [other] if only else []
    missed = f"{' and '.join(unmissed)} {'is' if len(unmissed) == 1 else 'are'} never on the wrong"
    many = f"{100 * (1 - UNSEEN ** (1 / units.n)):.2g} % of all"
    so_many = f"{units.n} samples may hold no miss even if {many} are misses."
    if units.grouped:
        so_many = f"{units.n} groups may hold no miss even if {many} have one."
    return [
        f"{f'A{labels[1:]}, and {missed}' if only else missed} side of ½: the interval does not "
        f"know what a miss costs. {so_many}"
    ]


def one_decides(units: Units, ends: tuple[float, float], drawing: Drawing) -> list[str]:
    """Say if the verdict hangs on one sample, or group."""
    if units.n < 3:
        return []
    plain = drawing._replace(method="normal")
    for number in (int(np.argmin(units.left)), int(np.argmax(units.left))):
        fewer = units.without(number)
        moved = np.abs(np.subtract(plain.ends(units), plain.ends(fewer))).max()
        if np.abs(ends).min() > 2 * moved:  # by far too little to change sides
            continue
        other = verdict(*drawing.ends(fewer))
        if other != verdict(*ends):
            return [f'Without {units.name(number)} the verdict would be "{other}": one decides.']
    return []


def infinite(one: Scored) -> str:
    """Say where the first certain miss is."""
    return (
        f"{one.place(int(np.argmax(np.isinf(one.terms))))} gives no probability to what happened: "
        "the loss is infinite, however many samples there are."
    )


def reject_two_certain_misses(a: Scored, b: Scored) -> None:
    if np.isinf(a.terms).any() and np.isinf(b.terms).any():
        places = (one.place(int(np.argmax(np.isinf(one.terms)))) for one in (a, b))
        raise ValueError(
            f"{' and '.join(places)} give no probability to what happened: both losses are "
            'infinite, and inf - inf is nothing; compare with loss="squared_error", or let the '
            "models never be certain"
        )
