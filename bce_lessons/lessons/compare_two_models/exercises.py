"""The exercises of the lesson: paired errors, five terms, enough images, and splits."""

from __future__ import annotations

import math
from functools import cache

import numpy as np
from numpy.typing import NDArray

from bce_lessons.answers.exercise import Value, value
from bce_lessons.comparison import compare_losses, corrected_interval, loss_interval
from bce_lessons.datasets import breast_cancer
from bce_lessons.losses import binary_cross_entropy, squared_error

Floats = NDArray[np.float64]
Sets = tuple[Floats, Floats, Floats]  # labels, and what two models say


@cache
def tumours() -> Sets:
    """Fit two logistic regressions to 300 tumours, and return what they say of the others."""
    from sklearn.linear_model import LogisticRegression

    data = breast_cancer()
    learn, test = data.take(slice(300)), data.take(slice(300, None))
    first, second = (
        LogisticRegression()
        .fit(learn.X[:, columns], learn.y)
        .predict_proba(test.X[:, columns])[:, 1]
        for columns in ([0], [0, 1])
    )
    return test.y.astype(np.float64), first, second


def _each(y: Floats, p: Floats) -> Floats:
    return np.asarray(binary_cross_entropy(y, p, reduction="none"))


def _error(values: Floats) -> float:
    return float(values.std(ddof=1) / len(values) ** 0.5)


@value("paired-error", decimals=5)
def paired_error(e: Value) -> None:
    """Find how sure the difference of two losses is, on breast cancer."""
    e.asks("one number, in nats, to five decimals")
    y, first, second = tumours()
    alone = _each(y, first), _each(y, second)
    d = alone[0] - alone[1]
    squares = [squared_error(y, p, reduction="none") for p in (first, second)]
    right = _error(d)
    e.right(right, again=compare_losses(y, first, second, method="normal").standard_error)
    e.wrong("independent", math.hypot(*map(_error, alone)))
    e.wrong("added", sum(map(_error, alone)))
    e.wrong("subtracted", abs(_error(alone[0]) - _error(alone[1])))
    e.wrong("spread", d.std(ddof=1))
    e.wrong("by-n", d.std(ddof=1) / len(d))
    e.wrong("variance", right**2)
    e.wrong("first-alone", _error(alone[0]))
    e.wrong("second-alone", _error(alone[1]))
    e.wrong("half-width", 1.96 * right)
    e.wrong("two-errors", 2 * right)
    e.wrong("sum-of-variances", sum(_error(one) ** 2 for one in alone))
    e.wrong("mean", d.mean())
    e.wrong("sizes", _error(np.abs(d)))
    e.wrong("of-squares", _error(squares[0] - squares[1]))
    e.wrong("without-one", d.std() / len(d) ** 0.5)
    e.says(f"""
        independent: That is the standard error of two models that were tested on *different*
            tumours. Here both met the same ones: take the differences first.
        added: That adds the two standard errors; what both models have in common cancels only in
            the differences of single tumours.
        subtracted: That subtracts one standard error from the other; take the differences of single
            tumours, and the standard error of these.
        spread: That is how widely the differences spread over the tumours; their mean is surer, by
            the root of their number.
        by-n: That divides by the number of tumours; a standard error divides by its root.
        variance: That is its square, the variance of the mean; take the root.
        first-alone: That is the standard error of the first model's own loss.
        second-alone: That is the standard error of the second model's own loss.
        half-width: That is half the width of an interval of 95 %; one standard error is asked for.
        two-errors: That is twice as much, about half the width of an interval; one standard error
            is asked for.
        sum-of-variances: That adds the variances of both mean losses, and takes no root. Both
            models met the same tumours: take the differences first.
        mean: That is the mean difference itself; how sure is it?
        sizes: That drops the signs of the differences, and the signs say who is better.
        of-squares: That is right for the squared error; the question is about cross-entropy.
        without-one: That divides by n inside the spread, as `np.std` does unless told; with
            `ddof=1` it divides by n − 1.

        look: Which numbers is the mean taken of: losses, or differences of losses?
        do: Subtract the two losses of each tumour, then take the standard deviation with `ddof=1`,
            over the root of the number of tumours.
        note: The mean difference is {d.mean():.4f} nats, about one standard error: not decided. On
            {100 * np.mean(d > 0):.0f} % of the tumours the second model is better, by
            {d[d > 0].mean():.2f} nats on average. On the others it is worse, by
            {-d[d < 0].mean():.2f}.
    """)


@cache
def wines(*, training: bool = False) -> tuple[Floats, Floats]:
    """Fit naive Bayes to half of the wines; return labels and what it says, of the others."""
    from sklearn.datasets import load_wine
    from sklearn.naive_bayes import GaussianNB

    wine, order = load_wine(), np.random.default_rng(12).permutation(178)
    kind = (wine.target == 1).astype(np.float64)
    learn, test = order[:89], order[89:]
    model = GaussianNB().fit(wine.data[learn], kind[learn])
    test = learn if training else test
    return kind[test], model.predict_proba(wine.data[test])[:, 1]


@value("five-wines", decimals=3)
def five_wines(e: Value) -> None:
    """Find the share of the loss that five wines carry."""
    e.asks("one number, a share, to three decimals")
    y, p = wines()
    trained = np.sort(_each(*wines(training=True)))
    terms = np.sort(_each(y, p))[::-1]
    share = terms[:5].sum() / terms.sum()
    squares = np.sort(squared_error(y, p, reduction="none"))[::-1]
    e.right(share, again=loss_interval(y, p).largest_share)
    e.wrong("one", terms[0] / terms.sum())
    e.wrong("four", terms[:4].sum() / terms.sum())
    e.wrong("six", terms[:6].sum() / terms.sum())
    e.wrong("rest", 1 - share)
    e.wrong("smallest", terms[-5:].sum() / terms.sum())
    e.wrong("count", 5 / len(terms))
    e.wrong("nats", terms[:5].sum())
    e.wrong("mean-of-five", terms[:5].mean())
    e.wrong("over-n", terms[:5].sum() / len(terms))
    e.wrong("loss", terms.mean())
    e.wrong("sixth-on", terms[5])
    e.wrong("first-five", _each(y, p)[:5].sum() / terms.sum())
    e.wrong("of-squares", squares[:5].sum() / squares.sum())
    e.wrong("percent", 100 * share)
    e.wrong("training", trained[-5:].sum() / trained.sum())
    e.says(f"""
        one: That is the share of the most expensive wine alone; five are asked for.
        four: That is the share of four wines; five are asked for.
        six: That is the share of six wines; five are asked for.
        rest: That is the share of all the other wines.
        smallest: Those are the five cheapest wines: sort the other way.
        count: That is how many of the wines they are; how much of the loss do they carry?
        nats: That is what the five cost together, in nats; divide by what all cost together.
        mean-of-five: That is the mean loss of the five, in nats; a share of the whole is asked for.
        over-n: That is what the five add to the mean loss, in nats; divide it by the mean loss.
        loss: That is the mean loss, in nats; a share of it is asked for.
        sixth-on: That is the loss of the sixth wine, in nats.
        first-five: Those are the first five wines of the table, not the five most expensive.
        of-squares: That is the share of the squared error; the question is about cross-entropy.
        percent: That is in percent; a share lies between 0 and 1: divide by 100.
        training: That is of the wines that naive Bayes learned from; the other half is asked for.

        look: Which wines cost most, and what do they cost together?
        do: Take the loss of each wine, sort, add up the largest five, and divide by the sum of all.
        note: The other {len(terms) - 5} wines carry {100 * (1 - share):.0f} %. In most other splits
            the same few wines decide: naive Bayes is sure about them, and wrong. Quote such a loss
            with its interval, or divide the logits by a temperature first (Lesson 9).
    """)


@cache
def images() -> Sets:
    """Fit two penalties to 900 digits, and return what they say of the next 300."""
    from sklearn.datasets import load_digits
    from sklearn.linear_model import LogisticRegression

    digits = load_digits()
    pixels, eight = digits.data / 16, (digits.target == 8).astype(np.float64)
    first, second = (
        LogisticRegression(C=C).fit(pixels[:900], eight[:900]).predict_proba(pixels[900:])[:, 1]
        for C in (0.1, 0.3)
    )
    return eight[900:], first, second


@value("enough-images")
def enough_images(e: Value) -> None:
    """Find how many images are needed to decide between two penalties."""
    e.asks("a whole number")
    y, first, second = images()
    alone = _each(y[:300], first[:300]), _each(y[:300], second[:300])
    d = alone[0] - alone[1]
    s, wanted, aim = float(d.std(ddof=1)), 2.8, 0.005
    ratio, apart = s / aim, math.hypot(*(one.std(ddof=1) for one in alone))
    needed = math.ceil((wanted * ratio) ** 2)
    e.right(needed, again=-int(-(wanted**2 * d.var(ddof=1) / aim**2) // 1))
    e.wrong("half-the-time", math.ceil((1.96 * ratio) ** 2))
    e.wrong("one-error", math.ceil(ratio**2))
    e.wrong("not-squared", math.ceil(wanted * ratio))
    e.wrong("half-squared", math.ceil(wanted * ratio**2))
    e.wrong("unpaired", math.ceil((wanted * apart / aim) ** 2))
    e.wrong("error-for-spread", math.ceil((wanted * ratio) ** 2 / 300))
    e.wrong("pilots-own", math.ceil((wanted * s / d.mean()) ** 2))
    e.wrong("without-one", math.ceil((wanted * d.std() / aim) ** 2))
    e.wrong("more", needed - 300)
    e.wrong("eight", math.ceil(8 * ratio**2))
    e.wrong("down", needed - 1)
    others = _each(y[300:600], first[300:600]) - _each(y[300:600], second[300:600])
    another = math.ceil((wanted * others.std(ddof=1) / aim) ** 2)
    e.says(f"""
        half-the-time: That is for 1.96 standard errors. With so many images only one half of all
            test sets would decide.
        one-error: That is for one standard error; the question wants 2.8 of them.
        not-squared: A standard error falls with the *root* of n: to halve it takes four times as
            many. Square 2.8 s/d.
        half-squared: That squares s/d alone; 2.8 stands inside the square, too.
        unpaired: That takes the two losses as independent; both models saw the same images, so take
            the spread of the differences.
        error-for-spread: That puts the standard error of the pilot in the place of the spread, and
            so is 300 times too small.
        pilots-own: That takes the pilot's own mean difference; the question gives the difference.
        without-one: That divides by n inside the spread, as `np.std` does unless told; with
            `ddof=1` it divides by n − 1.
        more: That is how many come on top of the pilot; the question wants all of them.
        eight: That is the rule with 8. Here 2.8 squared is asked for, which is a little less.
        down: That is rounded down, and is then just under 2.8 standard errors: round up.

        look: A standard error is s/√n. For which n is {aim} nats as large as {wanted} of
            them?
        do: n = ({wanted} s/d)², with s of the pilot's differences and d = {aim}, rounded up.
        note: Even s is not sure: the next 300 images would ask for {another:,}. A pilot can also
            say too few, so plan for more than it says.
    """)


@cache
def wine_splits() -> Floats:
    """Return the differences of two methods on ten random splits of the wines."""
    from sklearn.datasets import load_wine
    from sklearn.linear_model import LogisticRegression

    wine, found = load_wine(), []
    kind = (wine.target == 1).astype(np.float64)
    for seed in range(10):
        order = np.random.default_rng(seed).permutation(178)
        test, learn = order[:45], order[45:]
        costs = []
        for columns in ([0], [0, 1]):
            model = LogisticRegression().fit(wine.data[learn][:, columns], kind[learn])
            p = model.predict_proba(wine.data[test][:, columns])[:, 1]
            costs.append(binary_cross_entropy(kind[test], p))
        found.append(costs[0] - costs[1])
    return np.array(found)


@value("ten-splits", decimals=5)
def ten_splits(e: Value) -> None:
    """Find the lower end of the corrected interval over ten splits."""
    from scipy.special import stdtrit

    e.asks("one number, in nats, to five decimals")
    d = wine_splits()
    s, mean, t = d.std(ddof=1), d.mean(), float(stdtrit(9, 0.975))

    def low(share: float, reach: float = t) -> float:
        return float(mean - reach * math.sqrt(share) * s)

    ends = corrected_interval(d, n_train=133, n_test=45)
    e.right(ends[0], again=low(1 / 10 + 45 / 133))
    e.wrong("plain", low(1 / 10))
    e.wrong("upper", ends[1])
    e.wrong("plain-upper", 2 * mean - low(1 / 10))
    e.wrong("mean", mean)
    e.wrong("half-width", mean - ends[0])
    e.wrong("swapped", low(1 / 10 + 133 / 45))
    e.wrong("of-all", low(1 / 10 + 45 / 178))
    e.wrong("only-ratio", low(45 / 133))
    e.wrong("normal", low(1 / 10 + 45 / 133, 1.96))
    e.wrong("no-root", float(mean - t * (1 / 10 + 45 / 133) * s))
    e.wrong("single-split", low(1.0))
    e.wrong("other-side", -ends[1])
    e.says(f"""
        plain: That takes the ten splits as independent. They share training wines, so the variance
            of the mean is larger: 1/10 + n_test/n_train in place of 1/10.
        upper: That is the upper end; the lower one is asked for.
        plain-upper: That is the upper end of the plain interval; the lower end of the corrected one
            is asked for.
        mean: That is the mean difference; the interval lies around it.
        half-width: That is half the width of the interval; take it off the mean.
        swapped: That has n_train and n_test exchanged: 133 wines train, 45 test.
        of-all: That divides the 45 by all 178 wines; divide by the 133 that train.
        only-ratio: That leaves 1/10 out, and keeps n_test/n_train alone.
        normal: That takes 1.96 of the normal distribution; with ten splits it is Student's t with 9
            degrees of freedom.
        no-root: That multiplies the spread by the share; it wants the root of it.
        single-split: That is the reach of one split alone; the mean of ten is surer than that.
        other-side: That is for the second model minus the first; the list has first minus second.

        look: The section on splits: which function takes the differences, n_train and n_test?
        do: Give the ten differences to `corrected_interval` with `n_train=133` and `n_test=45`, and
            take the first of its two ends.
        note: The plain interval begins at {low(1 / 10):+.3f}, and would call the second model
            better. The corrected one holds 0: ten splits of 178 wines do not decide it.
    """)
