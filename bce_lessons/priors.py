"""Probabilities for another base rate than that of the samples a model was trained on."""

from __future__ import annotations

from typing import overload

import numpy as np
from numpy.typing import ArrayLike

from bce_lessons import _options as options
from bce_lessons import _validation as check
from bce_lessons._validation import FloatArray
from bce_lessons.links import logit, sigmoid

__all__ = ["prior_shift"]


@overload
def prior_shift(y_proba: float, *, trained_rate: float, actual_rate: float) -> float: ...
@overload
def prior_shift(y_proba: ArrayLike, *, trained_rate: float, actual_rate: float) -> FloatArray: ...
@np.errstate(all="ignore")
def prior_shift(
    y_proba: ArrayLike, *, trained_rate: float, actual_rate: float
) -> float | FloatArray:
    """Turn the probabilities of a model for one base rate into those for another.

    Parameters
    ----------
    y_proba : array_like of float, any shape, in [0, 1]
        Probabilities of y = 1, from a model trained where y = 1 is as frequent as `trained_rate`:
        on a balanced or resampled table, or in another place.
    trained_rate : float, in (0, 1)
        The share of y = 1 in what the model was trained on, by weight if it had weights.
    actual_rate : float, in (0, 1)
        The share of y = 1 where the probabilities are to be used.

    Returns
    -------
    float or ndarray of float64, shape of `y_proba`, in [0, 1]
        Probabilities of y = 1 at `actual_rate`; a float for a scalar. 0 stays 0, and 1 stays 1.

    Raises
    ------
    ValueError
        If a rate is 0 or 1, where one label never is, or outside [0, 1]; if `y_proba` is empty or
        a value is NaN or outside [0, 1].
    TypeError
        If `y_proba` does not hold real numbers, or a rate is not one.

    Notes
    -----
    Bayes' rule on the logit: what is added is logit(actual_rate) - logit(trained_rate). It holds
    if only the rate differs: among samples of y = 1, and of y = 0, the features are as they were.
    A model trained with a weight w on y = 1 (`pos_weight`) saw the odds of its table times w.

    References
    ----------
    .. [1] M. Saerens, P. Latinne and C. Decaestecker (2002). Adjusting the outputs of a classifier
       to new a priori probabilities: a simple procedure. Neural Computation 14(1), 21-41.
       https://doi.org/10.1162/089976602753284446

    Examples
    --------
    >>> from bce_lessons.priors import prior_shift
    >>> round(prior_shift(0.5, trained_rate=0.5, actual_rate=0.01), 4)
    0.01
    >>> prior_shift([0.0, 1.0], trained_rate=0.5, actual_rate=0.01)
    array([0., 1.])
    """
    p = check.floats(y_proba, "y_proba")
    check.probabilities(y_proba, p, "y_proba")
    trained, actual = (
        options.number(name, rate, options.INSIDE_UNIT, such_as=0.01)
        for name, rate in (("trained_rate", trained_rate), ("actual_rate", actual_rate))
    )
    shifted = np.asarray(logit(p)) + (logit(actual) - logit(trained))
    return check.scalar_or_array(np.asarray(sigmoid(shifted)))
