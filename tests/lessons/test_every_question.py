"""Every outcome is computed, and computed rightly: each a second time, in another way."""

import math
import re
import tracemalloc
from collections import Counter
from dataclasses import replace
from fractions import Fraction
from statistics import NormalDist

import numpy as np
import pytest
from scipy.optimize import minimize, minimize_scalar
from sklearn.datasets import load_iris
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss
from sklearn.model_selection import train_test_split

from bce_lessons import binary_cross_entropy, datasets, lessons
from bce_lessons.answers.question import slug_of
from bce_lessons.lessons import catalogue
from bce_lessons.lessons.catalogue import Question
from bce_lessons.practice import QUESTIONS
from bce_lessons.practice.scores import outcome
from tests.house_style import own_numbers

ln = math.log

# --- The same outcomes, another way -----------------------------------------------------------


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def score(y, p):
    return -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))


def slope_of_square(p, step=1e-6):
    """Measure the slope of (sigmoid(z) - 1)² where sigmoid(z) is p."""
    z = ln(p / (1 - p))
    above, below = ((1 / (1 + math.exp(-z - d)) - 1) ** 2 for d in (step, -step))
    return (above - below) / (2 * step)


def focal_of_three(*q):
    """Find the cheapest forecast of the first of three classes, by descent on its logits."""

    def cost(z):
        p = np.exp([*z, 0]) / np.exp([*z, 0]).sum()
        return -np.sum(q * (1 - p) ** 2 * np.log(p))

    best = np.exp([*minimize(cost, [0, 0], tol=1e-10).x, 0])
    return best[0] / best.sum()


def wild_label():
    points = datasets.ten_points()
    x, y = points.X[:, 0], points.y
    flipped = np.append(y[:-1], 0)

    def fitted(loss):
        best = minimize(lambda wb: loss(flipped, sigmoid(wb[0] * x + wb[1])), [0, 0], tol=1e-10)
        return sigmoid(best.x[0] * x + best.x[1])

    cross, square = fitted(score), fitted(lambda y, p: np.mean((y - p) ** 2))
    return score(y, square) < score(y, cross)


def default_costs():
    points = datasets.ten_points()
    p = LogisticRegression().fit(points.X, points.y).predict_proba(points.X)
    return sorted(-np.log(p[np.arange(10), points.y]))


def slope_at(C):
    points = datasets.ten_points()
    return LogisticRegression(C=C, tol=1e-10).fit(points.X, points.y).coef_[0, 0]


def flowers(negative, positive, features):
    """Split an iris pair as Lesson 5 does, from scikit-learn's own table."""
    iris = load_iris()
    species = iris.target_names[iris.target]
    rows = np.isin(species, [negative, positive])
    X, y = iris.data[rows][:, features], (species[rows] == positive).astype(int)
    return train_test_split(X, y, test_size=30, random_state=34, stratify=y)


def petals(C):
    learn, test, y_learn, y_test = flowers("versicolor", "virginica", [2, 3])
    model = LogisticRegression(C=C, tol=1e-8, max_iter=100_000).fit(learn, y_learn)
    return model, test, y_test


def petals_right(C):
    model, test, y = petals(C)
    return int(np.sum(model.predict(test) == y))


def newton_length(C):
    """Fit setosa against versicolor by Newton's method, and return the length of the weights."""
    X, _, y, _ = flowers("setosa", "versicolor", [0, 1])
    X, w = np.column_stack([X, np.ones(len(X))]), np.zeros(3)
    penalty = np.diag([1, 1, 0]) / C

    def objective(w):
        z = X @ w
        return np.sum(np.logaddexp(0, z) - y * z) + w @ penalty @ w / 2

    for _ in range(200):
        p = sigmoid(X @ w)
        slope = X.T @ (p - y) + penalty @ w
        step = np.linalg.solve(X.T @ (X * (p * (1 - p))[:, None]) + penalty, slope)
        while objective(w - step) > objective(w) + 1e-15:
            step /= 2
        w = w - step
    return np.linalg.norm(w[:2])


def ninety_days():
    """Yield each forecast of Lesson 6 with its label: at 10 % one in ten, and so on."""
    for tenth in range(1, 10):
        for day in range(10):
            yield tenth / 10, int(day < tenth)


def clipped(eps):
    days = list(ninety_days()) * 200
    noise = np.random.default_rng(6).normal(0, 0.1, (200, 90)).ravel()
    p = [min(max(p + e, eps), 1 - eps) for (p, _), e in zip(days, noise, strict=True)]
    return -np.mean([ln(q if y else 1 - q) for q, (_, y) in zip(p, days, strict=True)])


def logit_noise_by_quadrature(sigma):
    """Average the loss over Gaussian noise on the logits, exactly but for 60 nodes."""
    nodes, weights = np.polynomial.hermite_e.hermegauss(60)
    total = 0.0
    for p, y in ninety_days():
        z = ln(p / (1 - p)) + sigma * nodes
        total += weights @ np.logaddexp(0, -z if y else z) / weights.sum()
    return total / 90


def mixed(share):
    return sum(
        -ln(q if y else 1 - q)
        for p, y in ninety_days()
        for q in [(1 - share) * p + share / 2]
    )  # fmt: skip


def straight_cut():
    train = datasets.circles().take(slice(0, 500))
    test = datasets.draw_circles(2000, np.random.default_rng(7))
    return LogisticRegression(C=1e9).fit(train.X, train.y).score(test.X, test.y)


def lost_after_the_turn(train, test, seed):
    """Train on all samples at once, by formulas; tell how much accuracy the last epochs cost."""
    random, y, rows = np.random.RandomState(seed), train.y, train.X
    ends = math.sqrt(6 / 202), math.sqrt(6 / 201)
    W, b = (random.uniform(-ends[0], ends[0], shape) for shape in ((2, 200), 200))
    v, c = (random.uniform(-ends[1], ends[1], shape) for shape in (200, 1))
    speed, losses, hits = [0, 0, 0, 0], [], []
    for _ in range(201):
        z = np.clip(test.X @ W + b, 0, None) @ v + c
        losses.append(np.mean(np.logaddexp(0, np.where(test.y == 1, -z, z))))
        hits.append(np.mean((z > 0) == test.y))
        units = np.clip(rows @ W + b, 0, None)
        push = (sigmoid(units @ v + c) - y) / len(y)
        back = np.where(units > 0, push[:, None] * v, 0)
        slopes = rows.T @ back, back.sum(axis=0), push @ units, push.sum()
        speed = [0.9 * one - 0.4 * slope for one, slope in zip(speed, slopes, strict=True)]
        W, b, v, c = (one + step for one, step in zip((W, b, v, c), speed, strict=True))
    return hits[np.argmin(losses)] - hits[-1]


def accuracy_after_the_turn():
    rng, test = np.random.default_rng(32), datasets.draw_circles(2000, np.random.default_rng(7))
    own = [datasets.draw_circles(32, rng) for _ in range(10)]
    return np.median([lost_after_the_turn(train, test, i) for i, train in enumerate(own)]) > 0


def extra_memory(n):
    y, p = np.ones(n, bool), np.linspace(0.5, 1, n)
    tracemalloc.start()
    binary_cross_entropy(y, p)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak


def weighed(weight):
    data = datasets.rare_class()
    model = LogisticRegression(class_weight=weight).fit(data.X[:10_000], data.y[:10_000])
    return log_loss(data.y[10_000:], model.predict_proba(data.X[10_000:])[:, 1])


def right_if_switched():
    """Fit the ten points to minus the log of what did not happen; count who is right."""
    points = datasets.ten_points()
    x, y = points.X[:, 0], points.y
    best = minimize(lambda wb: score(1 - y, sigmoid(wb[0] * x + wb[1])), [0, 0])
    return int(np.sum((best.x[0] * x + best.x[1] > 0) == y))


def default_loss(C):
    points = datasets.ten_points()
    model = LogisticRegression(C=C, tol=1e-10).fit(points.X, points.y)
    return log_loss(points.y, model.predict_proba(points.X)[:, 1])


def brier(scale):
    points = datasets.ten_points()
    z = scale * LogisticRegression(tol=1e-10).fit(points.X, points.y).decision_function(points.X)
    return np.mean((sigmoid(z) - points.y) ** 2)


AGAIN = {
    "ninety-percent": lambda: ln(0.1) / ln(0.9) > 9,
    "two-falls": lambda: 0.99 / 0.6 > 0.1 / 0.01,
    "four-of-five": lambda: 0.99**4 * 0.01 > 0.7 * 0.7 * 0.8 * 0.8 * 0.4,
    "opposite": lambda: sorted([-ln(0.99), -ln(0.01)]) == sorted([-ln(0.01), -ln(0.99)]),
    "base-rate": lambda: 0.1 * math.log2(10) + 0.9 * math.log2(10 / 9) < 0.5,
    "halving": lambda: math.log2(4) / math.log2(2) == math.log2(8) / math.log2(4),
    "gradient-vanishes": lambda: abs(slope_of_square(0.01)) > abs(slope_of_square(0.3)),
    "honest-square": lambda: math.isclose(
        minimize_scalar(lambda p: 0.3 * (1 - p) ** 2 + 0.7 * p**2).x, 0.3
    ),
    "wild-label": wild_label,
    "one-answer": lambda: 0.5**10 > 0.7**7 * 0.3**3,
    "two-points": lambda: sum(default_costs()[-2:]) > sum(default_costs()[:-2]),
    "steeper": lambda: slope_at(1e12) > slope_at(1),
    "mask": lambda: load_iris().target.tolist().count("setosa") == 50,
    "other-column": lambda: (
        log_loss(petals(1)[2], 1 - petals(1)[0].predict_proba(petals(1)[1])[:, 1]) > ln(2)
    ),
    "runaway": lambda: newton_length(1e7) > 1.1 * newton_length(1e6),
    "reckless": lambda: petals_right(1) != petals_right(1e5),
    "shift": lambda: sum(max(0.7, 0.6) + i / 200 > 1 - 1e-9 for i in range(201)) > 100,
    "clip": lambda: math.isclose(clipped(1e-15), clipped(1e-3), rel_tol=0.01),
    "logit-noise": lambda: logit_noise_by_quadrature(1.5) > 1.1 * logit_noise_by_quadrature(0),
    "coin": lambda: mixed(0.1) < mixed(0),
    "straight-cut": lambda: straight_cut() > 0.6,
    "turn": accuracy_after_the_turn,
    "worse-than-nothing": lambda: math.exp(-0.853) < 0.5,
    "tiny-p": lambda: abs(Fraction(1 - 1e-16) - (1 - Fraction(1e-16))) < Fraction(1e-18),
    "float32": lambda: math.exp(-20) < 2**-24,
    "one-log": lambda: Fraction(1, 10**9) ** 32 > Fraction(2) ** -1022,
    "memory": lambda: extra_memory(2_000_000) > 2 * extra_memory(250_000),
    "equally-far": lambda: 0.1**3 * 0.9**7 == 0.5**3 * 0.5**7,
    "balanced": lambda: weighed("balanced") < weighed(None),
    "early-alarm": lambda: 1 / (1 + 8) < 0.2,
    "one-temperature": lambda: math.isclose(
        ln(0.6 / 0.4) / ln(0.58 / 0.42), ln(99) / ln(0.892 / 0.108), rel_tol=0.01
    ),
    "focal": lambda: (
        minimize_scalar(
            lambda p: -0.9 * (1 - p) ** 2 * ln(p) - 0.1 * p**2 * ln(1 - p),
            bounds=(0.01, 0.99), method="bounded",
        ).x < 0.8
    ),
    "softmax-shift": lambda: Fraction(2 * 8, 8 + 2 * 8) == Fraction(2, 1 + 2),  # e^z as 1 and 2
    "three-order": lambda: focal_of_three(0.6, 0.2, 0.2) > focal_of_three(0.58, 0.41, 0.01),
    "thirds": lambda: math.isclose((ln(3) + 2 * ln(3 / 2)) / 3, ln(3)),
    "unknown-tag": lambda: Fraction(3, 10) * Fraction(6, 10) < Fraction(1, 5),
    "no-match": lambda: ln(0.3) + ln(0.1) == 0,
    "perfect": lambda: 0.0 - -math.inf == 0,  # −log 1 − log 0
    "trade-places": lambda: -(0.9 * ln(1) + 0.1 * -math.inf) == math.inf,
    "switched-fit": lambda: right_if_switched() < 5,
    "a-million": lambda: Fraction(1, 10**6) == Fraction(1, 10**3) ** 2,
    "average": lambda: ln(1000) - (math.lgamma(1000.5) - math.lgamma(0.5)) / 1000 < 2,
    "another-base": lambda: (ln(0.4) < ln(0.3)) == (1.21 > 0.62),
    "coin-by-sum": lambda: math.exp(-0.75) > 0.5,
    "right-and-dear": lambda: 0.51**85 * 0.001**15 < 0.5**100,
    "copies": lambda: round(default_loss(1), 4) == round(default_loss(2), 4),
    "sharper": lambda: brier(1.3) < brier(1),
    "label-two": lambda: all(1 - p >= p**2 for p in (0.1, 0.5, 0.9)),
    "bell": lambda: NormalDist().cdf(9.5) - NormalDist().cdf(-0.5) > 0.8,
}  # fmt: skip


RETIRED = [
    one
    for topic in catalogue.topics()
    for module in catalogue.modules(topic, "retired")
    for one in module.RETIRED
]


@pytest.mark.parametrize("name", QUESTIONS)
def test_an_outcome_is_what_another_way_finds(name):
    question = QUESTIONS[name]
    found, again = question.outcome(), question.again or AGAIN[question.slug]
    assert type(found) is bool
    assert found == again()
    assert question.outcome() == found


@pytest.mark.parametrize("question", RETIRED, ids=lambda question: question.slug)
def test_what_a_lesson_asked_once_still_has_its_outcome(question):
    assert question.outcome() == AGAIN[question.slug]()
    found = catalogue.question(f"10-{question.slug}")
    assert (found.slug, found.lesson, found.id) == (question.slug, 0, question.slug)
    assert question.slug not in {slug_of(name) for name in catalogue.questions()}


# --- The catalogue ----------------------------------------------------------------------------


def test_there_are_enough_and_about_half_are_true():
    asked = Counter(question.lesson for question in QUESTIONS.values())
    own = own_numbers() - {lessons.number("score_yourself")}
    assert own <= set(asked)
    assert min(asked[lesson] for lesson in own) >= 3
    true = sum(map(outcome, QUESTIONS))
    assert 0.4 <= true / len(QUESTIONS) <= 0.6


def test_no_lesson_is_true_or_false_throughout():
    for lesson in {q.lesson for q in QUESTIONS.values()} & own_numbers():
        outcomes = {outcome(q.id) for q in QUESTIONS.values() if q.lesson == lesson}
        assert outcomes == {True, False}


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS)
def test_a_question_is_one_plain_sentence_and_so_is_its_reason(question):
    assert re.fullmatch(r"\d\d(-[a-z0-9]+)+", question.id)
    for sentence in (question.statement, question.why):
        assert re.fullmatch(r"[A-Z\d].*[\w%½)]\.", sentence)
        assert not re.search(r"[.?!] [A-Z]", sentence), "one sentence"
        assert len(sentence.split()) <= 40
    # Its number would be a stored outcome: the lesson's next cell computes it.
    assert not re.search(r"\d\.\d", question.why)
    assert question.why not in question.statement


def test_a_question_knows_its_lesson():
    assert list(QUESTIONS) == [question.id for question in QUESTIONS.values()]
    assert [q.lesson for q in QUESTIONS.values()] == sorted(q.lesson for q in QUESTIONS.values())
    made = Question("a-b", "It is so.", lambda: True, "It is.")
    assert (made.id, replace(made, lesson=12).id) == ("a-b", "12-a-b")
