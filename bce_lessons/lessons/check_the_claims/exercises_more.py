"""The further exercises of the lesson: published claims from the eighth on, corrected."""

from __future__ import annotations

import math
from functools import cache
from typing import Any

import numpy as np

from bce_lessons.answers.exercise import Function, Judged, Value, function, judged, value
from bce_lessons.answers.standing import whole
from bce_lessons.datasets import ten_points
from bce_lessons.information import binary_entropy, surprisal
from bce_lessons.lessons import named
from bce_lessons.lessons.check_the_claims.exercises import CLIPS, fit
from bce_lessons.links import logit, sigmoid
from bce_lessons.losses import binary_cross_entropy, squared_error


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
        cheap-model: That is the loss of the cheap model above; its hits, and its misses, could be
            cheaper still.
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
        once: Once is the default fit itself, with the famous loss.

        look: Put the copies in with `np.tile`, fit, and look at the mean loss.
        do: Try one number after another: `np.tile(x, (n, 1))` and `np.tile(y, n)`.
        note: So many copies and C = 1 are the same fit as one of each with a C as large. The
            smallest mean loss, {smallest:.4f}, no number of copies changes.
    """)


@value("sharpen", decimals=2)
def sharpen(e: Value) -> None:
    """Find the factor for the logits with the least squared error."""
    e.asks("one number, the factor, to two decimals")
    y, z = ten_points().y, fit().logits(ten_points().X)
    factors = np.arange(1, 601) / 100
    squares = [squared_error(y, sigmoid(k * z)) for k in factors]
    place = int(np.argmin(squares))
    best = factors[place]
    by_nats = factors[np.argmin([binary_cross_entropy(y, sigmoid(k * z)) for k in factors])]
    e.right(best, again=min(range(50, 300), key=lambda k: squares[k - 1]) / 100)
    e.wrong("cross-entropy", by_nats)
    e.wrong("as-it-is", 1.0)
    e.wrong("squared-error", squares[place])
    e.wrong("place", place)
    e.wrong("place-by-100", place / 100)
    e.wrong("place-from-1", place + 1)
    e.wrong("largest", 6.0)
    e.wrong("smallest", 0.01)
    e.wrong("temperature", 1 / best)
    e.says(f"""
        cross-entropy: That is the factor with the least *cross-entropy*; squared error is asked
            for.
        as-it-is: That is the fit as it is; a little sharper it pays less.
        squared-error: That is the squared error there; the factor is asked for.
        place: That is the place in the list, counted from 0; which factor stands there?
        place-from-1: That is the place in the list, counted from 1; which factor stands there?
        place-by-100: That is one step too low, as a hundredth of the place in the list is: the list
            starts at 0.01, so look up the factor there.
        largest: That is the largest factor tried: the squared error rises on the way.
        smallest: That is the smallest factor tried: there every p is near one half.
        temperature: That is the temperature, by which one would *divide* the logits.

        look: One squared error for each factor, and the smallest of them.
        do: `factors[np.argmin(losses)]`, with the factors a hundredth apart.
        note: Cross-entropy would go on to {by_nats:.2f}: both scores are honest, but no factor
            makes this model true, and then each has its own favourite.
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
    e.says("""
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

        look: Two steps: which flowers to keep, and which of those are 1.
        do: `kept = species[species != "setosa"]`; then compare `kept` with the name of class 1.
        note: Count after every choice: so many kept, so many ones. A wrong mask raises no error,
            and its loss may look splendid.
    """)


def _pushed(p: Any, push: Any) -> Any:
    return sigmoid(logit(p) + push)


def _pushed_again(p: Any, push: Any) -> Any:
    return 1 / (1 + (1 / np.asarray(p) - 1) * np.exp(-np.asarray(push)))


def _forecasts(rng: np.random.Generator) -> tuple[Any, ...]:
    n = int(rng.integers(1, 6))
    return rng.uniform(0.02, 0.98, n), rng.normal(0, 2, n)


@function("noise")
def noise(e: Function) -> None:
    """Push probabilities without leaving their range."""
    e.asks("a function of p and push that returns an array of probabilities")
    e.right(_pushed, again=_pushed_again)
    e.tried_on(
        [
            (np.array([0.5]), np.array([0.0])),
            (np.array([0.5]), np.array([1.0])),
            (np.array([0.9]), np.array([0.5])),
            (np.array([0.9, 0.2]), np.array([-0.3, 1.0])),
            (np.array([0.7, 0.3, 0.6, 0.4]), np.array([4.0, -4.0, 4.0, -4.0])),
        ],
        _forecasts,
    )
    e.wrong("logit-last", lambda p, push: sigmoid(logit(p + push)))
    e.wrong("published", lambda p, push: p + push)
    for eps in (*CLIPS, 0.01):
        e.wrong(
            f"clipped-{eps:g}",
            lambda p, push, eps=eps: np.clip(p + push, eps, 1 - eps),
            f"That pushes p and clips it at {eps:g}: whatever leaves the range gets one and "
            "the same p, and the clip decides what it costs.",
        )
    e.wrong("complement", lambda p, push: 1 - _pushed(p, push))
    e.wrong("log-p", lambda p, push: sigmoid(np.log(p) + push))
    e.wrong("clipped", lambda p, push: np.clip(p + push, 0, 1))
    e.wrong("p-as-logit", lambda p, push: sigmoid(p + push))
    e.wrong("logit", lambda p, push: logit(p) + push)
    e.wrong("other-way", lambda p, push: sigmoid(logit(p) - push))
    e.wrong("no-push", lambda p, push: p + 0 * push)
    e.wrong("multiplied", lambda p, push: sigmoid(logit(p) * push))
    e.wrong("log-p-alone", lambda p, push: p * np.exp(push))
    e.wrong("sigmoid-of-push", lambda p, push: p + sigmoid(push))
    e.wrong("folded", lambda p, push: (p + push) % 1)
    e.says(f"""
        logit-last: That pushes p, and only then takes the logit: take the logit first, then push.
        published: That is the published line: it leaves [0, 1].
        complement: That is the probability of the *other* outcome: a minus is missing, or one too
            many, in the sigmoid.
        log-p: That pushes log p: the logit is log p − log(1 − p).
        clipped: That clips what has left [0, 1]: all that was pushed out becomes certain, and a
            certain miss costs infinity.
        p-as-logit: That sends p + push through a sigmoid: p must become a logit first, for without
            any push it should stay as it is.
        logit: That is the pushed *logit*; bring it back with `sigmoid`.
        other-way: That pushes the other way: plus, not minus.
        no-push: That leaves the push out.
        multiplied: That multiplies the logit; add to it.
        log-p-alone: That adds the push to log p, which leaves 1 behind when p is large: log p is no
            logit.
        sigmoid-of-push: That adds the sigmoid of the push to p, and leaves [0, 1].
        folded: That folds what leaves [0, 1] back in at the other end: a sure yes becomes a sure
            no.

        look: Where is every number allowed? {named("add_noise")} puts its
            noise there.
        do: `logit`, add, and back with `sigmoid`.
        note: Pushes of mean 0 on the logits neither favour a side nor leave the range, so what they
            do to the loss is the noise's own doing. The published shift does both.
    """)
