"""What to do with labels that are text: classes to choose from, or marks to leave samples out."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from bce_lessons._messages import leave_out, shown

# Text that stands for "leave out", in small letters and without what stands around it.
_MARKS = (
    "", "na", "n/a", "nan", "none", "null", "nil", "missing", "unknown", "unk", "unlabeled",
    "unlabelled", "undefined", "unsure", "ignore", "ignored", "skip", "void", "invalid",
)  # fmt: skip


def text_remedy(labels: NDArray[Any]) -> str:
    """Say what to do with labels some of which are text; a mark is never the positive class."""
    texts = list(dict.fromkeys(label for label in labels.flat if isinstance(label, str | bytes)))
    others = [label for label in labels.flat if not isinstance(label, str | bytes)]
    marks = [text for text in texts if _is_mark(text)]
    classes = [text for text in texts if text not in marks]
    numbers = [text for text in classes if reads_as_number(text)]
    are_numbers = bool(numbers) or not all(map(is_missing, others))
    if are_numbers:
        marks, classes = [text for text in texts if text not in numbers], []
    if len(marks) > 3:
        return "make every label 0 or 1, and leave out the samples that have none"
    remedies = ["drop or fill missing values first"] if any(map(is_missing, others)) else []
    if marks:
        then = ".astype(float)" if are_numbers else ""
        remedies += [leave_out("y_true", list(map(shown, marks)), then)]
    elif are_numbers:
        remedies += ["pass np.asarray(y_true, float)"]
    if classes:
        remedies += [
            "choose the positive class and compare with it, as in "
            f"np.equal(y_true, {shown(classes[0])}) if it is {shown(classes[0])}"
        ]
    return "; ".join(remedies)


def is_missing(value: object) -> bool:
    """Tell whether a value stands for none, whatever its type."""
    missing = ("NoneType", "NAType", "NaTType", "MaskedConstant")
    return type(value).__name__ in missing or (isinstance(value, float) and np.isnan(value))


def reads_as_number(text: str | bytes) -> bool:
    """Tell whether text is a number, such as "0.5"."""
    try:
        float(text)
    except ValueError:
        return False
    return True


def _is_mark(text: str | bytes) -> bool:
    word = text.decode(errors="replace") if isinstance(text, bytes) else text
    return word.strip(" \t\n<>()[]_.?*#").lower() in _MARKS
