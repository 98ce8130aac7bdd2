"""What the speed bench compares: its data, and the same mean loss by several hands."""

from __future__ import annotations

import functools
import importlib.util
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from scipy.special import expit, log_expit, xlog1py, xlogy
from sklearn.metrics import log_loss

from bce_lessons import binary_cross_entropy, binary_cross_entropy_with_logits

OURS, NAIVE, SCIPY, SKLEARN = "bce_lessons", "naive NumPy", "SciPy", "scikit-learn"
TORCH, TORCH_ALL, SUM = "PyTorch, 1 thread", "PyTorch, all threads", "plain sum"
TORCHES = (TORCH, TORCH_ALL)
CONTENDERS = (OURS, NAIVE, SCIPY, SKLEARN, *TORCHES, SUM)
HAS_TORCH = importlib.util.find_spec("torch") is not None


class Case(NamedTuple):
    """One race: what is scored, in which precision, with weights or without, how many samples."""

    kind: str  # "probabilities" or "logits"
    dtype: str
    weighted: bool
    n: int

    def __str__(self) -> str:
        weights = "with weights" if self.weighted else "without weights"
        return f"{self.kind}, {self.dtype}, {weights}"


@dataclass(frozen=True)
class Data:
    """The arrays of a case: calibrated predictions, and labels drawn from them."""

    y: np.ndarray  # int8
    x: np.ndarray  # probabilities or logits
    w: np.ndarray | None


def data(case: Case) -> Data:
    """Draw labels as random as the probabilities say: no pattern for a processor to guess."""
    rng = np.random.default_rng(0)
    x = rng.normal(scale=1.5, size=case.n)
    p = expit(x)
    y = (rng.random(case.n) < p).astype(np.int8)
    y[:2] = 0, 1  # log_loss wants to see both classes
    x = x if case.kind == "logits" else p
    w = rng.uniform(0.5, 1.5, case.n).astype(case.dtype) if case.weighted else None
    return Data(y, x.astype(case.dtype), w)


def contenders(case: Case, d: Data) -> dict[str, Callable[[], Any]]:
    """Return calls without arguments, by name; all but the plain sum return the mean loss."""
    y, x, w = d.y, d.x, d.w
    if case.kind == "probabilities":
        calls: dict[str, Callable[[], Any]] = {
            OURS: lambda: binary_cross_entropy(y, x, sample_weight=w),
            NAIVE: lambda: _mean(-(y * np.log(x) + (1 - y) * np.log(1 - x)), w),
            SCIPY: lambda: _mean(-(xlogy(y, x) + xlog1py(1 - y, -x)), w),
            SKLEARN: lambda: log_loss(y, x, sample_weight=w),
        }
    else:
        calls = {
            OURS: lambda: binary_cross_entropy_with_logits(y, x, sample_weight=w),
            NAIVE: lambda: _mean(np.log(1 + np.exp(x)) - y * x, w),
            SCIPY: lambda: _mean(-(y * log_expit(x) + (1 - y) * log_expit(-x)), w),
            SKLEARN: lambda: log_loss(y, expit(x), sample_weight=w),
        }
    if HAS_TORCH:
        calls |= _torch(case, d)
    arrays = [a for a in (y, x, w) if a is not None]
    return calls | {SUM: lambda: sum(a.sum() for a in arrays)}


def _mean(losses: np.ndarray, w: np.ndarray | None) -> Any:
    return losses.mean() if w is None else (w * losses).sum() / w.sum()


def _torch(case: Case, d: Data) -> dict[str, Callable[[], Any]]:
    """Race PyTorch on labels that were made floats beforehand, as it wants them."""
    import torch
    from torch.nn.functional import binary_cross_entropy as bce
    from torch.nn.functional import binary_cross_entropy_with_logits as bce_with_logits

    score: Any = bce if case.kind == "probabilities" else bce_with_logits
    x, y = torch.from_numpy(d.x), torch.from_numpy(d.y.astype(case.dtype))
    w = None if d.w is None else torch.from_numpy(d.w)

    def mean() -> Any:
        # Its own weighted mean divides by n; the others divide by the sum of the weights.
        return score(x, y) if w is None else score(x, y, w, reduction="sum") / w.sum()

    # Two names for one call: `prepare` sets the threads before the clock starts.
    return {TORCH: mean, TORCH_ALL: mean}


@functools.cache
def torch_threads() -> int:
    """Return how many threads PyTorch takes by itself; asked before anything changes it."""
    import torch

    return int(torch.get_num_threads())


def prepare(name: str) -> None:
    """Give PyTorch the threads that the contender's name says."""
    if name in TORCHES:
        import torch

        torch.set_num_threads(min(1 if name == TORCH else 1024, torch_threads()))
