"""The exercises of lesson 8: clips, digits, and how many likelihoods fit into one product."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from bce_lessons._validation import FloatArray
from bce_lessons.gradients import binary_cross_entropy_with_logits_gradient
from bce_lessons.information import surprisal
from bce_lessons.links import sigmoid
from bce_lessons.losses import binary_cross_entropy, binary_cross_entropy_with_logits
from bce_lessons.practice import mistakes
from bce_lessons.practice.spec import Exercise, Mistake, Trials

_EPS64, _EPS32 = float(np.finfo(np.float64).eps), float(np.finfo(np.float32).eps)


# --- 8.1 ----------------------------------------------------------------------------------

_MEAN = 0.2763  # nats, of a hundred samples


def _mean_with(eps: float) -> float:
    """Return the mean loss of 99 certain hits and one certain miss, clipped."""
    hits_and_miss = np.clip([1.0] * 99 + [0.0], eps, 1 - eps)
    return binary_cross_entropy(np.ones(100), hits_and_miss)


def _prints(eps: Any) -> bool | str:
    if not 0 < eps < 0.5:
        return "A clip keeps p a little above 0: the answer is a small positive number."
    mean = _mean_with(float(eps))
    if round(mean, 4) == _MEAN:
        return True
    return f"Clipped there, the mean of these hundred would be {mean:.4f} nats."


READ_THE_CLIP = Exercise(
    id="08.1",
    right=lambda: 1e-12,
    again=lambda: math.exp(-100 * _MEAN),
    accepts=_prints,
    mistakes=lambda: (
        Mistake(
            "That undoes the log of the *mean*: what did the one miss cost?",
            lambda: math.exp(-_MEAN),
        ),
        Mistake(
            "That multiplies the mean by the 99 hits; it is the mean of all hundred.",
            lambda: math.exp(-99 * _MEAN),
        ),
        Mistake(
            "That divides by a hundred once more: the miss cost a hundred *times* the mean.",
            lambda: math.exp(-_MEAN / 100),
        ),
        Mistake(
            "That is what the one miss cost, in nats; at which ε does −log ε give that?",
            lambda: 100 * _MEAN,
        ),
        Mistake(
            "That is e to the power *plus* the loss: undo a minus log with a minus.",
            lambda: math.exp(100 * _MEAN),
        ),
        Mistake(
            "That takes the loss for bits: nats are undone with `np.exp`.",
            lambda: 2.0 ** (-100 * _MEAN),
        ),
        Mistake(
            "That takes the loss for decimal digits, log10: nats are undone with `np.exp`.",
            lambda: 10.0 ** (-100 * _MEAN),
        ),
        Mistake(
            "That is 1 − ε, the other end of the clip.",
            lambda: 1 - 1e-12,
        ),
        Mistake(
            "No clip is the honest answer to a certain miss, but then the mean is infinite; this "
            "library did clip.",
            lambda: 0.0,
        ),
        Mistake("That is the power of ten; give ε itself.", lambda: -12),
        Mistake("That is the power of ten, and without its minus; give ε itself.", lambda: 12),
        Mistake(
            "That is float64's step at 1, the clip of the library in this lesson: a mean of a "
            "hundred would then be larger.",
            lambda: _EPS64,
        ),
    ),
    note=lambda: (
        f"So a mean of {_MEAN}, which looks like a fair model, is 99 perfect answers and one "
        "infinite one. Clipped at float64's own step the same answers score "
        f"{_mean_with(_EPS64):.4f}, at float32's {_mean_with(_EPS32):.4f}: compare losses only "
        "under one clip."
    ),
    hints=(
        "Certain hits cost nothing. So who pays for all hundred?",
        "A hundred times the mean is what the miss cost; undo its log with `np.exp`.",
    ),
)


# --- 8.2 ----------------------------------------------------------------------------------

_Z = np.array([34.0, 36.0, 38.0, 40.0])


def _slopes() -> FloatArray:
    return np.asarray(binary_cross_entropy_with_logits_gradient(np.ones(4), _Z))


def _rounded_p(dtype: Any = np.float64) -> FloatArray:
    one = np.asarray(1, dtype)
    return np.asarray(one / (one + np.exp(-_Z.astype(dtype))), dtype=np.float64)


def _slope_mistakes() -> tuple[Mistake, ...]:
    p = _rounded_p()
    clips = (_EPS64, 1e-15, 1e-12, 1e-8, 1e-7, _EPS32)
    clipped = tuple(
        Mistake(
            f"That clips p at {eps:.3g} before p − y: the slope is then the clip's, not the "
            "model's.",
            lambda eps=eps: np.clip(p, eps, 1 - eps) - 1,
        )
        for eps in clips
    )
    return (
        Mistake(
            "That is p − y: the digits were lost when p was rounded, and past the cliff it is 0. "
            "Subtract nothing.",
            lambda: p - 1,
        ),
        Mistake(
            "That is all 0: so says p − y in float32. The true slopes are small, and none is 0.",
            lambda: _rounded_p(np.float32) - 1,
        ),
        Mistake(
            "That lacks the minus sign: for y = 1 a larger logit makes the loss *smaller*. (The "
            "losses themselves are nearly the same numbers.)",
            lambda: -_slopes(),
        ),
        Mistake(
            "That is y − p, rounded and with the wrong sign: the push, not the slope, and past "
            "the cliff it is 0.",
            lambda: 1 - p,
        ),
        *clipped,
        Mistake(
            "That is p, or the slope for y = 0, nearly the same; here y is 1.",
            lambda: p,
        ),
        Mistake(
            "That is −σ(z), with the logit not turned round: it is −σ(−z).",
            lambda: -p,
        ),
        Mistake(
            "That is the slope of the *mean* of the four; give the slope of each.",
            lambda: _slopes() / 4,
        ),
        mistakes.bits_for_nats(_slopes),
        Mistake(
            "That is the slope of the *squared* error, 2 (p − y) p (1 − p).",
            lambda: -2 * sigmoid(_Z) * sigmoid(-_Z) ** 2,
        ),
        Mistake(
            "That is the slope of the *squared* error, computed with a rounded p.",
            lambda: 2 * (p - 1) * p * (1 - p),
        ),
        Mistake(
            "That is log σ(−z), the log of the slope's size: leave the log out.",
            lambda: -surprisal(sigmoid(-_Z)),
        ),
        Mistake("That is −1/p, the slope by *p*; that by the logit is asked for.", lambda: -1 / p),
        Mistake(
            "That is the sum of the four; give the slope of each.", lambda: float(_slopes().sum())
        ),
        Mistake(
            "That is the mean of the four; give the slope of each.", lambda: float(_slopes().mean())
        ),
    )


KEEP_ALIVE = Exercise(
    id="08.2",
    right=_slopes,
    again=lambda: -1 / (1 + np.exp(_Z)),
    mistakes=_slope_mistakes,
    note=lambda: (
        f"p − y keeps {100 * (_rounded_p() - 1)[1] / _slopes()[1]:.0f} % of the second slope, and "
        "nothing of the last two. On this sample alone it hardly matters; but a network multiplies "
        "slopes by one another, and what has become 0 stays 0."
    ),
    hints=(
        "p − y subtracts two numbers that are nearly alike. Which form subtracts nothing?",
        "The slope is s σ(s z), with s = 1 − 2y: here −1 / (1 + exp(z)).",
    ),
)


# --- 8.3 ----------------------------------------------------------------------------------


def _two_logits(a: Any, b: Any) -> Any:
    return binary_cross_entropy_with_logits(1.0, float(a) - float(b))


def _two_logits_again(a: Any, b: Any) -> Any:
    return np.logaddexp(0, b - a)


def _share(a: Any, b: Any) -> Any:
    """Return the probability of a's class, right to the last digit."""
    return sigmoid(float(a) - float(b))


def _of_rounded(a: Any, b: Any) -> Any:
    return -np.log(1 / (1 + np.exp(b - a)))


def _log_sum_exp(a: Any, b: Any) -> Any:
    m = max(a, b)
    return m + np.log(np.exp(a - m) + np.exp(b - m)) - a


def _two_logits_mistakes() -> tuple[Mistake, ...]:
    clips = (_EPS64, 1e-15, 1e-12, 1e-10, 1e-9, 1e-8, 1e-7, _EPS32, 1e-6)
    return (
        Mistake(
            "That is the formula as it stands: exp overflows, or both underflow, and an undefined "
            "step follows. Only a − b matters.",
            lambda a, b: -np.log(np.exp(a) / (np.exp(a) + np.exp(b))),
        ),
        Mistake(
            "That takes the log of a number that has been rounded: a share that has become 0 or 1, "
            "or a 1 that swallowed a small exp. Use `log1p`, and take the large part out first.",
            _of_rounded,
        ),
        *(
            Mistake(
                "That is right while b − a is not large; then exp(b − a) overflows. Take the large "
                "part out first: max(b − a, 0).",
                form,
            )
            for form in (
                lambda a, b: np.log1p(np.exp(b - a)),
                lambda a, b: math.log1p(math.exp(b - a)),
            )
        ),
        Mistake(
            "There a small loss is lost: where a is large, two numbers near a are subtracted. Take "
            "b − a first.",
            _log_sum_exp,
        ),
        *(
            Mistake(
                f"That clips the share at {eps:.3g}: the loss of a sure miss is then the clip's.",
                lambda a, b, eps=eps: -np.log(np.clip(_share(a, b), eps, 1 - eps)),
            )
            for eps in clips
        ),
        *(
            Mistake(
                f"That adds {eps:.3g} to the share before the log: a sure miss then costs what the "
                "addition makes of it, and a sure hit less than nothing.",
                lambda a, b, eps=eps: -np.log(_share(a, b) + eps),
            )
            for eps in clips
        ),
        Mistake(
            "That is the loss of what did *not* happen: a belongs to what happened.",
            lambda a, b: _two_logits(b, a),
        ),
        Mistake(
            "That is the log without its minus sign: a loss is never negative.",
            lambda a, b: -_two_logits(a, b),
        ),
        Mistake(
            "That is in bits, log2: nats want the natural log.",
            lambda a, b: _two_logits(a, b) / np.log(2),
        ),
        Mistake(
            "That is what log10 gives; nats want the natural log.",
            lambda a, b: _two_logits(a, b) / np.log(10),
        ),
        Mistake(
            "That has a wrong sign, a loss is never negative; and it takes the log of a share that "
            "may have been rounded to 0 or 1.",
            lambda a, b: -_of_rounded(a, b),
        ),
        Mistake(
            "That is in bits, log2, where nats are asked for; and it takes the log of a share that "
            "may have been rounded to 0 or 1.",
            lambda a, b: _of_rounded(a, b) / np.log(2),
        ),
        Mistake(
            "That is what log10 gives, where nats are asked for; and it takes the log of a share "
            "that may have been rounded to 0 or 1.",
            lambda a, b: _of_rounded(a, b) / np.log(10),
        ),
        Mistake(
            "That is the loss of what did *not* happen; and it takes the log of a share that may "
            "have been rounded to 0 or 1.",
            lambda a, b: _of_rounded(b, a),
        ),
        Mistake("That is the probability itself; take minus its log.", _share),
        Mistake(
            "That is the probability of what did not happen; no log is in it.",
            lambda a, b: _share(b, a),
        ),
        Mistake(
            "That is max(b − a, 0), without the softening log1p(exp(−|b − a|)).",
            lambda a, b: max(b - a, 0.0),
        ),
        Mistake(
            "That is log1p(exp(−|b − a|)), without the large part max(b − a, 0).",
            lambda a, b: np.log1p(np.exp(-abs(b - a))),
        ),
        Mistake(
            "That takes log(1 + exp(−|b − a|)), where the 1 swallows a small exp, and with it a "
            "small loss: `log1p` takes the small part itself.",
            lambda a, b: max(b - a, 0.0) + np.log(1 + np.exp(-abs(b - a))),
        ),
        Mistake(
            "That lacks the bars: it is log1p(exp(−|b − a|)), whichever of the two is larger.",
            lambda a, b: max(b - a, 0.0) + np.log1p(np.exp(-(b - a))),
        ),
        Mistake(
            "That has a plus in the exponent: log1p(exp(|b − a|)) counts the large part twice.",
            lambda a, b: max(b - a, 0.0) + np.log1p(np.exp(abs(b - a))),
        ),
        Mistake(
            "That scores a alone, as a single logit: b counts, too.",
            lambda a, b: binary_cross_entropy_with_logits(1.0, float(a)),
        ),
        Mistake(
            "That is minus the difference of the logits, b − a: that is the loss only where it is "
            "large.",
            lambda a, b: b - a,
        ),
    )


TWO_LOGITS = Exercise(
    id="08.3",
    right=_two_logits,
    again=_two_logits_again,
    mistakes=_two_logits_mistakes,
    trials=Trials(
        cases=[
            (0.0, 0.0),
            (1.0, 0.0),
            (0.0, 1.0),
            (2.0, 3.0),
            (50.0, 0.0),
            (300.0, 278.0),
            (0.0, 50.0),
            (800.0, 0.0),
            (0.0, 800.0),
            (800.0, 801.0),
            (-801.0, -800.0),
        ],
        draw=lambda rng: tuple(rng.normal(0, 5, 2).round(3).tolist()),
    ),
    note=(
        "Only the difference counts: two logits with a softmax are one logit with a sigmoid, so "
        "the loss is softplus(b − a). Of the two outputs one is spare."
    ),
    hints=(
        "Divide by e to the power a, above and below: what is left?",
        "With d = b − a it is log(1 + exp(d)), and the lesson has a safe form of that.",
    ),
)


# --- 8.4 ----------------------------------------------------------------------------------

_TINY = float(np.finfo(np.float64).tiny)


def _group() -> int:
    size = 0
    while 1e-6 ** (size + 1) >= _TINY:
        size += 1
    return size


def _exact_group() -> float:
    return math.log(_TINY) / math.log(1e-6)


GROUP = Exercise(
    id="08.4",
    right=_group,
    again=lambda: math.floor(-math.log10(_TINY) / 6),
    mistakes=lambda: (
        mistakes.off_by_one(
            _group, "So many can end below the smallest *normal* number: round down.", by=1
        ),
        mistakes.off_by_one(_group, "One more would still stay normal."),
        Mistake(
            "That is right but for the rounding: likelihoods come in whole numbers, so round down.",
            _exact_group,
        ),
        Mistake(
            "That is right but for the rounding: likelihoods come in whole numbers, so round down.",
            lambda: math.floor(100 * _exact_group()) / 100,
        ),
        Mistake(
            "There the product is above 0, but no longer normal: it has lost digits.",
            lambda: 53,
        ),
        Mistake(
            "That is where the product becomes 0; it loses its digits before that.",
            lambda: 54,
        ),
        Mistake(
            "That is the package's group, which has to stand likelihoods below one in a billion; "
            "here more fit.",
            lambda: 32,
        ),
        Mistake(
            "That divides nats by decimal digits: take both logs to one base.",
            lambda: math.floor(-math.log(_TINY) / 6),
        ),
        Mistake(
            "That divides powers of two by decimal digits: take both logs to one base.",
            lambda: 1022 // 6,
        ),
        Mistake(
            "That divides powers of two by nats: take both logs to one base.",
            lambda: math.floor(-math.log2(_TINY) / surprisal(1e-6)),
        ),
        Mistake(
            "That divides powers of two by nats: take both logs to one base.",
            lambda: round(-math.log2(_TINY) / surprisal(1e-6)),
        ),
        Mistake(
            "That divides decimal digits by nats: take both logs to one base.",
            lambda: math.floor(-math.log10(_TINY) / surprisal(1e-6)),
        ),
        Mistake(
            "That is for float32; the lesson multiplies in float64.",
            lambda: math.floor(math.log(np.finfo(np.float32).tiny) / math.log(1e-6)),
        ),
        Mistake(
            "That keeps the product above float64's *epsilon*, its step at 1; smaller numbers are "
            "still normal.",
            lambda: math.floor(math.log(_EPS64) / math.log(1e-6)),
        ),
        Mistake(
            "That is the power of ten that the smallest normal number has; how many sixes is it?",
            lambda: 308,
        ),
        Mistake(
            "That is the power of ten that the smallest normal number has; how many sixes is it?",
            lambda: 307,
        ),
    ),
    note=lambda: (
        f"For the package's 32 the same sum allows likelihoods down to {_TINY ** (1 / 32):.1e}. "
        "Where one lies below, it looks at the product, finds it not normal, and takes a log for "
        "each sample."
    ),
    hints=(
        "The smallest normal number is `np.finfo(float).tiny`. The worst case is all alike.",
        "How often does log of a millionth go into log of that number? Round down.",
    ),
)


# --- 8.5 ----------------------------------------------------------------------------------


def _largest_power() -> int:
    one, k = np.float32(1), 0
    while one - np.float32(0.5) ** np.float32(k + 1) < one:
        k += 1
    return k


FIND_THE_FAULT = Exercise(
    id="08.5",
    right=_largest_power,
    again=lambda: np.finfo(np.float32).nmant + 1,
    mistakes=lambda: (
        Mistake(
            "That is float32's machine epsilon, its step *above* 1; below 1 the steps are half as "
            "large.",
            lambda: np.finfo(np.float32).nmant,
        ),
        mistakes.off_by_one(
            _largest_power,
            "That is half a step below 1, a tie, and it is rounded to 1: a clip that does nothing.",
            by=1,
        ),
        Mistake(
            "That is float64's machine epsilon; how many bits has float32?",
            lambda: np.finfo(np.float64).nmant,
        ),
        Mistake(
            "That is right for float64; how many bits has float32?",
            lambda: np.finfo(np.float64).nmant + 1,
        ),
        Mistake(
            "That is about the recipe's own ε: in float32, 1 − ε is 1, and p = 1 stays.",
            lambda: 50,
        ),
        Mistake(
            "That is about the recipe's own ε: in float32, 1 − ε is 1, and p = 1 stays.",
            lambda: 49,
        ),
        Mistake(
            "That is float32's smallest normal number: it protects at 0, but 1 minus it is 1.",
            lambda: 126,
        ),
        Mistake(
            "That is float32's smallest number of all: it protects at 0, but 1 minus it is 1.",
            lambda: 149,
        ),
        Mistake("That is ε itself; which k has it?", lambda: 0.5 ** _largest_power()),
        Mistake(
            "The minus is in 2 to the power −k already: k is positive.", lambda: -_largest_power()
        ),
        Mistake(
            "That is the *logit* at which p becomes 1 in float32: in nats, not in halvings.",
            lambda: _largest_power() * math.log(2),
        ),
        Mistake(
            "That is the *logit* at which p becomes 1 in float32, rounded up; k counts halvings.",
            lambda: 17,
        ),
        Mistake(
            "That is the *logit* at which p becomes 1 in float32, cut off; k counts halvings.",
            lambda: 16,
        ),
        Mistake(
            "That is float32's machine epsilon, its step *above* 1; the question asks for a k, and "
            "below 1 the steps are half as large.",
            lambda: _EPS32,
        ),
        Mistake(
            "That counts decimal digits; k counts halvings, binary ones.",
            lambda: math.floor(_largest_power() * math.log10(2)),
        ),
        Mistake("That is how many bits a float32 has in all; how many are its digits?", lambda: 32),
        Mistake(
            "That would protect float16, whose steps are coarser; float32 has more bits.",
            lambda: np.finfo(np.float16).nmant + 1,
        ),
    ),
    note=lambda: (
        f"There a certain miss costs {_largest_power() * math.log(2):.2f} nats, the price of the "
        "width of a float. The recipe's ε protects y = 1 at p = 0; but 1 − ε is 1 in float32, so "
        "p = 1 stays, and with y = 0 there is a log of 0 after all, or 0 times one: NaN."
    ),
    hints=(
        "Near 0 floats lie dense, near 1 they don't: which end of the clip fails?",
        "Try `np.float32(1) - np.float32(2) ** -k` for growing k: when is it 1 again?",
    ),
)

EXERCISES = (READ_THE_CLIP, KEEP_ALIVE, TWO_LOGITS, GROUP, FIND_THE_FAULT)
