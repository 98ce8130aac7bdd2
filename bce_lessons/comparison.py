"""How sure a loss is, and whether one model's is really lower than another's.

A mean loss is measured on some samples; on others it would be different. Two models on the same
samples share most of that luck, so compare them sample by sample.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

from bce_lessons import _options as options
from bce_lessons import _validation as check
from bce_lessons import _verdicts as verdicts
from bce_lessons._intervals import DRAWS, Drawing, Loss, Method, Units, scored, student
from bce_lessons._validation import FloatArray
from bce_lessons._verdicts import Comparison, LossInterval

MOST = 10**15  # samples that were counted and need not be here

__all__ = ["Comparison", "LossInterval", "compare_losses", "corrected_interval", "loss_interval"]


@np.errstate(all="ignore")
def loss_interval(
    y_true: ArrayLike,
    y_proba: ArrayLike,
    *,
    sample_weight: ArrayLike | None = None,
    groups: ArrayLike | None = None,
    loss: Loss = "cross_entropy",
    confidence: float = 0.95,
    method: Method = "studentized",
    n_resamples: int = DRAWS,
    rng: np.random.Generator | None = None,
) -> LossInterval:
    """Say how sure a mean loss is: an interval for the loss on endless new samples.

    Parameters
    ----------
    y_true : array_like of float, any shape, in [0, 1]
        Labels, 0 or 1; soft labels between them are allowed.
    y_proba : array_like of float, shape of `y_true`, in [0, 1]
        Predicted probabilities of y = 1.
    sample_weight : array_like of float, shape of `y_true`, optional
        Finite weights of at least 0, not all 0. A sample of weight 0 never matters.
    groups : array_like, shape of `y_true`, optional
        What samples belong to: numbers or names of patients, days, users. Samples of one group
        then count as one draw. Without it all samples are taken as independent.
    loss : {"cross_entropy", "squared_error"}
        The binary cross-entropy, in nats, or the squared error of the probability.
    confidence : float, in (0, 1)
        How often such intervals are to hold the true mean loss.
    method : {"studentized", "bca", "normal"}
        By resampling, in standard errors (bootstrap-t) or bias-corrected and accelerated; or the
        mean and as many standard errors as Student's t asks for, with n - 1 degrees of freedom.
    n_resamples : int, at least 99, and at least 2 / (1 - confidence) - 1
        How many times the samples are drawn again; "normal" draws none.
    rng : numpy.random.Generator, optional
        What draws. Unless given, `np.random.default_rng(0)`: the same call gives the same ends.

    Returns
    -------
    LossInterval
        The mean loss, its standard error, and the ends of the interval, which are at least 0. After
        a certain miss the loss and both ends are inf, and `warning` says where it is.

    Raises
    ------
    ValueError
        If fewer than two samples (or groups) count, an input is empty, holds a NaN, is outside
        its range, is masked or has another shape, or an option is not as described.
    TypeError
        If an input does not hold real numbers, or an option is of another type.

    Notes
    -----
    In a terminal, ``python3 course.py bench --coverage`` prints how many in 100 intervals of 95 %
    hold the truth, in 2,000 simulated sets of 50, 200 and 1,000 samples, of 399 resamples each:

    ==================================  ================  ================  ================
    Model                               studentized       bca               normal
    ==================================  ================  ================  ================
    calibrated, logits of sd 1          95.5  94.4  94.8  93.7  93.4  94.2  94.5  94.6  94.7
    calibrated, logits of sd 1.5        95.5  94.9  95.8  93.9  94.2  95.0  94.5  94.8  96.1
    calibrated, logits of sd 2.5        94.8  95.1  95.2  92.0  93.8  94.5  92.0  94.6  95.5
    2 times too sure                    95.6  94.9  96.0  93.3  94.2  95.3  92.8  94.2  95.8
    4 times too sure                    96.6  95.2  95.5  93.5  94.1  95.0  91.8  93.5  95.3
    calibrated, 1.8 % are ones          63.0  95.2  96.0  59.9  91.8  94.7  59.0  86.1  93.9
    says 99.9 %, right in 99 %          38.9  85.9  96.9  31.0  83.3  94.8  39.5  87.2  93.9
    ==================================  ================  ================  ================

    So take "studentized", above all for few samples. Where both labels are common it holds about as
    often as it says. Its ends may be infinite where a few samples decide: then the samples do not
    say more. The last two models meet a rare label, or miss one in a hundred times. Many sets of 50
    hold no such sample, and no method can know of what is not there. `warning` then says so.

    For a loss whose rows come in groups with one label each, in 2,000 sets of 6, 10, 20 and 50
    groups; few groups hold less often than they say, above all if they differ in size:

    =================  ======================  ======================  ======================
    Rows               studentized             bca                     normal
    =================  ======================  ======================  ======================
    10 rows each       93.5  94.3  93.7  95.5  82.1  85.9  90.0  93.9  86.5  88.3  90.8  94.0
    1 to 32 rows each  90.8  89.3  91.5  93.9  76.8  80.2  85.5  89.9  75.4  80.2  84.5  89.5
    =================  ======================  ======================  ======================

    The interval says how the loss varies with the samples, of one trained model. It says nothing
    of another training run, or of samples from elsewhere. Neighbours in a series in time are alike.
    Give blocks of time as `groups`: each much longer than the series remembers, and still many. Of
    1,000 terms, each correlated by 0.95 with the one before, blocks of 10 hold in 60.6 %, blocks of
    50 in 88.4 %, and the ten blocks of 100 in 91.8 %.

    The time grows with `n_resamples` times the samples. Of 100,000 and more take "normal".

    References
    ----------
    .. [1] B. Efron and R. J. Tibshirani (1993). An Introduction to the Bootstrap, chapters 12 and
       14. Chapman & Hall. https://doi.org/10.1201/9780429246593

    Examples
    --------
    >>> from bce_lessons.comparison import loss_interval
    >>> y, p = [1, 0, 1, 1, 0, 0] * 8, [0.9, 0.2, 0.7, 0.4, 0.6, 0.1] * 8
    >>> loss_interval(y, p)
    LossInterval(0.4372, 95 %: 0.3398 to 0.5574, n = 48)
    """
    drawing = Drawing.checked(confidence, method, n_resamples, rng)
    one = scored(y_true, y_proba, "y_proba", sample_weight, loss)
    units = Units.of(one.terms, one, y_true, groups, one.place)
    low, high = drawing.ends(units)
    ends = max(low, 0.0), max(high, 0.0)
    warnings = (
        verdicts.warn(units, ends, one.terms, [one], verdicts.OF_LOSS)
        if np.isfinite(units.value)
        else [verdicts.infinite(one)]
    )
    return LossInterval(
        units.value, units.standard_error, *ends, drawing.confidence, units.n,
        verdicts.largest_share(one.terms, one.weight), " ".join(warnings),
    )  # fmt: skip


@np.errstate(all="ignore")
def compare_losses(
    y_true: ArrayLike,
    proba_a: ArrayLike,
    proba_b: ArrayLike,
    *,
    sample_weight: ArrayLike | None = None,
    groups: ArrayLike | None = None,
    loss: Loss = "cross_entropy",
    confidence: float = 0.95,
    method: Method = "studentized",
    n_resamples: int = DRAWS,
    rng: np.random.Generator | None = None,
) -> Comparison:
    """Compare two models on the same samples, by the differences of their losses.

    Parameters
    ----------
    y_true : array_like of float, any shape, in [0, 1]
        Labels, 0 or 1; soft labels between them are allowed.
    proba_a, proba_b : array_like of float, shape of `y_true`, in [0, 1]
        The probabilities of y = 1 that the models a and b predict for the same samples.
    sample_weight, groups, loss, confidence, method, n_resamples, rng
        As for `loss_interval`.

    Returns
    -------
    Comparison
        Both losses, their difference a - b with its interval, and what it rests on. After a
        certain miss of one model the difference and both ends are inf, or -inf.

    Raises
    ------
    ValueError
        If both models have a certain miss: inf - inf is nothing. Also if fewer than two samples
        (or groups) count, an input is empty, holds a NaN, is outside its range, is masked or has
        another shape, or an option is not as described.
    TypeError
        If an input does not hold real numbers, or an option is of another type.

    Notes
    -----
    Two intervals that overlap do not mean that the losses may be equal: both models have the same
    hard samples, so their losses rise and fall together. The difference is taken sample by sample
    and what they share falls out.

    Not for models that were compared and chosen on these very samples: the best of ten looks
    better than it is. Not for the scores of splits that share training samples: see
    `corrected_interval`. For a series in time give blocks of time as `groups`: each much longer
    than the series remembers, and still many (`loss_interval` says how often such hold). Or take
    the test of F. X. Diebold and R. S. Mariano [1]_.

    In a terminal, ``python3 course.py bench --coverage`` prints how many in 100 intervals of 95 %
    hold the truth, in 2,000 simulated sets of 50, 200 and 1,000 samples, of 399 resamples each, for
    a calibrated model beside another; both labels are common:

    ==================================  ================  ================  ================
    The other model                     studentized       bca               normal
    ==================================  ================  ================  ================
    1.3 times too sure, some noise      93.6  94.8  95.1  91.3  93.3  93.7  91.8  94.2  94.8
    3 times too sure, more noise        96.0  95.0  95.2  93.1  94.0  94.5  91.3  93.6  94.7
    ==================================  ================  ================  ================

    With rows that come in groups with one label each, in 2,000 sets of 6, 10, 20 and 50 groups:

    =================  ======================  ======================  ======================
    Rows               studentized             bca                     normal
    =================  ======================  ======================  ======================
    10 rows each       85.5  89.3  93.2  95.1  76.4  82.5  88.8  92.4  80.2  84.0  88.5  92.5
    1 to 32 rows each  83.2  84.0  88.8  93.5  73.0  78.2  83.4  89.3  71.9  75.0  80.5  86.9
    =================  ======================  ======================  ======================

    References
    ----------
    .. [1] F. X. Diebold and R. S. Mariano (1995). Comparing predictive accuracy. Journal of
       Business & Economic Statistics 13(3), 253-263. https://doi.org/10.2307/1392185

    Examples
    --------
    >>> from bce_lessons.comparison import compare_losses
    >>> y = [1, 0, 1, 1, 0, 0] * 8
    >>> a, b = [0.9, 0.2, 0.7, 0.4, 0.6, 0.1] * 8, [0.8, 0.2, 0.7, 0.4, 0.6, 0.2] * 8
    >>> compare_losses(y, a, b)
    Comparison(a 0.4372, b 0.4764, a - b -0.0393, 95 %: -0.0564 to -0.0231, n = 48: a is better)
    a is better on 33.3 % of the samples, b on 0 %; the five largest differences make 31.3 % of the
    sum of all sizes.
    """
    drawing = Drawing.checked(confidence, method, n_resamples, rng)
    a = scored(y_true, proba_a, "proba_a", sample_weight, loss)
    b = scored(y_true, proba_b, "proba_b", sample_weight, loss)
    check.aligned((proba_a, "proba_a"), (proba_b, "proba_b"))
    verdicts.reject_two_certain_misses(a, b)
    differences = np.where(a.terms == b.terms, 0.0, a.terms - b.terms)
    units = Units.of(differences, a, y_true, groups, verdicts.payer(a, b))
    ends, sizes = drawing.ends(units), np.abs(differences)
    if np.isfinite(units.value):
        warnings = verdicts.warn(units, ends, sizes, [a, b], verdicts.OF_DIFFERENCES)
        warnings += verdicts.one_decides(units, ends, drawing)
    else:
        warnings = [verdicts.infinite(a if units.value > 0 else b)]
    better_a, better_b = (_share(side, a.weight) for side in (differences < 0, differences > 0))
    return Comparison(
        a.mean, b.mean, units.value, units.standard_error, *ends, drawing.confidence, units.n,
        better_a, better_b, verdicts.largest_share(sizes, a.weight), " ".join(warnings),
    )  # fmt: skip


@np.errstate(all="ignore")
def corrected_interval(
    differences: ArrayLike, *, n_train: int, n_test: int, confidence: float = 0.95
) -> tuple[float, float]:
    """Return an interval for the mean difference of two methods over repeated random splits.

    The corrected resampled t-test: splits share training samples, so their differences are not
    independent, and the plain standard error is too small.

    Parameters
    ----------
    differences : array_like of float, shape (n_splits,)
        For each random split of one table, the difference of two mean test losses.
    n_train, n_test : int, at least 1
        How many samples each split trains and tests on.
    confidence : float, in (0, 1)
        How often such intervals are to hold the true difference.

    Returns
    -------
    low, high : float
        The interval's ends, in the unit of `differences`.

    Raises
    ------
    ValueError
        If there are fewer than two differences, one is NaN or infinite, they are not one row, or
        an option is not as described.
    TypeError
        If `differences` does not hold real numbers, or an option is of another type.

    Notes
    -----
    The variance of the mean is taken as (1/n_splits + n_test/n_train) times the sample variance
    of the differences, and Student's t with n_splits - 1 degrees of freedom (from SciPy). That is
    a rule of thumb, which has held up in simulations: no unbiased estimate of this variance
    exists. The interval is about training on n_train samples, not about one trained model.

    References
    ----------
    .. [1] C. Nadeau and Y. Bengio (2003). Inference for the generalization error. Machine
       Learning 52, 239-281. https://doi.org/10.1023/A:1024068626366

    Examples
    --------
    >>> from bce_lessons.comparison import corrected_interval
    >>> low, high = corrected_interval([0.02, 0.01, 0.03, 0.02, 0.0], n_train=80, n_test=20)
    >>> print(f"{low:.4f} to {high:.4f}")
    -0.0052 to 0.0372
    """
    values = check.floats(differences, "differences")
    confidence = options.number("confidence", confidence, options.INSIDE_UNIT, such_as=0.95)
    trained = options.whole("n_train", n_train, high=MOST)
    tested = options.whole("n_test", n_test, high=MOST)
    if values.ndim != 1 or len(values) < 2:
        raise ValueError(
            f"differences has shape {values.shape}: pass one row of at least two, one a split"
        )
    if not np.isfinite(values).all():
        wrong = int(np.argmin(np.isfinite(values)))
        raise ValueError(
            f"differences[{wrong}] is {values[wrong]}: leave out the split, and say so, or compare "
            "by squared error"
        )
    n, size = len(values), float(np.abs(values).max()) or 1.0
    spread = size * float((values / size).std(ddof=1))
    error = math.sqrt(1 / n + tested / trained) * spread
    middle = size * float((values / size).mean())
    reach = student((1 - confidence) / 2, n - 1) * error
    return middle - reach, middle + reach


def _share(values: NDArray[np.bool_], weight: FloatArray | None) -> float:
    return float(np.average(values, weights=weight))
