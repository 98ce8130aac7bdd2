"""The lesson's loop and its bugs: against a loop written apart, slopes measured, claims tried."""

import numpy as np
import pytest
from scipy.special import expit, log_expit

from bce_lessons import binary_entropy, logit
from bce_lessons.lessons.debug_a_training_run import model
from bce_lessons.lessons.debug_a_training_run._curves import CURVES
from bce_lessons.lessons.debug_a_training_run.model import BUGS, GOOD, RATES, run, samples

SMOOTH = [bug for bug in BUGS if bug not in ("no sigmoid", "float16", "float32")]


def readings():
    train, test = samples()
    mean, spread = train.X.mean(axis=0), train.X.std(axis=0)
    return (train.X - mean) / spread, train.y, (test.X - mean) / spread, test.y


def score(y, z):
    return -np.mean(y * log_expit(z) + (1 - y) * log_expit(-z))


def test_the_samples_are_many_and_few_are_faulty():
    X, y, X_test, y_test = readings()
    assert (X.shape, X_test.shape) == ((1024, 20), (2000, 20))
    assert 0.11 < y.mean() < 0.13
    assert abs(y_test.mean() - y.mean()) < 0.01
    assert 49 < samples()[0].X.mean() < 51


@pytest.mark.parametrize("rate", [0.01, 1.0])
def test_the_healthy_run_is_plain_gradient_descent(rate):
    X, y, X_test, y_test = readings()
    rng, found = np.random.default_rng(0), run(GOOD, rate)
    w, b = rng.normal(0, 0.01, 20), np.log(y.mean() / (1 - y.mean()))
    for epoch in range(1, 21):
        losses = []
        for batch in np.array_split(rng.permutation(1024), 16):
            z = X[batch] @ w + b
            losses.append(score(y[batch], z))
            push = (expit(z) - y[batch]) / 64
            w, b = w - rate * X[batch].T @ push, b - rate * push.sum()
        z = X_test @ w + b
        assert found.printed[epoch] == pytest.approx(np.mean(losses), abs=1e-4)
        assert found.test_loss[epoch] == pytest.approx(score(y_test, z), abs=1e-4)
        assert found.accuracy[epoch] == pytest.approx(np.mean((z > 0) == y_test), abs=1e-3)
        assert found.said[epoch] == pytest.approx(expit(z).mean(), abs=1e-4)


@pytest.mark.parametrize("bug", SMOOTH)
def test_slopes_are_those_of_the_printed_loss(bug):
    loop = BUGS[bug]
    y, z = np.array([1.0, 0.0, 0.0, 1.0]), np.array([-1.5, 0.3, 2.0, 0.7])
    slopes = loop.slopes(y, z)
    for k, step in enumerate(1e-6 * np.eye(4)):
        up, down = (loop.terms(y, z + way * step).sum() for way in (1, -1))
        assert slopes[k] == pytest.approx((up - down) / 2e-6, abs=1e-6)


def test_a_clipped_number_has_no_slope():
    y, z = np.array([1.0, 0.0, 1.0]), np.array([-2.0, 3.0, 0.5])
    assert model.unbent_slopes(y, z).tolist() == [0, 0, -2]
    assert model.unbent_terms(y, z)[2] == pytest.approx(np.log(2))


@pytest.mark.parametrize(("kind", "end", "near"), [("float16", 8, 0.02), ("float32", 17, 1e-5)])
def test_a_precision_agrees_until_p_is_rounded_to_an_end(kind, end, near):
    terms, slopes = model.rounded(getattr(np, kind))
    y, z = np.array([1.0, 0.0, 1.0]), np.array([2.0, -3.0, end])
    np.testing.assert_allclose(terms(y, z)[:2], model.right_terms(y, z)[:2], rtol=near)
    np.testing.assert_allclose(slopes(y, z)[:2], model.right_slopes(y, z)[:2], rtol=near)
    assert np.isnan([terms(y, z)[2], slopes(y, z)[2]]).all()
    assert np.isfinite([terms(y, z - 1)[2], slopes(y, z - 1)[2]]).all()


def test_labels_in_a_column_learn_their_mean_alone():
    y, z = np.array([1.0, 0.0, 0.0]), np.array([2.0, -1.0, 0.5])
    table = [[np.logaddexp(0, zj) - yi * zj for zj in z] for yi in y]
    assert model.table_terms(y, z).mean() == pytest.approx(np.mean(table))
    np.testing.assert_allclose(model.table_slopes(y, z), expit(z) - 1 / 3)


@pytest.mark.parametrize("bug", BUGS)
def test_every_run_starts_where_its_loss_says(bug):
    """The first number, by hand: all of them, but where chance starts, begin with one forecast."""
    rate = samples()[0].y.mean()
    entropy = -rate * np.log(rate) - (1 - rate) * np.log(1 - rate)
    said, b = rate, logit(rate)
    by_hand = {
        "softmax of one": (1 - rate) * -np.log(1e-7),
        "sigmoid twice": np.log1p(np.exp(said)) - rate * said,
        "no sigmoid": rate * -np.log(1e-7),
        "sum of 64": 64 * entropy,
        "sum of 256": 256 * entropy,
        "labels −1, 1": np.log1p(np.exp(b)) - (2 * rate - 1) * b,
        "labels 255": np.log1p(np.exp(b)) - 255 * rate * b,
        "pos_weight 7": 7 * rate * -np.log(rate) - (1 - rate) * np.log(1 - rate),
    }
    if bug == "starts sure":
        assert run(bug).printed[0] > 3 * np.log(2)
    else:
        near = 0.21 if bug == "80 samples" else 0.05
        assert run(bug).printed[0] == pytest.approx(by_hand.get(bug, entropy), rel=near)


def test_the_curves_do_what_the_lesson_says_of_them():
    good = run()
    assert (np.diff(good.printed[:6]) < 0).all()
    assert abs(good.test_loss[-1] - good.printed[-1]) < 0.06
    assert (run("softmax of one").printed == run("softmax of one", 10.0).printed).all()
    assert abs(run("sigmoid twice").printed - np.log(2)).max() < 0.05
    entropy = binary_entropy(float(samples()[0].y.mean()))
    assert abs(run("labels (64, 1)").printed - entropy).max() < 0.005
    assert (run("labels −1, 1").printed < 0).all()
    assert run("sum of 64").printed.min() > 20
    assert run("pos_weight 7").said[-1] > 1.5 * samples()[1].y.mean()
    assert (run("raw test").printed == good.printed).all()
    assert run("raw test").test_loss[1:].min() > 5
    assert run("labels 255").printed[0] > 0 > run("labels 255").printed[1:].max()


def test_of_few_samples_the_test_loss_rises_and_accuracy_stays():
    few = run("80 samples")
    assert few.printed[-1] < 0.03
    assert few.test_loss[-1] > 1.5 * few.test_loss[1] > 1.49 * few.test_loss.min()
    assert np.ptp(few.accuracy[1:]) < 0.01
    assert few.accuracy[-1] > few.accuracy[0]


def test_a_rate_that_suits_sums_of_64_makes_those_of_256_jump():
    small, large = (run(bug, 0.1).printed for bug in ("sum of 64", "sum of 256"))
    assert large[0] == pytest.approx(4 * small[0])
    assert small.max() == small[0] < large[0] < large.max() / 1.4
    assert np.abs(np.diff(small[3:])).max() < 1.2 < 30 < np.abs(np.diff(large[3:])).max()


def jumps(curve):
    return np.abs(np.diff(curve)).sum()


def test_the_mean_of_means_moves_the_number_and_not_the_model():
    found, same_steps = run("mean of means"), BUGS["mean of means"]._replace(by_batch=False)
    assert jumps(found.printed) > 1.3 * jumps(run().printed)
    assert jumps(found.test_loss) < 1.1 * jumps(run().test_loss)
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(BUGS, "mean of means", same_steps)
        again = run.__wrapped__("mean of means")
    np.testing.assert_array_equal(again.test_loss, found.test_loss)
    assert jumps(again.printed) < jumps(found.printed)


def test_a_last_batch_of_one_moves_the_model():
    found = run("batch of 1")
    assert jumps(found.printed) > 2 * jumps(run().printed)
    assert jumps(found.test_loss) > 5 * jumps(run().test_loss)


def test_nan_comes_with_sureness_and_stays():
    assert not np.isnan(run("float16", 0.1).printed).any()
    assert not np.isnan(run("float32", 10.0).printed).any()
    assert np.isnan(run("float32", 30.0).printed[1:]).all()
    gone = np.isnan(run("float16").printed)
    assert gone[-1]
    assert (np.diff(gone.astype(int)) >= 0).all()
    np.testing.assert_allclose(run("float16").printed[~gone], run().printed[~gone], atol=1e-3)


def test_a_loop_that_starts_sure_recovers_sooner_at_a_large_rate():
    assert run("starts sure", 10.0).printed[2] < 0.3
    assert run("starts sure", 0.01).printed[-1] > 1.5


def test_the_lesson_gets_the_names_of_the_first_four_curves_alone():
    assert model.NAMED == {
        "A": "starts sure", "B": "labels (64, 1)", "C": "learning rate 30", "D": "float16",
    }  # fmt: skip


def test_curves_to_be_named_are_runs_that_differ_at_once():
    assert list(CURVES) == list("ABCDEFGH")
    assert all(bug in BUGS for bug, _ in CURVES.values())
    starts = [run(*CURVES[letter]).printed[0] for letter in "EFGH"]
    assert np.diff(starts).min() > 1
    assert starts == pytest.approx(
        [-1.38, np.log(2) + 0.05, 14.2, 23.5], abs=0.05
    )  # as replies say


@pytest.mark.parametrize("bug", BUGS)
def test_the_last_bits_of_a_machine_do_not_grow(bug, monkeypatch):
    """Readings moved by some last bits give the same curves, also where a run is wild."""
    rates = RATES[2], RATES[-1]
    before = [run(bug, rate) for rate in rates]
    moved = tuple(X * (1 + 4e-16 * (-1) ** np.arange(20)) for X in model.standardised())
    monkeypatch.setattr(model, "standardised", lambda: moved)
    for rate, found in zip(rates, before, strict=True):
        again = run.__wrapped__(bug, rate)
        np.testing.assert_allclose(again.printed, found.printed, rtol=1e-6, atol=1e-6)
        np.testing.assert_allclose(again.test_loss, found.test_loss, rtol=1e-6, atol=1e-6)
