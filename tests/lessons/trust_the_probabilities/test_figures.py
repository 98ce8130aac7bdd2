import numpy as np
import pytest

from bce_lessons import binary_cross_entropy, binary_entropy, kl_divergence, logit, sigmoid
from bce_lessons.calibration import reliability_curve
from bce_lessons.figure.models import LOOKS
from bce_lessons.lessons.trust_the_probabilities.figures import PARTS
from bce_lessons.palette import PALETTE
from bce_lessons.plots import alt_text, isotonic_reliability, loss_parts, reliability_curves
from tests.drawn import decimals, hexes, texts, title

RNG = np.random.default_rng(9)
Q = RNG.choice([0.1, 0.3, 0.6, 0.9], 400)
Y = (RNG.random(400) < Q).astype(int)
MODELS = {"true": Q, "loud": sigmoid(3 * logit(Q)), "blind": np.full(400, Q.mean())}
OF_MODELS = (reliability_curves, loss_parts)


def test_reliability_draws_the_packages_points_and_intervals():
    ax = reliability_curves(Y, MODELS)
    diagonal, *joined = ax.lines
    assert np.array_equal(diagonal.get_xydata(), [[0, 0], [1, 1]])
    intervals, dots = ax.collections[::2], ax.collections[1::2]
    for p, line, bars, own in zip(MODELS.values(), joined, intervals, dots, strict=True):
        curve = reliability_curve(Y, p)
        points = np.column_stack([curve.mean_proba, curve.frequency])
        assert np.array_equal(line.get_xydata(), points)
        assert np.array_equal(own.get_offsets(), points)
        ends = [segment[:, 1] for segment in bars.get_segments()]
        assert np.array_equal(ends, np.column_stack([curve.low, curve.high]))
        assert np.array_equal(np.argsort(own.get_sizes()), np.argsort(curve.count))


def test_reliability_counts_and_says_the_intervals_that_miss():
    ax = reliability_curves(Y, MODELS)
    for name, p in MODELS.items():
        curve = reliability_curve(Y, p)
        misses = np.sum((curve.mean_proba < curve.low) | (curve.mean_proba > curve.high))
        assert f"{name}: {misses} of {len(curve.count)}" in title(ax)
        assert f"of {name} {misses} of {len(curve.count)} intervals miss" in alt_text(ax)
        said, seen = curve.mean_proba[-1], curve.frequency[-1]
        assert f"its highest {said:.2f} said and {seen:.2f} seen" in alt_text(ax)
    assert "true: 0 of 4" in title(ax)
    assert "loud: 3 of 3" in title(ax)


def test_one_model_needs_no_legend_and_bins_are_the_callers():
    ax = reliability_curves(Y, {"true": Q}, n_bins=2)
    assert ax.get_legend() is None
    assert len(ax.collections[1].get_offsets()) == 2
    assert "of 2 intervals" in title(ax)


def test_an_isotonic_curve_has_the_packages_groups_and_band():
    p = np.clip(MODELS["loud"] + np.linspace(0, 0.01, 400), 0, 1)
    ax = isotonic_reliability(Y, p, name="loud")
    curve = reliability_curve(Y, p, method="isotonic")
    _, steps = ax.lines
    assert np.array_equal(steps.get_xdata(), curve.edges.ravel())
    assert np.array_equal(steps.get_ydata()[::2], curve.frequency)
    band, dots = ax.collections
    (path,) = band.get_paths()
    ends = {(x, y) for x, *both in curve.band for y in both}
    assert ends <= set(map(tuple, path.vertices))
    assert np.array_equal(dots.get_offsets()[:, 1], curve.frequency)
    outside = sum((curve.frequency < curve.low) | (curve.frequency > curve.high))
    assert f"loud: {outside} of {len(curve.count)} leave" in title(ax)
    assert f"{outside} of them leave the band" in alt_text(ax)
    assert 0 < outside <= len(curve.count)


def test_what_touches_its_band_does_not_leave_it():
    assert "0 of 1 leave" in title(isotonic_reliability([0, 1], [0.5, 0.5]))


def test_models_differ_in_colour_marker_and_dash():
    colors, markers, dashes = zip(*LOOKS, strict=True)
    assert len(set(colors)) == len(set(markers)) == len(set(map(str, dashes))) == 3
    expected = hexes(PALETTE[color] for color in colors)
    joined = reliability_curves(Y, MODELS).lines[1:]
    assert hexes(line.get_color() for line in joined) == expected
    assert len({str(line._dash_pattern) for line in joined}) == 3
    labels = [text.get_text() for text in reliability_curves(Y, MODELS).get_legend().texts]
    assert labels == list(MODELS)


def test_a_bar_is_entropy_plus_divergence_in_two_parts():
    ax = loss_parts(Q, MODELS)
    bars = np.reshape(ax.patches, (3, 3))
    floor = binary_entropy(Q).mean()
    for p, row in zip(MODELS.values(), bars, strict=True):
        entropy, unseen, misstated = (bar.get_width() for bar in row)
        assert entropy == pytest.approx(floor)
        assert unseen + misstated == pytest.approx(kl_divergence(Q, p).mean(), abs=1e-12)
        assert [bar.get_x() for bar in row] == pytest.approx([0, entropy, entropy + unseen])
        assert entropy + unseen + misstated == pytest.approx(binary_cross_entropy(Q, p))
        assert [bar.get_hatch() or "" for bar in row] == [hatch for *_, hatch in PARTS]
    (_, true, no_fault), (_, sees, boasts), (_, blind, honest) = (
        [bar.get_width() for bar in row] for row in bars
    )
    assert max(true, no_fault, sees, honest) == pytest.approx(0, abs=1e-12)
    assert min(boasts, blind) > 0.1


def test_bars_say_their_numbers_beside_the_base_rate():
    ax = loss_parts(Q, MODELS)
    baseline = binary_entropy(Q.mean())
    assert ax.lines[0].get_xdata() == pytest.approx([baseline] * 2)
    said = decimals(alt_text(ax))
    assert said[-1] == pytest.approx(baseline, abs=0.0005)
    for row, p in zip(np.reshape(said[:-1], (3, 4)), MODELS.values(), strict=True):
        assert row[:3].sum() == pytest.approx(row[3], abs=0.0016)
        assert row[3] == pytest.approx(binary_cross_entropy(Q, p), abs=0.0005)
    written = set(texts(ax))
    assert {f"{total:.3f}" for total in np.reshape(said[:-1], (3, 4))[:, 3]} <= written
    assert "true pays least" in title(ax)
    losses = [binary_cross_entropy(Q, p) for p in MODELS.values()]
    dearer = sum(loss > baseline for loss in losses)
    assert f"{dearer} of 3 pay more" in title(ax)
    assert "nats" in ax.get_xlabel()


@pytest.mark.parametrize("plot", OF_MODELS)
def test_no_models_or_too_many_are_refused(plot):
    for models in ({}, {str(k): Q for k in range(4)}):
        with pytest.raises(ValueError, match=f"models has {len(models)} entries"):
            plot(Y, models)
