"""The exercises of the lesson: how squared error pushes, what scores reward, when it helps."""

from __future__ import annotations

import math
from functools import cache

import numpy as np

from bce_lessons._validation import FloatArray
from bce_lessons.answers.compare import shown
from bce_lessons.answers.exercise import Function, Judged, Value, function, judged, value
from bce_lessons.answers.standing import whole
from bce_lessons.datasets import ten_points
from bce_lessons.gradients import squared_error_with_logits_gradient
from bce_lessons.links import logit
from bce_lessons.losses import binary_cross_entropy, squared_error
from bce_lessons.training import fit_logistic


@value("hardest-push", decimals=2)
def hardest_push(e: Value) -> None:
    """Find the p at which squared error pushes z hardest, on a grid of 30,000 steps."""
    grid = np.linspace(0, 1, 30_001)[1:-1]
    hardest = grid[np.argmax(squared_error_with_logits_gradient(np.zeros(grid.size), logit(grid)))]
    slope = squared_error_with_logits_gradient(0, logit(2 / 3))
    e.asks("one number between 0 and 1, to two decimals")
    e.right(hardest, again=2 / 3)
    e.wrong("label-1", 1 - hardest)
    e.usual("percent")
    e.wrong("largest-loss", 1.0)
    e.wrong("no-loss", 0.0)
    e.wrong("one-factor", 0.5)
    e.wrong("loss-times-factor", 3 / 4)
    e.wrong("slope", slope)
    e.wrong("push", -slope)
    e.wrong("logit", math.log(2))
    e.wrong("logit-of-label-1", -math.log(2))
    e.says(f"""
        label-1: That is where the push is hardest for a label of *1*.
        largest-loss: There squared error is largest, and steepest in p. But the sigmoid is flat
            there, so the slope in z is 0.
        no-loss: There nothing is wrong, so nothing pushes z.
        one-factor: There the factor p (1 − p) is largest. The slope in p, the other factor, still
            grows.
        loss-times-factor: There p² · p (1 − p) is largest: that is the *loss* times the factor. Use
            the slope in p instead of the loss.
        slope: If you computed it, that is how steep it is there; the question asks at which p. If
            you read it off a picture, it is the place for a label of *1*, roughly.
        push: That is how hard the push is there; the question asks at which p.
        logit: That is the logit z of that place; take its sigmoid.
        logit-of-label-1: That is the logit z where the push is hardest for a label of *1*.

        look: With y = 0 the slope in z is a polynomial in p: the slope in p, times the sigmoid's.
        do: It is 2 p · p (1 − p). Set its derivative, 4 p − 6 p², to 0.
        note: Two thirds: there the push is 8/27, {8 / 27:.4f}, and nowhere harder. Cross-entropy
            pushes with {2 / 3:.2f} at that place, and harder beyond it.
    """)


def _best(q: float) -> float:
    """Return 0 or 1; NaN at one half, where all pay the same and nothing is asked."""
    return math.nan if q == 0.5 else float(q > 0.5)


def _best_on_grid(q: float) -> float:
    p = np.linspace(0, 1, 101)
    return float(p[np.argmin(q * np.abs(1 - p) + (1 - q) * np.abs(p))])


def _mostly_dry_or_wet(rng: np.random.Generator) -> tuple[float]:
    q = int(rng.integers(1, 50)) / 100
    return (q if rng.random() < 0.5 else round(1 - q, 2),)


@function("dishonest")
def dishonest(e: Function) -> None:
    """Find the forecast that pays least under the absolute error."""
    e.asks("a function of q that returns one number")
    e.right(_best, again=_best_on_grid)
    e.tried_on([(0.3,), (0.8,), (0.0,), (1.0,), (0.49,), (0.51,)], _mostly_dry_or_wet)
    e.wrong("honest", lambda q: q)
    e.wrong("complement", lambda q: 1 - q)
    e.wrong("one-half", lambda q: 0.5)
    e.wrong("most-expensive", lambda q: 1 - _best(q))
    e.wrong("always-0", lambda q: 0.0)
    e.wrong("always-1", lambda q: 1.0)
    e.wrong("price", lambda q: min(q, 1 - q))
    e.wrong("percent", lambda q: 100 * _best(q))
    e.wrong("short-grid", lambda q: 0.01 if q < 0.5 else 0.99)
    e.wrong("short-fine-grid", lambda q: 0.001 if q < 0.5 else 0.999)
    e.wrong("end-of-range", lambda q: 0.0 if q < 0.5 else 0.99)
    e.says("""
        honest: That is the true probability, q. Under this score another forecast pays less.
        complement: That is 1 − q, the probability of a dry day.
        one-half: That is always one half, which pays one half whatever comes.
        most-expensive: That is the forecast that pays *most*: it is certain of what is less likely.
        always-0: That is right if rain is less likely than no rain. What if it is more likely?
        always-1: That is right if rain is more likely than no rain. What if it is less likely?
        price: That is what the best forecast *pays*; give the forecast.
        percent: That is a place in a grid of a hundred steps, or percent: give p, from 0 to 1.
        short-grid: That stops one step short of 0 and of 1: its grid goes from 1 % to 99 %.
        short-fine-grid: That stops one step short of 0 and of 1: its grid goes from one to 999
            thousandths.
        end-of-range: That stops one step short of 1: the end of a range is not part of it.

        look: With probability q the forecast pays 1 − p, otherwise p. Draw that against p.
        do: It is q + (1 − 2 q) p. Which way does that line slope, and where does it end?
        note: The average is a straight line in p, and a line is lowest at an end. So the absolute
            error rewards forecasters who claim to be certain, and is no proper score.
    """)


def _after_fifty(rate: float) -> tuple[float, float]:
    """Return squared error and cross-entropy after 50 steps on squared error."""
    X, y = ten_points().X, ten_points().y
    run = fit_logistic(X, y, loss="squared_error", start=(-4, 0), steps=50, learning_rate=rate)
    return float(run.loss[-1]), binary_cross_entropy(y, run.predict_proba(X))


@judged("off-the-plateau")
def off_the_plateau(e: Judged) -> None:
    """Find a learning rate that leaves the plateau in fifty steps."""

    @e.judge
    def fault(rate: float) -> str:
        if rate == 0:  # and not merely tiny: such a rate moves a little
            return "With a rate of 0 nothing moves."
        if not 0 < rate < math.inf:
            return "A learning rate is a finite number above 0."
        loss, _ = _after_fifty(rate)
        if loss < 0.11:
            return ""
        after = f"With this rate the loss after 50 steps is {loss:.4f}"
        if rate < 5:
            return f"{after}, still on the plateau or on its slope: take longer steps."
        return f"{after}: steps so long jump to another place. Take shorter ones."

    e.asks("one number above 0")
    e.right(8.0, again=2.0)
    e.wrong("same-rate", 0.5)
    e.wrong("goal", 0.11)
    e.wrong("negative", -0.5)
    e.wrong("too-small", 1.0)
    e.wrong("too-large", 1000.0)
    (slow, _), (quick, _) = _after_fifty(1), _after_fifty(2)
    (square, nats), (lower, sure) = _after_fifty(8), _after_fifty(500)
    e.says(f"""
        same-rate: That is the rate of the race, with which it stood still.
        goal: That is the loss to get below; which *rate* leads there?
        negative: A negative rate goes uphill: the descent has the minus sign already.
        too-small: That rate is too small: after fifty steps it has hardly left the plateau.
        too-large: That rate is too large: its first steps jump over the valley, onto a plateau.

        look: On a plateau the slope is tiny, and a step is the slope times the rate.
        do: Double the rate, look, and double it again.
        note: A rate of 1 ends at {slow:.3f}, one of 2 at {quick:.3f}: a descent leaves a plateau
            slowly, and then quickly. Most rates from 20 on jump into another valley, where the
            model is much too sure: a rate of 8 ends at {square:.4f}, and at {nats:.2f} nats of
            cross-entropy; one of 500 at {lower:.4f}, and at {sure:.2f} nats. Cross-entropy needs
            no such search here: with a rate of one half it has left after a few steps.
    """)


_MASK = "Here stands a mask of all ten rows; `np.flatnonzero` makes row numbers of it."


@cache
def _ends() -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return three tables, a row for each flipped label, a column for each loss fitted.

    They hold the squared error and the cross-entropy on the true labels, and the squared error
    on the labels that the fit was given.
    """
    X, labels = ten_points().X, ten_points().y
    true, nats, seen = np.empty((10, 2)), np.empty((10, 2)), np.empty((10, 2))
    for row in range(10):
        flipped = labels.copy()
        flipped[row] = 1 - flipped[row]
        for column, loss in enumerate(("binary_cross_entropy", "squared_error")):
            p = fit_logistic(X, flipped, loss=loss).predict_proba(X)  # type: ignore[arg-type]
            true[row, column] = squared_error(labels, p)
            nats[row, column] = binary_cross_entropy(labels, p)
            seen[row, column] = squared_error(flipped, p)
    return true, nats, seen


def _on_rows(given: set[float], holds: set[float]) -> str:
    """Say in how many of the rows given squared error does better, or that one is no row."""
    if not given:
        return "It is true of no row."
    if none := sorted(given - set(range(10))):
        row = shown(none[0], np.round(none[0]))
        return f"There is no row {row}: they are counted from 0 to 9."
    holding = len(given & holds)
    if holding < len(given):
        fails = len(given) - holding
        return f"Of the rows given, squared error does better in {holding}, and worse in {fails}."
    rest = "there are others" if holding < len(holds) else "give each once, in one list"
    return f"In each of the rows given squared error does better; {rest}."


@judged("not-always")
def not_always(e: Judged) -> None:
    """Find the rows in which the fit on squared error ends lower."""
    shielded, by_nats, by_seen = (
        np.flatnonzero(table[:, 1] < table[:, 0]).astype(float) for table in _ends()
    )
    mask, holds = np.isin(np.arange(10), shielded), set(shielded.tolist())

    @e.judge
    @e.tell
    def fault(rows: FloatArray) -> str:
        if rows.size == 10 and np.isin(rows, (0, 1)).all():
            return f"{_MASK} {_on_rows(set(np.flatnonzero(rows).tolist()), holds)}"
        given = {row if (found := whole(row)) is None else found for row in rows.ravel().tolist()}
        if rows.ndim == 1 and len(given) == rows.size and given == holds:
            return ""
        return _on_rows(given, holds)

    e.asks("a list of row numbers, counted from 0")
    e.right(shielded, again=shielded[::-1])
    e.wrong("where-it-fails", np.flatnonzero(~mask))
    e.wrong("from-1", shielded + 1)
    e.wrong("x", ten_points().X[mask, 0])
    e.wrong("mask", mask)
    e.wrong("mask-where-it-fails", ~mask)
    e.wrong("by-cross-entropy", by_nats)
    e.wrong("by-flipped-labels", by_seen)
    e.wrong("own-row", [9.0])
    e.wrong("own-row-alone", 9)
    e.wrong("how-many", shielded.size)
    e.says(f"""
        where-it-fails: Those are the rows where squared error does *worse*: where its fit ends
            higher.
        from-1: Those are counted from 1; Python counts rows from 0.
        x: Those are the points' x; give their rows, counted from 0.
        mask: That is a mask of all ten rows; `np.flatnonzero` makes row numbers of it.
        mask-where-it-fails: That is a mask of all ten rows, and true where squared error does
            *worse*.
        by-cross-entropy: Those are judged in cross-entropy; the question judges both fits in
            squared error.
        by-flipped-labels: Those are judged by the *flipped* labels, to which each fit was made;
            judge by the true ones.
        own-row: That row is the lesson's own, and it belongs here; it is not the only one.
        own-row-alone: That row is the lesson's own, and it belongs here; give a list of *all* such
            rows.
        how-many: That is how many rows there are; which ones?

        look: Twenty fits: each label flipped in turn, and both losses. Then compare the two squared
            errors on `labels`.
        do: Collect the rows in which `squared_error(labels, p)` is smaller for the fit on squared
            error.
        note: In {shielded.size} rows of ten, after 1,000 steps from w = 0, b = 0. Squared error
            suffers less from a wrong label here only where it stands alone, far out among the
            other class. In the other rows it suffers more.
    """)


@value("all-alike")
def all_alike(e: Value) -> None:
    """Find how many times as much as the cheapest the most expensive miss costs."""
    most = squared_error(1, 0.0) / squared_error(1, 0.5)
    e.asks("one number, a ratio")
    e.right(most, again=1 / 0.5**2)
    e.wrong("alike", 1.0)
    e.wrong("distances", 2.0)
    e.wrong("unbounded", math.inf)
    e.wrong("upside-down", 0.25)
    e.wrong("difference", squared_error(1, 0.0) - squared_error(1, 0.5))
    e.wrong("how-much-more", most - 1)
    e.wrong("within-the-ends", squared_error(1, 0.01) / squared_error(1, 0.49))
    e.wrong("within-one-end", squared_error(1, 0.01) / squared_error(1, 0.5))
    e.wrong("cross-entropy", binary_cross_entropy(1, 0.01) / binary_cross_entropy(1, 0.49))
    e.wrong("percent", 100 * most)
    e.says(f"""
        alike: Once as much would mean alike: that is what the claim says, and is true of the 0-1
            loss.
        distances: That is the ratio of the distances |p − y|; square them.
        unbounded: That is true of cross-entropy; a squared error is bounded.
        upside-down: That is the other way round: the small loss over the large one.
        difference: That is the difference between the largest and the smallest; take their ratio.
        how-much-more: That is how much *more*, as a multiple of the smaller; how many times as
            much?
        within-the-ends: That is 1 % against 49 %; go on to the very ends, 0 and one half.
        within-one-end: That is 1 % against one half; go on to 0.
        cross-entropy: That is 1 % against 49 % in *cross-entropy*.
        percent: That is in percent; how many *times* as much?

        look: Between which two numbers does (1 − p)² lie, if p lies between 0 and one half?
        do: Divide the largest of them by the smallest.
        note: In cross-entropy there is no largest ratio: 1 % pays
            {binary_cross_entropy(1, 0.01) / math.log(2):.1f} times as much as one half, one in a
            million {binary_cross_entropy(1, 1e-06) / math.log(2):.1f} times. Of the losses of this
            lesson, only the 0-1 loss treats all misclassified alike.
    """)
