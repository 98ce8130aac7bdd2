"""The further exercises of the lesson: how many likelihoods a product takes, and a clip's bits."""

from __future__ import annotations

import math

import numpy as np

from bce_lessons.answers.exercise import Judged, judged
from bce_lessons.answers.standing import whole
from bce_lessons.information import surprisal

_EPS64, _EPS32 = float(np.finfo(np.float64).eps), float(np.finfo(np.float32).eps)


@judged("group")
def group(e: Judged) -> None:
    """Count the likelihoods whose product stays a normal number."""
    e.asks("a whole number")
    tiny, cost = float(np.finfo(np.float64).tiny), surprisal(1e-6)
    size, exact = 0, math.log(tiny) / math.log(1e-6)
    while 1e-6 ** (size + 1) >= tiny:
        size += 1

    @e.judge
    def fault(answer: float) -> str:
        count = whole(answer)
        if count is None or count < 1:
            return "Likelihoods come in whole numbers, from 1 up."
        if count > size:
            return f"Their product can lie below {tiny:.1e}, where normal numbers end."
        return "So many stay normal, but more do, too." if count < size else ""

    e.right(size, again=math.floor(-math.log10(tiny) / 6))
    e.wrong("one-more", size + 1)
    e.wrong("one-less", size - 1)
    e.wrong("not-whole", exact)
    e.wrong("not-whole-cut-off", math.floor(100 * exact) / 100)
    e.wrong("not-normal", 53)
    e.wrong("zero", 54)
    e.wrong("package-group", 32)
    e.wrong("nats-by-digits", math.floor(-math.log(tiny) / 6))
    e.wrong("bits-by-digits", 1022 // 6)
    e.wrong("bits-by-nats", math.floor(-math.log2(tiny) / cost))
    e.wrong("bits-by-nats-rounded", round(-math.log2(tiny) / cost))
    e.wrong("digits-by-nats", math.floor(-math.log10(tiny) / cost))
    e.wrong("float32", math.floor(math.log(np.finfo(np.float32).tiny) / math.log(1e-6)))
    e.wrong("epsilon", math.floor(math.log(_EPS64) / math.log(1e-6)))
    e.wrong("exponent", 308)
    e.wrong("exponent-cut-off", 307)
    e.says(f"""
        one-more: So many can end below the smallest *normal* number: round down.
        one-less: One more would still stay normal.
        not-whole, not-whole-cut-off: That is right but for the rounding: likelihoods come in whole
            numbers, so round down.
        not-normal: There the product is above 0, but no longer normal: it has lost digits.
        zero: That is where the product becomes 0; it loses its digits before that.
        package-group: That is the package's group, which allows likelihoods below one in a billion;
            here more fit.
        nats-by-digits: That divides nats by decimal digits: take both logs to one base.
        bits-by-digits: That divides powers of two by decimal digits: take both logs to one base.
        bits-by-nats, bits-by-nats-rounded: That divides powers of two by nats: take both logs to
            one base.
        digits-by-nats: That divides decimal digits by nats: take both logs to one base.
        float32: That is for float32; the lesson multiplies in float64.
        epsilon: That keeps the product above float64's *epsilon*, its step at 1; smaller numbers
            are still normal.
        exponent, exponent-cut-off: That is the power of ten that the smallest normal number has;
            how many sixes is it?

        look: The smallest normal number is `np.finfo(float).tiny`. In the worst case all
            likelihoods are a millionth.
        do: Divide the log of that number by the log of a millionth, and round down.
        note: For the package's 32 the same sum allows likelihoods down to {tiny ** (1 / 32):.1e}.
            Where one lies below, it looks at the product, finds it not normal, and takes a log for
            each sample.
    """)


@judged("float32-clip")
def float32_clip(e: Judged) -> None:
    """Find the smallest clip that protects float32 at both ends."""
    e.asks("a whole number, this k")
    one, k = np.float32(1), 0
    while one - np.float32(0.5) ** np.float32(k + 1) < one:
        k += 1

    @e.judge
    def fault(answer: float) -> str:
        given = whole(answer)
        if given is None or given < 1:
            return "A whole k is asked for, from 1 up."
        if given > k:
            return "With this k, 1 − ε is 1 in float32: p = 1 stays, and is not protected."
        return "This k keeps both from 0 and 1, but a larger one does, too." if given < k else ""

    e.right(k, again=np.finfo(np.float32).nmant + 1)
    e.wrong("epsilon-k", np.finfo(np.float32).nmant)
    e.wrong("tie", k + 1)
    e.wrong("float64-epsilon", np.finfo(np.float64).nmant)
    e.wrong("float64", np.finfo(np.float64).nmant + 1)
    e.wrong("recipe", 50)
    e.wrong("recipe-cut-off", 49)
    e.wrong("smallest-normal", 126)
    e.wrong("smallest", 149)
    e.wrong("clip", 0.5**k)
    e.wrong("negative", -k)
    e.wrong("logit", k * math.log(2))
    e.wrong("logit-rounded-up", 17)
    e.wrong("logit-cut-off", 16)
    e.wrong("epsilon", _EPS32)
    e.wrong("decimal-digits", math.floor(k * math.log10(2)))
    e.wrong("all-bits", 32)
    e.wrong("float16", np.finfo(np.float16).nmant + 1)
    e.says(f"""
        epsilon-k: That is float32's machine epsilon, its step *above* 1; below 1 the steps are half
            as large.
        tie: That is half a step below 1. It is rounded to 1, so the clip does nothing there.
        float64-epsilon: That is float64's machine epsilon; how many bits has float32?
        float64: That is right for float64; how many bits has float32?
        recipe, recipe-cut-off: That is about the recipe's own ε: in float32, 1 − ε is 1, and p = 1
            stays.
        smallest-normal: That is float32's smallest normal number: it protects at 0, but 1 minus it
            is 1.
        smallest: That is float32's smallest number of all: it protects at 0, but 1 minus it is 1.
        clip: That is ε itself; which k has it?
        negative: The minus is in 2 to the power −k already: k is positive.
        logit: That is the *logit* at which p becomes 1 in float32: in nats, not in halvings.
        logit-rounded-up: That is the *logit* at which p becomes 1 in float32, rounded up; k counts
            halvings.
        logit-cut-off: That is the *logit* at which p becomes 1 in float32, cut off; k counts
            halvings.
        epsilon: That is float32's machine epsilon, its step *above* 1; the question asks for a k,
            and below 1 the steps are half as large.
        decimal-digits: That counts decimal digits; k counts halvings, binary ones.
        all-bits: That is how many bits a float32 has in all; how many are its digits?
        float16: That would protect float16, whose steps are coarser; float32 has more bits.

        look: Near 0 floats are very close together, near 1 they are not. Which end of the
            clip fails?
        do: Try `np.float32(1) - np.float32(2) ** -k` for growing k: when is it 1 again?
        note: With this k a certain miss costs {k * math.log(2):.2f} nats: the loss shows the width
            of a float. The recipe's ε protects y = 1 at p = 0; but 1 − ε is 1 in float32, so p = 1
            stays, and with y = 0 there is a log of 0 after all, or 0 times one: NaN.
    """)
