import math
import re

import numpy as np
import pytest

from bce_lessons import surprisal
from bce_lessons.explorers import why_the_log
from bce_lessons.lessons.why_the_log.explorers import COUNTS, CURVE, DEEPEST, FLOOR
from tests.explorer_helpers import leaving, marks, number

SMALLEST = 5e-324
NUMBER = r"[\d,.]+(?:e−\d+)?"
SENTENCE = re.compile(
    rf"p = (?P<p>{NUMBER}), n = (?P<n>{NUMBER}): product (?P<how>exactly )?"
    rf"(?P<product>{NUMBER}); −logs add up to (?P<nats>{NUMBER}) nats = (?P<bits>{NUMBER}) bits"
)


@pytest.fixture(scope="module")
def explorer():
    return why_the_log()


@pytest.fixture(scope="module")
def p(explorer):
    return np.array(explorer.controls["p"].values)


@pytest.fixture(scope="module")
def products(p):
    """Multiply one by one, as a loop does, at every position."""
    return np.array([[np.full(n, one).prod() for n in COUNTS] for one in p])


def test_controls(explorer, p):
    assert np.array_equal(p, np.arange(1, 100) / 100)
    assert explorer.controls["n"].values == COUNTS
    assert list(COUNTS) == sorted(set(COUNTS))
    assert {1, 10, 1074, 1075} <= set(COUNTS)


def test_every_product_is_what_multiplying_floats_gives(explorer, products):
    assert np.array_equal(explorer.table("product"), products)
    log = explorer.table("log_product")
    assert np.array_equal(log[products > 0], np.log10(products[products > 0]))
    assert (log[products == 0] < DEEPEST).all()  # an arrowhead at the lower edge
    assert (log[products > 0] >= FLOOR).all()


def test_products_fall_with_n_and_rise_with_p(products):
    assert ((products >= 0) & (products < 1)).all()
    assert (np.diff(products, axis=1) <= 0).all()
    assert (np.diff(products, axis=0) >= 0).all()


def test_the_sum_of_logs_never_vanishes(explorer, p):
    total = -explorer.table("sum_of_logs") * math.log(10)
    assert np.allclose(total, np.outer(-np.log(p), COUNTS))
    assert (np.diff(total, axis=1) > 0).all()
    assert (np.diff(total, axis=0) < 0).all()


def test_the_sum_is_the_products_log_while_there_is_one(explorer, products):
    normal = products > np.finfo(float).smallest_normal
    log, total = explorer.table("log_product"), explorer.table("sum_of_logs")
    assert np.allclose(log[normal], total[normal])
    assert normal[:, 0].all()
    assert (~normal[:, -1]).any()


def test_curves_pass_through_their_dots(explorer, p, products):
    at = [int(np.argmin(np.abs(CURVE - one))) for one in p]
    on = np.isclose(CURVE[at], p, rtol=0, atol=1e-12)
    assert on.mean() > 0.9
    near = np.take(explorer.table("curve"), np.array(at)[on], axis=1).T
    assert np.allclose(near, products[on], atol=1e-9)
    sums = np.take(explorer.table("sum_curve"), np.array(at)[on], axis=1).T
    assert np.allclose(sums, explorer.table("sum_of_logs")[on])
    assert (np.diff(explorer.table("curve"), axis=1) >= 0).all()
    assert (np.diff(explorer.table("log_curve"), axis=1) >= 0).all()
    assert (explorer.table("curve") <= 1).all()


def test_a_coin_is_lost_between_1074_and_1075(explorer, p, products):
    coin = products[list(p).index(0.5)]
    assert coin[COUNTS.index(1074)] == SMALLEST
    assert coin[COUNTS.index(1075)] == 0


def test_the_product_is_0_where_float64_ends_and_only_there(p, products):
    lost = np.outer(surprisal(p, base=2), COUNTS) >= 1075
    assert np.array_equal(products == 0, lost)
    assert p[lost[:, -1]].max() == 0.5


def test_bits_do_not_depend_on_n(explorer, p):
    bits = explorer.table("bits")
    assert bits.shape == p.shape
    assert np.allclose(bits, -np.log2(p))
    assert bits.max() < explorer.panels[2].ylim[1]
    assert bits[49] == 1


def test_the_sentence_is_true_at_every_position(explorer, p, products):
    for i, one in enumerate(p):
        for j, n in enumerate(COUNTS):
            sentence = explorer.sentence.rows[i, j]
            said = SENTENCE.fullmatch(sentence)
            assert (number(said["p"]), number(said["n"])) == (one, n)
            assert number(said["product"]) == pytest.approx(products[i, j], rel=5e-3)
            assert (said["how"] == "exactly ") == (products[i, j] == 0)
            assert number(said["nats"]) == pytest.approx(-n * math.log(one), abs=0.0051)
            assert number(said["bits"]) == pytest.approx(-n * math.log2(one), abs=0.0051)


def test_what_is_written_in_the_panels_says_the_same(explorer, p, products):
    (linear,), (total,) = marks(explorer.panels[0], "text"), marks(explorer.panels[2], "text")[1:]
    for i in range(p.size):
        for j, n in enumerate(COUNTS):
            written = linear.tables["text"].rows[i, j].removeprefix("product = ")
            assert number(written) == pytest.approx(products[i, j], rel=5e-3)
            count, each, bits = re.findall(NUMBER, total.tables["text"].rows[i, j])
            assert number(count) == n
            assert number(each) == pytest.approx(-math.log2(p[i]), abs=5.1e-5)
            assert number(bits) == pytest.approx(-n * math.log2(p[i]), abs=0.0051)


def test_dots_stay_inside_or_leave_the_middle_panel_downwards(explorer, p):
    beyond = [{edge for kind, edge in leaving(panel) if kind == "dot"} for panel in explorer.panels]
    assert beyond == [set(), {"bottom"}, set()]
    inside = explorer.table("sum_of_logs")[p >= 0.5] >= DEEPEST
    assert inside.all()


def test_names_in_the_middle_panel_stand_where_their_curve_is(explorer):
    zero, total, _ = marks(explorer.panels[1], "text")
    for j in range(len(COUNTS)):
        cliff = float(CURVE[explorer.table("curve")[j] == 0].max(initial=0))
        if zero.tables["text"].rows[j]:
            assert cliff > 0.2
            assert zero.tables["x"].rows[j] == cliff / 2
        if total.tables["text"].rows[j]:
            assert cliff < total.tables["x"].rows[j] < cliff + 0.06
            assert total.tables["x"].rows[j] < 0.7  # room for its letters


def test_sentences_are_written_like_this(explorer):
    half, last, gone = explorer.sentence.rows[49, [COUNTS.index(n) for n in (10, 1074, 1075)]]
    assert half.startswith("p = 0.50, n = 10: product 0.000977;")
    assert last.startswith("p = 0.50, n = 1,074: product 4.94e−324;")
    assert gone.startswith("p = 0.50, n = 1,075: product exactly 0;")


def test_it_is_made_by_few_calls(counted):
    assert counted(why_the_log)[1] < 3_000_000  # about 800,000
