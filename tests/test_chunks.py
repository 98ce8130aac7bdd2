"""Losses of dask arrays: chunk by chunk, on dask's scheduler, with the numbers of one array."""

import subprocess
import sys

import dask
import dask.array as da
import numpy as np
import pytest

from bce_lessons import (
    binary_cross_entropy,
    binary_cross_entropy_with_logits,
    blocks,
    squared_error,
)

RNG = np.random.default_rng(7)
N = 50_000
Q = RNG.random(N)
Y = (RNG.random(N) < Q).astype(np.int8)
W = RNG.random(N)
CASES = [
    (binary_cross_entropy, Q),
    (binary_cross_entropy_with_logits, np.log(Q / (1 - Q))),
    (squared_error, Q),
]
every_loss = pytest.mark.parametrize(("loss", "x"), CASES, ids=lambda v: getattr(v, "__name__", ""))


@every_loss
@pytest.mark.parametrize("w", [None, W], ids=["plain", "weighted"])
@pytest.mark.parametrize("reduction", ["mean", "sum"])
def test_chunks_add_up(loss, x, w, reduction):
    expected = loss(Y, x, sample_weight=w, reduction=reduction)
    weight = None if w is None else da.from_array(w, chunks=9_000)
    got = loss(
        da.from_array(Y, chunks=20_000),
        da.from_array(x, chunks=7_000),
        sample_weight=weight,
        reduction=reduction,
    )
    assert got == pytest.approx(expected, rel=1e-14)
    assert type(got) is float


@every_loss
def test_one_array_of_dask_is_enough(loss, x):
    expected = loss(Y, x, sample_weight=W)
    for y, p, w in (
        (da.from_array(Y, chunks=9_000), x, W),
        (Y, da.from_array(x, chunks=9_000), W),
        (Y.tolist(), x, da.from_array(W, chunks=9_000)),
    ):
        assert loss(y, p, sample_weight=w) == pytest.approx(expected, rel=1e-14)


@every_loss
def test_tables(loss, x):
    y, x = Y.reshape(200, 250), x.reshape(200, 250)
    got = loss(da.from_array(y, chunks=(70, 60)), da.from_array(x, chunks=(33, 250)))
    assert got == pytest.approx(loss(y, x), rel=1e-14)


def test_each_chunk_is_summed_by_the_scheduler_in_force(monkeypatch):
    runs, sizes, totals = [], [], blocks.totals

    def scheduler(graph, keys, **options):
        runs.append(graph)
        monkeypatch.setattr(
            blocks,
            "totals",
            lambda kind, arrays, *rest, **more: (
                sizes.append(arrays[0].size) or totals(kind, arrays, *rest, **more)
            ),
        )
        return dask.get(graph, keys, **options)

    with dask.config.set(scheduler=scheduler):
        binary_cross_entropy(Y, da.from_array(Q, chunks=20_000))
    assert len(runs) == 1
    assert sorted(sizes) == [10_000, 20_000, 20_000]


def test_no_chunk_is_copied_into_one_array(monkeypatch):
    def refuse(self, *args, **kwargs):
        raise AssertionError("made one array of all chunks")

    monkeypatch.setattr(da.Array, "__array__", refuse)
    assert binary_cross_entropy(da.from_array(Y), da.from_array(Q)) > 0


def test_scalars_and_empty_chunks():
    one = da.from_array(np.array(0.25))
    assert binary_cross_entropy(da.ones(()), one) == binary_cross_entropy(1, 0.25)
    some = da.concatenate([da.from_array(Q[:100]), da.from_array(Q[:0]), da.from_array(Q[100:])])
    some = some.rechunk(((100, 0, N - 100),))
    assert binary_cross_entropy(Y, some) == pytest.approx(binary_cross_entropy(Y, Q), rel=1e-14)


def test_the_losses_of_the_samples_come_as_one_array():
    got = binary_cross_entropy(da.from_array(Y), da.from_array(Q), reduction="none")
    assert np.array_equal(got, binary_cross_entropy(Y, Q, reduction="none"))


@pytest.mark.parametrize("chunks", [1_000, 30_000])
def test_the_first_offender_is_named_by_its_place_in_the_whole(chunks):
    p = Q.copy()
    p[[31_234, 40_000]] = 1.7
    with pytest.raises(ValueError, match=r"^y_proba\[31234\] is 1\.7, not a probability"):
        binary_cross_entropy(Y, da.from_array(p, chunks=chunks))


def test_the_first_offender_of_a_table():
    p = Q.reshape(200, 250).copy()
    p[3, 200] = p[4, 5] = -1
    with pytest.raises(ValueError, match=r"^y_proba\[3, 200\] is -1\.0"):
        binary_cross_entropy(Y.reshape(200, 250), da.from_array(p, chunks=(50, 50)))


@pytest.mark.parametrize(
    ("y", "p", "w", "error", "message"),
    [
        (Y, da.from_array(Q[:-1]), None, ValueError, r"^y_proba has shape \(49999,\), but y_true"),
        (Y, da.from_array(Q), W[:-1], ValueError, r"^sample_weight has shape \(49999,\)"),
        (Y, da.from_array(Q), 0 * W, ValueError, r"^sample_weight is 0 everywhere"),
        (2 * Y - 1, da.from_array(Q), None, ValueError, r"for labels -1 and 1 pass np\.equal"),
        (da.zeros(0), da.zeros(0), None, ValueError, r"^y_true is empty"),
        (da.from_array(Y)[da.from_array(Y) > 0], Q, None, ValueError, "y_true.compute_chunk_sizes"),
        (Y, da.from_array(Q.astype("O"), N), None, TypeError, r"^y_proba holds object: pass"),
        (Y, da.from_array(np.ma.masked_less(Q, 0.5)), None, ValueError, r"is masked"),
    ],
)  # fmt: skip
def test_bad_input_is_named(y, p, w, error, message):
    with pytest.raises(error, match=message):
        binary_cross_entropy(y, p, sample_weight=w)


def test_dask_is_not_needed():
    probe = (
        "import sys; sys.modules['dask'] = None\n"
        "import numpy as np, bce_lessons as b\n"
        "print(b.binary_cross_entropy(np.ones(5000), np.full(5000, 0.5)))"
    )
    run = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    assert run.stdout.startswith("0.693147")


def test_dask_is_imported_only_by_who_uses_it():
    probe = "import sys, bce_lessons; print('dask' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "False"


@every_loss
def test_chunks_of_weights_of_any_size(loss, x):
    w = np.repeat([5e-324, 1e308], N // 2)
    expected = loss(Y[N // 2 :], x[N // 2 :])
    got = loss(Y, da.from_array(x, chunks=N // 4), sample_weight=w)
    assert got == pytest.approx(expected, rel=1e-13)
