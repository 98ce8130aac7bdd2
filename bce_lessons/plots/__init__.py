"""One function a figure; each returns its Axes and can say in words what it shows."""

from bce_lessons.plots._style import Picture, alt_text, describe, new_axes, show, styled
from bce_lessons.plots.boundary import decision_boundary, reliability, weights_against_penalty
from bce_lessons.plots.calibration import (
    cost_curves,
    loss_parts,
    reliability_curves,
    variant_bowls,
    variant_minima,
)
from bce_lessons.plots.comparison import (
    compare_descents,
    compare_gradients_in_p,
    compare_gradients_in_z,
    compare_losses,
    expected_bowls,
)
from bce_lessons.plots.curves import batch_bars, loss_curves, worked_values
from bce_lessons.plots.forecasts import confidence_curve, costliest_bars, forecast_strip
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
from bce_lessons.plots.stability import (
    certain_miss,
    share_of_truth,
    time_by_block,
    vanishing_slope,
)

__all__ = [
    "Picture",
    "accuracy_by_epoch",
    "alt_text",
    "batch_bars",
    "certain_miss",
    "class_points",
    "compare_descents",
    "compare_gradients_in_p",
    "compare_gradients_in_z",
    "compare_losses",
    "compare_seeds",
    "confidence_curve",
    "cost_curves",
    "costliest_bars",
    "decision_boundary",
    "decision_surface",
    "descent_history",
    "describe",
    "expected_bowls",
    "flip_floor",
    "forecast_strip",
    "growth_by_halving",
    "log_curve",
    "loss_by_epoch",
    "loss_curves",
    "loss_parts",
    "mixed_loss",
    "nats_and_bits",
    "negative_log_bars",
    "negative_log_curve",
    "new_axes",
    "noisy_loss",
    "points_on_line",
    "probability_bars",
    "reliability",
    "reliability_curves",
    "running_product",
    "running_sum",
    "share_of_truth",
    "shifted_loss",
    "show",
    "sigmoid_fit",
    "styled",
    "time_by_block",
    "vanishing_slope",
    "variant_bowls",
    "variant_minima",
    "weights_against_penalty",
    "worked_values",
]
