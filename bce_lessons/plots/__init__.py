"""One function a figure; each returns its Axes and can say in words what it shows."""

from bce_lessons.plots._style import Picture, alt_text, describe, new_axes, show, styled
from bce_lessons.plots.boundary import decision_boundary, reliability, weights_against_penalty
from bce_lessons.plots.comparison import (
    compare_descents,
    compare_gradients_in_p,
    compare_gradients_in_z,
    compare_losses,
    expected_bowls,
)
from bce_lessons.plots.curves import batch_bars, loss_curves, worked_values
from bce_lessons.plots.logs import (
    growth_by_halving,
    log_curve,
    nats_and_bits,
    negative_log_curve,
    running_product,
    running_sum,
)
from bce_lessons.plots.network import (
    accuracy_by_epoch,
    class_points,
    compare_seeds,
    decision_surface,
    loss_by_epoch,
)
from bce_lessons.plots.noise import (
    flip_floor,
    mixed_loss,
    noisy_loss,
    shifted_loss,
)
from bce_lessons.plots.points import (
    descent_history,
    negative_log_bars,
    points_on_line,
    probability_bars,
    sigmoid_fit,
)

__all__ = [
    "Picture",
    "accuracy_by_epoch",
    "alt_text",
    "batch_bars",
    "class_points",
    "compare_descents",
    "compare_gradients_in_p",
    "compare_gradients_in_z",
    "compare_losses",
    "compare_seeds",
    "decision_boundary",
    "decision_surface",
    "descent_history",
    "describe",
    "expected_bowls",
    "flip_floor",
    "growth_by_halving",
    "log_curve",
    "loss_by_epoch",
    "loss_curves",
    "mixed_loss",
    "nats_and_bits",
    "negative_log_bars",
    "negative_log_curve",
    "new_axes",
    "noisy_loss",
    "points_on_line",
    "probability_bars",
    "reliability",
    "running_product",
    "running_sum",
    "shifted_loss",
    "show",
    "sigmoid_fit",
    "styled",
    "weights_against_penalty",
    "worked_values",
]
