"""Known mistakes compute what they say, and a family leaves out what comes out right."""

import math

import numpy as np
import pytest

from bce_lessons.answers import mistakes, wrong_losses
from bce_lessons.answers.compare import Known, Written
from bce_lessons.answers.exercise import Mistake, Value
from bce_lessons.answers.usual import USUAL
from bce_lessons.links import sigmoid
from bce_lessons.losses import binary_cross_entropy

Y, P = np.array([1, 0, 1, 0]), np.array([0.7, 0.4, 0.6, 0.2])
PAIRS = (
    (np.array([1, 0, 1, 1, 0]), np.array([0.0, 1.0, 0.7, 0.5, 0.0])),
    (Y[:3], P[:3]),
    (np.array([1]), np.array([0.0])),
)
LOSSES = binary_cross_entropy(Y, P, reduction="none")


def by_value(found):
    """Return what is said of a value, or None."""

    def says(value):
        written = Written(np.asarray(value, float))
        fitting = [m.says for m in found if written.is_exactly(m.gives)]
        return " ".join(fitting) or None

    return says


@pytest.mark.parametrize(
    ("slug", "right", "wrong"),
    [
        ("sign", 2.0, -2.0),
        ("in-bits", math.log(2), 1.0),
        ("in-nats", 1.0, math.log(2)),
        ("in-bans", math.log(10), 1.0),
        ("percent", 0.3, 30.0),
        ("sign", [0.3, 0.5], [-0.3, -0.5]),
    ],
)
def test_usual_mistakes_give_their_number(slug, right, wrong):
    sheet = Value(decimals=2)
    sheet.right(right, again=right)
    sheet.usual(slug)
    sheet.says("look: a.\ndo: b.\nnote: c.")
    sheet.finish()
    (mistake,) = sheet.mistakes
    assert (mistake.slug, mistake.says) == (slug, USUAL[slug][0])
    np.testing.assert_allclose(mistake.gives.value, wrong)


def test_all_usual_mistakes_are_tried():
    assert set(USUAL) == {"sign", "in-bits", "in-nats", "in-bans", "percent"}


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (-LOSSES.mean(), "without its minus sign"),
        (LOSSES.sum(), "the sum over the predictions"),
        (-LOSSES.sum(), "without its minus sign"),
        (LOSSES.mean() / math.log(2), "log2 where"),
        (LOSSES.mean() / math.log(10), "log10"),
        (binary_cross_entropy(Y, 1 - P), "class 0"),
        (math.inf, "arguments swapped"),
        (0.0, "does y stand where p"),
        (binary_cross_entropy(Y, sigmoid(P)), "for logits"),
        (np.mean((P - Y) ** 2), "squared error"),
        (LOSSES.sum() / 3, "n − 1"),
        (LOSSES[:-1].mean(), "leaves the last"),
        (LOSSES[1:].mean(), "leaves the first"),
        (np.round(LOSSES, 1).mean(), "to one decimal"),
        (-np.log(np.exp(-LOSSES).mean()), "*mean* likelihood"),
        (1.0, "accuracy"),
        (LOSSES, "one by one; their mean is asked for"),
        (LOSSES[1:].sum() / 4, "leaves the first"),
        (LOSSES[:-1].sum() / 4, "leaves the last"),
        (-np.log(1 - P).mean(), "where y = 1, it is −log p"),
        (np.median(LOSSES), "median"),
    ],
)
def test_the_family_knows_the_mean_of_losses(wrong, words):
    assert words in by_value(mistakes.loss_values(Y, P))(wrong)


def test_the_family_knows_the_sum_and_the_losses_of_samples():
    assert "That is the mean;" in by_value(mistakes.loss_values(Y, P, "sum"))(LOSSES.mean())
    assert "log2" in by_value(mistakes.loss_values(Y, P, "none"))(LOSSES / math.log(2))


def test_the_losses_of_samples_are_told_as_such():
    found = by_value(mistakes.loss_values([1, 0], [0.734, 0.7], "none"))
    assert found(np.round(-np.log([0.734, 0.3]), 2)) is None, "rounded at the end, and not early"
    assert found([1, 0]) == "That is 1 for a hit and 0 for a miss: it says which, and no loss."
    assert found([0, 1]).startswith("That is 1 for a miss and 0 for a hit:")


def test_a_sentence_is_told_once():
    both = [Mistake(f"m{i}", Known(value), "No.") for i, value in enumerate((2.0, 2.0, 3.0))]
    assert len(mistakes.telling(both, 1.0)) == 2


def test_what_is_added_in_the_log_is_left_to_functions():
    assert [m for m in mistakes.loss_functions() if m.slug == "added-1e-09"]
    assert not [m for m in mistakes.loss_values([1], [0.0]) if m.slug.startswith("added")]


def test_a_clip_is_found_by_its_eps():
    y, p = np.array([1, 0]), np.array([0.0, 0.5])
    says = by_value(mistakes.loss_values(y, p))
    assert "infinity" not in (says(binary_cross_entropy(y, p)) or "")
    for eps in (1e-15, 1e-7, np.finfo(float).eps, np.finfo(np.float32).eps):
        assert f"clips p at {eps:.3g} before" in says(binary_cross_entropy(y, np.maximum(p, eps)))
    assert "at 100" in says((100 + math.log(2)) / 2)


def test_a_certain_hit_makes_the_naive_formula_nan():
    assert "0 · log 0" in by_value(mistakes.loss_values([0, 1], [0.0, 0.5]))(np.nan)


def test_one_sample_alone_has_no_sum_and_nothing_left_out():
    found = mistakes.loss_values([1], [0.6])
    assert by_value(found)(binary_cross_entropy(1, 0.6)) is None
    assert len(found) > 8


def test_logits_have_mistakes_of_their_own():
    z = np.array([2.0, -1.0, -0.5])
    y = np.array([1, 0, 1])
    says = by_value(mistakes.logit_values(y, z))
    assert "logs are NaN" in says(np.nan)
    assert "clips them" in says(binary_cross_entropy(y, np.clip(z, 1e-7, 1 - 1e-7)))
    assert "softening" in says(np.maximum(0, (1 - 2 * y) * z).mean())
    assert "minus sign" in says(-binary_cross_entropy(y, sigmoid(z)))


def test_what_comes_out_right_is_left_out_and_so_is_a_fourth_of_one_value():
    values_ = [1.0, 2.0, 2.0, 2.0, 2.0, 1.004]
    found = [Mistake(f"m{i}", Known(value), f"{i}.") for i, value in enumerate(values_)]
    assert [m.says for m in mistakes.telling(found, 1.0)] == ["1.", "2.", "3.", "5."]
    assert [m.says for m in mistakes.telling(found, 1.0, decimals=2)] == ["1.", "2.", "3."]


def test_functions_without_edges_leave_out_what_shows_only_there():
    every, inside = (mistakes.loss_functions(edges=edges) for edges in (True, False))
    assert len(inside) < len(every)
    assert not [m.says for m in inside if "clip" in m.says or "NaN" in m.says]


@pytest.mark.parametrize("reduction", ["mean", "sum", "none"])
def test_every_wrong_function_is_wrong(reduction):
    with np.errstate(all="ignore"):
        right = [binary_cross_entropy(*pair, reduction="none") for pair in PAIRS]
        reduce = {"mean": np.mean, "sum": np.sum, "none": np.asarray}[reduction]
        for mistake in mistakes.loss_functions(reduction):
            given = [Written(np.asarray(mistake.gives(*pair), float)) for pair in PAIRS]
            both = zip(given, right, strict=True)
            assert not all(a.is_exactly(Known(reduce(b))) for a, b in both), mistake.slug


def test_a_batch_has_labels_and_probabilities_of_one_length():
    rng = np.random.default_rng(0)
    for _ in range(50):
        y, p = mistakes.batch(rng)
        assert y.shape == p.shape
        assert set(y) <= {0, 1}
        assert 0 < p.min() <= p.max() < 1


@pytest.mark.parametrize(("decimals", "loss"), [(1, 0.1), (2, 0.13), (3, 0.128)])
def test_each_rounding_keeps_the_decimals_that_it_names(decimals, loss):
    _, rounded = wrong_losses.SAMPLES[f"rounded-{decimals}"]
    assert rounded([1], [0.88]) == [loss]
