import numpy as np
import pytest

from bce_lessons import surprisal
from bce_lessons.plots import (
    alt_text,
    growth_by_halving,
    log_curve,
    nats_and_bits,
    negative_log_curve,
    new_axes,
    running_product,
    running_sum,
    show,
)
from tests.drawn import lines, numbers, words

LIKELIHOODS = np.random.default_rng(5).uniform(0.2, 1, 2000)
COIN = np.full(1100, 0.5)


@pytest.mark.parametrize(("plot", "sign"), [(log_curve, -1), (negative_log_curve, 1)])
@pytest.mark.parametrize("p_min", [0.01, 1e-6, 0.2])
def test_the_log_starts_at_a_small_positive_p_and_stays_inside(plot, sign, p_min):
    ax = plot(p_min=p_min)
    curve, marked, start = lines(ax, "loss")
    x, y = curve.get_data()
    assert x.min() == p_min
    assert x.max() == 1
    assert np.array_equal(y, sign * surprisal(x))
    assert curve.get_linestyle() == "-"
    assert list(marked.get_xdata()) == [0.5, 1]
    assert np.allclose(marked.get_ydata(), [sign * np.log(2), 0])
    assert {marked.get_marker(), start.get_marker()} == {"D"}
    assert start.get_xdata()[0] == p_min
    assert ax.get_ylim()[0] <= y.min() <= y.max() <= ax.get_ylim()[1]
    assert f"starts at p = {p_min:g}" in words(ax)
    assert ax.get_ylabel().endswith("nats")
    said = numbers(alt_text(ax))
    assert said[0] == pytest.approx(sign * surprisal(p_min), abs=5e-4)
    assert said[2] == pytest.approx(sign * np.log(2), abs=5e-4)


@pytest.mark.parametrize("plot", [log_curve, negative_log_curve])
@pytest.mark.parametrize("p_min", [0.0, -0.1, 0.5, 1.0, float("nan")])
def test_a_log_from_0_is_refused(plot, p_min):
    with pytest.raises(ValueError, match=r"p_min is .*: give a number between 0 and 0\.5"):
        plot(p_min=p_min)


def test_the_pair_is_one_figure_with_both_sentences():
    left, right = new_axes(2)
    picture = show(log_curve(ax=left), negative_log_curve(ax=right))
    assert picture.alt == f"{alt_text(left)} {alt_text(right)}"
    (rising, *_), (falling, *_) = lines(left, "loss"), lines(right, "loss")
    assert np.array_equal(rising.get_ydata(), -falling.get_ydata())


def test_the_linear_product_starts_at_1_and_says_where_the_eye_loses_it():
    ax = running_product(LIKELIHOODS)
    (curve,) = lines(ax, "ink")
    n, product = curve.get_data()
    assert np.array_equal(n, np.arange(2001))
    assert np.array_equal(product, [1, *np.cumprod(LIKELIHOODS)])
    lost = int(numbers(alt_text(ax))[-1])
    assert product[lost] < 0.01 <= product[lost - 1]
    assert f"below 0.01 from n = {lost} on" in words(ax)


def test_a_product_that_stays_large_says_where_it_ends():
    ax = running_product([0.9, 0.5])
    assert alt_text(ax).endswith("linear scale: from 1 at n = 0 to 0.45 at n = 2.")
    assert not ax.texts


def test_the_log_scale_shows_the_product_until_float64_ends():
    ax = running_product(LIKELIHOODS, scale="log")
    (curve,), (floor,), (mark,) = (lines(ax, color) for color in ("ink", "faint", "accent"))
    n, log = curve.get_data()
    product = np.cumprod(LIKELIHOODS)
    assert np.array_equal(log, np.log10(product[: n.size]))
    assert product[n.size - 1] > 0 == product[n.size]
    assert np.allclose(floor.get_ydata(), np.log10(5e-324))
    assert (log >= floor.get_ydata()[0]).all()
    assert (mark.get_xdata()[0], mark.get_ydata()[0]) == (n[-1], log[-1])
    assert mark.get_marker() == "X"
    assert f"n = {n.size + 1:,}: 0" in words(ax)
    least, last, zero, lost = numbers(alt_text(ax))
    assert (least, last, zero, lost) == (product[n.size - 1], n.size, 0, n.size + 1)


def test_halving_ends_after_1074_steps():
    assert "n = 1,075: 0" in words(running_product(COIN, scale="log"))
    ax = running_product(COIN[:1074], scale="log")
    assert not lines(ax, "accent")
    assert alt_text(ax).endswith("log scale: down to 4.9e−324 at n = 1,074.")


def test_the_sum_of_logs_ends_where_the_alt_text_says():
    ax = running_sum(LIKELIHOODS)
    curve, end = lines(ax, "loss")
    assert np.allclose(curve.get_ydata(), np.cumsum(-np.log(LIKELIHOODS)))
    assert (curve.get_linestyle(), end.get_marker()) == ("-", "D")
    total, n = numbers(alt_text(ax))
    assert total == pytest.approx(-np.log(LIKELIHOODS).sum(), abs=0.05)
    assert n == end.get_xdata()[0] == 2000
    assert ax.get_ylim()[1] > total
    assert ax.get_ylabel().endswith("nats")


def test_halving_adds_log_2_and_an_exponential_leaves_the_picture():
    ax = growth_by_halving(12)
    (nats,) = lines(ax, "loss")
    curve, crosses = lines(ax, "ink")
    assert np.allclose(np.diff(nats.get_ydata()), np.log(2))
    assert (nats.get_marker(), curve.get_linestyle(), crosses.get_marker()) == ("D", ":", "x")
    ratio = crosses.get_ydata()[1:] / crosses.get_ydata()[:-1]
    assert np.allclose(ratio, 2)
    assert crosses.get_ydata()[0] == nats.get_ydata()[1] == pytest.approx(np.log(2))
    assert crosses.get_ydata()[-1] > 100 * ax.get_ylim()[1]
    ticks = [label.get_text() for label in ax.get_xticklabels()]
    assert (ticks[0], ticks[1], ticks[-1]) == ("1", "1/2", "1/4096")
    step, last, halvings, exponential = numbers(alt_text(ax))
    assert (step, last) == pytest.approx((np.log(2), 12 * np.log(2)), abs=5e-4)
    assert halvings == 12
    assert exponential == pytest.approx(crosses.get_ydata()[-1], abs=0.05)


def test_too_few_halvings_are_refused():
    with pytest.raises(ValueError, match="n_halvings is 3: give a whole number from 4 to 1000"):
        growth_by_halving(3)


def test_both_scales_of_surprisal_agree():
    ax = nats_and_bits([0.5, 0.25, 0.1])
    curve, dots = lines(ax, "loss")
    assert np.array_equal(curve.get_ydata(), surprisal(curve.get_xdata()))
    assert np.array_equal(dots.get_ydata(), surprisal([0.5, 0.25, 0.1]))
    assert dots.get_marker() == "D"
    show(ax)
    (right,) = ax.child_axes
    low, high = ax.get_ylim()
    assert right.get_ylim() == pytest.approx((low / np.log(2), high / np.log(2)))
    assert (ax.get_ylabel(), right.get_ylabel()) == ("surprisal, nats", "surprisal, bits")
    assert "p = 0.5: 0.693 nats = 1 bit" in words(ax)
    assert "2 bits" in words(ax)
    said = np.reshape(numbers(alt_text(ax)), (3, 3))
    assert said[:, 1] == pytest.approx(-np.log(said[:, 0]), abs=5e-4)
    assert said[:, 2] == pytest.approx(-np.log2(said[:, 0]), abs=5e-4)


@pytest.mark.parametrize("plot", [running_product, running_sum, nats_and_bits])
@pytest.mark.parametrize("wrong", [0.0, -0.5, 1.5, float("nan")])
def test_what_is_not_a_likelihood_is_refused(plot, wrong):
    with pytest.raises(ValueError, match=r"^(p|likelihoods)\[1\] is .*: give a number .* 1$"):
        plot([0.5, wrong])


def test_no_likelihood_an_unknown_scale_and_a_p_off_the_figure_are_refused():
    with pytest.raises(ValueError, match=r"^likelihoods is empty: pass at least one value"):
        running_sum([])
    with pytest.raises(ValueError, match="scale is 'cubic': choose 'linear' or 'log'"):
        running_product([0.5], scale="cubic")
    with pytest.raises(ValueError, match=r"^p\[0\] is 0\.01: give a number from 0\.02 to 1"):
        nats_and_bits([0.01])
