"""Binary cross-entropy, exactly: the package behind the lessons."""

from bce_lessons.categorical import categorical_cross_entropy
from bce_lessons.gradients import (
    binary_cross_entropy_gradient,
    binary_cross_entropy_with_logits_gradient,
    squared_error_gradient,
    squared_error_with_logits_gradient,
)
from bce_lessons.information import binary_entropy, kl_divergence, surprisal
from bce_lessons.links import logit, sigmoid, softmax
from bce_lessons.losses import (
    binary_cross_entropy,
    binary_cross_entropy_with_logits,
    squared_error,
)

__all__ = [
    "binary_cross_entropy",
    "binary_cross_entropy_gradient",
    "binary_cross_entropy_with_logits",
    "binary_cross_entropy_with_logits_gradient",
    "binary_entropy",
    "categorical_cross_entropy",
    "kl_divergence",
    "logit",
    "sigmoid",
    "softmax",
    "squared_error",
    "squared_error_gradient",
    "squared_error_with_logits_gradient",
    "surprisal",
]
