"""Means and sums take the same little memory, whatever the size and the layout of the arrays."""

import functools
import tracemalloc

import numpy as np
import pytest

from bce_lessons import binary_cross_entropy, binary_cross_entropy_with_logits

N = 2_000_000
LIMIT = 1_000_000  # bytes; a copy of the shortest of the arrays, the labels, would take 2 MB


@pytest.fixture(scope="module")
def arrays():
    rng = np.random.default_rng(0)
    z = rng.normal(scale=1.5, size=N)
    p = 1 / (1 + np.exp(-z))
    return {"y": (rng.random(N) < p).astype(np.int8), "p": p, "z": z, "w": rng.random(N)}


@pytest.fixture(scope="module")
def plain(arrays):
    """A function that scores the arrays as they are, each way once."""

    @functools.cache
    def score(of, name, weighted):
        return of(arrays["y"], arrays[name], sample_weight=arrays["w"] if weighted else None)

    return score


def peak(score, y, x, w=None, **options):
    """Return the most bytes that NumPy and Python held during a call."""
    score(y[:100], x[:100], sample_weight=None if w is None else w[:100], **options)
    tracemalloc.start()
    try:
        result = score(y, x, sample_weight=w, **options)
        return result, tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def grid(array):
    return array.reshape(2000, -1)


def swapped(array):
    return array.astype(array.dtype.newbyteorder())


def strided(array):
    return np.repeat(array, 2)[::2]


def read_only(array):
    array = array.copy()
    array.flags.writeable = False
    return array


def float32(array):
    return array.astype(np.float32) if array.dtype == np.float64 else array


LAYOUTS = {
    "as they are": np.asarray,
    "float32": float32,
    "two axes": grid,
    "columns first": lambda array: np.asfortranarray(grid(array)),
    "every other": strided,
    "backwards": lambda array: array[::-1],
    "transposed": lambda array: grid(array).T,
    "other byte order": swapped,
    "read-only": read_only,
}


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS)
@pytest.mark.parametrize("weighted", [False, True], ids=["plain", "weighted"])
@pytest.mark.parametrize(
    ("score", "name"),
    [(binary_cross_entropy, "p"), (binary_cross_entropy_with_logits, "z")],
    ids=["probabilities", "logits"],
)
def test_a_mean_needs_less_than_a_megabyte(arrays, plain, score, name, weighted, layout):
    y, x = layout(arrays["y"]), layout(arrays[name])
    w = layout(arrays["w"]) if weighted else None
    mean, extra = peak(score, y, x, w)
    assert extra <= LIMIT
    assert mean == pytest.approx(plain(score, name, weighted), rel=1e-6)


@pytest.mark.parametrize("weighted", [False, True], ids=["plain", "weighted"])
def test_a_sum_does_too(arrays, weighted):
    w = arrays["w"] if weighted else None
    for score, x in ((binary_cross_entropy, "p"), (binary_cross_entropy_with_logits, "z")):
        total, extra = peak(score, arrays["y"], arrays[x], w, reduction="sum")
        assert extra <= LIMIT
        mean = score(arrays["y"], arrays[x], sample_weight=w)
        assert total == pytest.approx(mean * (N if w is None else w.sum()))


@pytest.mark.parametrize("dtype", [bool, np.int64, np.float32, np.float64])
def test_labels_of_every_type_do_too(arrays, dtype):
    _, extra = peak(binary_cross_entropy, arrays["y"].astype(dtype), arrays["p"])
    assert extra <= LIMIT


def test_labels_and_predictions_laid_out_differently_do_too(arrays):
    y, p = grid(arrays["y"]), np.asfortranarray(grid(arrays["p"]))
    mean, extra = peak(binary_cross_entropy, y, p)
    assert extra <= LIMIT
    assert mean == pytest.approx(binary_cross_entropy(arrays["y"], arrays["p"]), rel=1e-12)


def test_so_do_the_samples_that_need_a_log_each(arrays):
    p = arrays["p"]
    soft, _ = peak(binary_cross_entropy, p, p)  # every loss is an entropy
    assert 0 < soft < np.log(2)
    for y, q in ((p, p), (arrays["y"], np.where(arrays["y"] == 1, 1 - 1e-12, 1e-12))):
        assert peak(binary_cross_entropy, y, q)[1] <= LIMIT
    y = arrays["y"].copy()
    q = p.copy()
    y[-1], q[-1] = 1, 0.0  # a certain miss, seen last
    miss, extra = peak(binary_cross_entropy, y, q)
    assert miss == np.inf
    assert extra <= LIMIT


def test_so_does_a_file(arrays, tmp_path):
    mapped = {}
    for name in ("y", "p"):
        arrays[name].tofile(tmp_path / name)
        mapped[name] = np.memmap(tmp_path / name, arrays[name].dtype, "r")
    mean, extra = peak(binary_cross_entropy, mapped["y"], mapped["p"])
    assert extra <= LIMIT
    assert mean == binary_cross_entropy(arrays["y"], arrays["p"])


def test_a_naive_mean_takes_more(arrays):
    def naive(y, p, sample_weight):
        return -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))

    assert peak(naive, arrays["y"], arrays["p"])[1] > 16 * N
