"""The exercises of the lesson: claims corrected, and what a claim leaves to be done."""

from __future__ import annotations

import math
from functools import cache
from typing import Any

import numpy as np

from bce_lessons._validation import FloatArray
from bce_lessons.answers.exercise import Function, Judged, Value, function, judged, value
from bce_lessons.answers.standing import whole
from bce_lessons.datasets import ten_points
from bce_lessons.information import binary_entropy, surprisal
from bce_lessons.lessons import named
from bce_lessons.losses import binary_cross_entropy
from bce_lessons.training import Descent, fit_logistic


@cache
def fit(*, copies: float = 1, opposite: bool = False, free: bool = False) -> Descent:
    """Fit the ten points; so many copies of each are one of each with a larger C."""
    points = ten_points()
    y = 1 - points.y if opposite else points.y
    return fit_logistic(points.X, y, C=np.inf if free or opposite else copies)


@value("mirrored", decimals=4)
def mirrored(e: Value) -> None:
    """Turn a fit to swapped branches into the right one."""
    e.asks("an array of two numbers, `[w, b]`, to four decimals")

    def line(descent: Descent) -> FloatArray:
        return np.array([descent.weights[-1, 0], descent.biases[-1]])

    right, penalised = line(fit(free=True)), line(fit())

    @e.tell
    def near(answer: FloatArray) -> str:
        """Tell the penalised fit also where the library has stopped a little earlier."""
        alike = answer.shape == (2,) and np.allclose(answer, penalised, rtol=2e-3)
        return "Those are nearly the *penalised* two; this descent has no penalty." * alike

    e.right(right, again=-line(fit(opposite=True)))
    e.wrong("mirrored", -right)
    e.wrong("w-only", right * [1, -1])
    e.wrong("b-only", right * [-1, 1])
    e.wrong("turned", right[::-1])
    e.wrong("complements", 1 + right)
    e.wrong("reciprocals", 1 / right)
    e.wrong("penalised", penalised)
    e.wrong("w-alone", right[0])
    e.wrong("b-alone", right[1])
    e.wrong("mirrored-and-turned", -right[::-1])
    e.says("""
        mirrored: That is the mirrored fit itself: it calls the opposite label at every x.
        w-only: Only w changed its sign: where does that curve say one half?
        b-only: Only b changed its sign: that curve still falls as x grows.
        turned: Those are the two in the other order: first w, then b.
        complements: Those are 1 − w and 1 − b: p becomes 1 − p, but w and b are no probabilities.
        reciprocals: Those are the reciprocals; 1 − sigmoid(z) is the sigmoid of what?
        penalised: That is the *penalised* fit of the right loss; this descent has no penalty.
        w-alone: That is w; give b as well, after it.
        b-alone: That is b; give w as well, before it.
        mirrored-and-turned: Those are the mirrored two, and in the other order: first w, then b,
            and which signs?

        look: The switched loss of p is the right loss of 1 − p.
        do: Write 1 − sigmoid(w x + b) as the sigmoid of something else.
        note: 1 − sigmoid(z) is sigmoid(−z), so a fit to switched branches is the right fit, turned
            round. Nothing in its falling loss shows it: look at the picture, or count the hits.
    """)


@value("table", decimals=2)
def table(e: Value) -> None:
    """Correct the probabilities of a table by its losses."""
    e.asks("an array of four probabilities, to two decimals")
    y, p = np.array([0, 0, 1, 1]), np.array([0.9, 0.6, 0.3, 0.7])
    printed = np.array([2.45, 1.21, 0.62, 0.34])
    given = np.exp(-printed)
    corrected = np.where(y == 1, given, 1 - given)
    e.right(
        corrected, again=[-math.expm1(-2.45), -math.expm1(-1.21), math.exp(-0.62), math.exp(-0.34)]
    )
    e.wrong("given", given)
    e.wrong("complements", 1 - given)
    e.wrong("turned", 1 - corrected)
    e.wrong("in-bits", np.where(y == 1, 2**-printed, 1 - 2**-printed))
    e.wrong("in-bans", np.where(y == 1, 10**-printed, 1 - 10**-printed))
    e.wrong("printed", p)
    e.wrong("losses", binary_cross_entropy(y, p, reduction="none"))
    e.usual("percent")
    e.says(f"""
        given: Those are the probabilities given to what happened; where y is 0, p is 1 minus that.
        complements: Those are 1 − exp(−loss) in every row; where y is 1, p is exp(−loss) itself.
        turned: Those are the two cases swapped: exp(−loss) is p where y is 1.
        in-bits: That takes the printed losses for bits: nats are undone with `np.exp`.
        in-bans: That takes the printed losses for log10: nats are undone with `np.exp`.
        printed: Those are the printed p, which do not have the printed losses.
        losses: Those are the right losses of the printed p; here the losses stay and p is
            corrected.

        look: A loss is minus the log of the probability given to what happened. Undo that log
            first.
        do: `np.exp(-printed)` where `table_y` is 1, and 1 minus that where it is 0: begin with
            `np.where(table_y == 1,`.
        note: A wrong base would leave one ratio, a misprinted p one wrong row. Here the third p is
            off by {corrected[2] - 0.3:.2f}, the second by {corrected[1] - 0.6:.2f}: neither
            explains the table. And 0.7 is on the side of 1.
    """)


@value("pooled", decimals=2)
def pooled(e: Value) -> None:
    """Pool a mean over 400 mails and a sum over 100."""
    e.asks("one number, in nats, to two decimals")
    mean, many, total, few = 0.3, 400, 90.0, 100
    both = many + few
    e.right(np.average([mean, total / few], weights=[many, few]), again=(0.3 * 400 + 90) / 500)
    e.wrong("mean-of-means", (mean + total / few) / 2)
    e.wrong("sum", mean * many + total)
    e.wrong("mean-plus-sum", (mean + total) / both)
    e.wrong("mean-and-sum", (mean + total) / 2)
    e.wrong("mean-and-sum-added", mean + total)
    e.wrong("means-added", mean + total / few)
    e.wrong("weights-turned", (mean * few + total / few * many) / both)
    e.wrong("two-means", (mean * many + total * few) / both)
    e.wrong("two-sums", (mean / many + total / few) / 2)
    e.wrong("by-400", (mean * many + total) / many)
    e.wrong("without-400", total / both)
    e.wrong("without-100", mean * many / both)
    e.usual("in-bits")
    e.says(f"""
        mean-of-means: That averages the two means as if both groups were of one size: each *mail*
            has one vote.
        sum: That is the sum over all 500; divide it by 500.
        mean-plus-sum: That adds a mean to a sum; make both sums first.
        mean-and-sum: That averages a mean and a sum, two different things.
        mean-and-sum-added: That adds a mean to a sum, two different things.
        means-added: That is the sum of the two means.
        weights-turned: That weighs each mean by the size of the *other* group.
        two-means: That takes both for means; the 90 is a sum already.
        two-sums: That takes both for sums; the first is a mean, over 400 mails.
        by-400: That divides by the 400 alone; there are 500 mails.
        without-400: That leaves out what the 400 cost; they are mails like the others.
        without-100: That leaves out what the 100 cost; they are mails like the others.

        look: What do the 400 cost together?
        do: Add both sums, and divide by how many mails there are in all.
        note: The hundred alone have a mean of {total / few:.2f}, worse than a coin, and the sum of
            90 hid it. The same slip is common in training loops: a last batch that is smaller must
            have a smaller weight.
    """)


@value("at-least", decimals=3)
def at_least(e: Value) -> None:
    """Find the least loss of a model that is right in 85 %."""
    e.asks("one number, in nats, to three decimals")
    least = 0.15 * surprisal(0.5)
    e.right(least, again=-math.log(0.5**15) / 100)
    e.wrong("accuracy", surprisal(0.85))
    e.wrong("misses", 0.15)
    e.usual("in-bits", "sign")
    e.wrong("share-of-misses", surprisal(0.15))
    e.wrong("misses-at-15", 0.15 * surprisal(0.15))
    e.wrong("cheap-model", 0.85 * surprisal(0.999) + 0.15 * surprisal(0.499))
    e.wrong("entropy", binary_entropy(0.85))
    e.wrong("hits", 0.85 * surprisal(0.5))
    e.wrong("coin", surprisal(0.5))
    e.wrong("nothing", 0.0)
    e.wrong("sum", 15 * surprisal(0.5))
    e.says(f"""
        accuracy: That takes the accuracy for a probability given to what happened: it is only a
            share of samples.
        misses: That is the share of misses: what does each cost at the very least?
        share-of-misses: That gives what happened 15 %, the share of misses; but that is no
            forecast.
        misses-at-15: That prices each miss as if what happened had got 15 %; a miss can be cheaper
            than that.
        cheap-model: That is the loss of the model above that is modest when wrong; its hits, and
            its misses, could be cheaper still.
        entropy: That is the entropy of 85 %, for one who says 85 % each time; the right ones may
            cost next to nothing.
        hits: That is a cost for the *right* ones; how little can they cost?
        coin: That is what ½ for every sample costs.
        nothing: The right ones can cost next to nothing, but the misses cannot: they gave what
            happened less than ½.
        sum: That is the sum over a hundred; the mean is asked for.

        look: The cheapest hit, and the cheapest miss.
        do: A hit can cost nearly 0, a miss hardly more than log 2. Average over a hundred.
        note: An accuracy bounds the loss from below, by {least:.4f} nats here, and not at all from
            above: one certain miss is enough for infinity. So neither number stands for the other.
    """)


@cache
def _exact_strength() -> float:
    """Return the C at which the loss is just that: the number of copies, were it not whole."""
    from sklearn.linear_model import LogisticRegression  # Newton's method is quick, and as exact

    points, low, high = ten_points(), 1.0, 100.0
    while high - low > 1e-6:
        C = (low + high) / 2
        model = LogisticRegression(C=C, solver="newton-cholesky", tol=1e-10)
        p = model.fit(points.X, points.y).predict_proba(points.X)[:, 1]
        low, high = (C, high) if binary_cross_entropy(points.y, p) > 0.31 else (low, C)
    return high


@judged("copies")
def copies(e: Judged) -> None:
    """Count the copies of each point that take the mean loss below a goal."""
    e.asks("a whole number")
    fewest = next(n for n in range(1, 100) if fit(copies=n).loss[-1] < 0.31)
    smallest = fit(free=True).loss[-1]

    @e.judge
    def fault(answer: float) -> str:
        many = whole(answer)
        if many is None or many < 1:
            return "Copies come in whole numbers, from 1 up."
        if many > fewest:
            return "So many take the mean loss below the goal, but fewer do, too."
        made = f"{fit(copies=many).loss[-1]:.4f} nats"
        return f"With so many of each the mean loss is {made}." if many < fewest else ""

    e.right(fewest, again=math.ceil(_exact_strength()))
    e.wrong("one-less", fewest - 1)
    e.wrong("one-more", fewest + 1)
    e.wrong("loss", fit(copies=fewest).loss[-1])
    e.wrong("smallest-loss", smallest)
    e.wrong("penalty", 1 / fewest)
    e.wrong("points", 10 * fewest)
    e.wrong("strength", _exact_strength())
    e.wrong("once", 1)
    e.wrong("goal", 0.31)
    e.says(f"""
        one-less: With so many of each the loss is near, but not below. (If you counted what is
            *added* to the first set, count that set, too.)
        one-more: That is below the goal, but one fewer is, too.
        loss: That is the mean loss there; how many of each point give it?
        smallest-loss: That is the smallest mean loss, without any penalty; how many of each point
            are asked for.
        penalty: That is what is left of the penalty; the question is how many copies there are.
        points: That is how many points there are in all; divide by the ten.
        strength: That is the C that does it with one of each; copies come in whole numbers: round
            up.
        goal: That is the goal, a loss; how many of each point take the loss below it?
        once: Once is the default fit itself, whose loss is the claim's 0.3329.

        look: Put the copies in with `np.tile`, fit, and look at the mean loss.
        do: Try one number after another: `np.tile(X, (n, 1))` and `np.tile(y, n)`.
        note: So many copies and C = 1 are the same fit as one of each with a C as large. The
            smallest mean loss, {smallest:.4f}, no number of copies changes.
    """)


_SPECIES = np.array(["setosa", "versicolor", "virginica"])


def _labels(species: Any) -> Any:
    kept = np.asarray(species)[np.isin(species, ["versicolor", "virginica"])]
    if not kept.size:
        raise ValueError("there is no versicolor and no virginica")
    return (kept == "virginica").astype(int)


def _labels_again(species: Any) -> Any:
    return np.array([int(name == "virginica") for name in species if name != "setosa"])


def _flowers(rng: np.random.Generator) -> tuple[Any, ...]:
    return (rng.permutation(np.append(rng.choice(_SPECIES, 4), _SPECIES[1:])),)


@function("by-name")
def by_name(e: Function) -> None:
    """Choose two species by name, and label them."""
    e.asks("a function of species that returns an array of labels")
    e.right(_labels, again=_labels_again)
    e.tried_on(
        [
            (np.array(["versicolor"]),),
            (np.array(["virginica"]),),
            (np.array(["setosa", "versicolor"]),),
            (np.array(["setosa", "virginica"]),),
            (np.array(["virginica", "setosa", "versicolor", "virginica"]),),
        ],
        _flowers,
    )
    e.wrong("setosas-kept", lambda species: species == "virginica")
    e.wrong("mask", lambda species: species != "setosa")
    e.wrong("turned", lambda species: 1 - _labels(species))
    e.wrong("codes", lambda species: 1 + _labels(species))
    e.wrong("all-codes", lambda species: np.searchsorted(_SPECIES, species))
    e.wrong("all-0", lambda species: 0 * _labels(species))
    e.wrong("no-such-name", lambda species: np.zeros(len(species), dtype=int))
    e.wrong("other-pair", lambda species: species[species != "virginica"] == "versicolor")
    e.says(f"""
        setosas-kept: That is right about virginica, but keeps the setosas, as if they were
            versicolors: drop them first.
        mask: That is the mask of the flowers to keep; index with it, and then label them.
        turned: Those are the labels the other way round: 1 is for virginica.
        codes: Those are the library's codes, 1 and 2; a label is 0 or 1.
        all-codes: Those are the codes of all three species: a label of 2 has no place in the
            formula.
        all-0: That is all 0: what the names are compared with equals none of them. A number never
            does, nor a misspelt name: each letter counts, a capital, too.
        no-such-name: That keeps every flower and calls none virginica: a misspelt name is equal to
            no species, nor is a number. Each letter counts, a capital, too.
        other-pair: That keeps setosa and versicolor; the pair is versicolor and virginica.

        look: Two steps, as in {named("classify_iris")}: which flowers to keep, and which of those
            are 1.
        do: `kept = species[species != "setosa"]`; then compare `kept` with the name of class 1.
        note: Count after every choice: so many kept, so many ones. A wrong mask raises no error,
            and its loss may look good.
    """)
