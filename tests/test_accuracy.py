"""Every number against 50-digit arithmetic, in units in the last place (ULP) of float64."""

import functools
import math
from collections.abc import Callable, Iterable

import mpmath as mp
import numpy as np
import pytest

import bce_lessons as bce
from bce_lessons.variants import focal_loss_with_logits, focal_loss_with_logits_gradient

RNG = np.random.default_rng(20240229)
N = 800


# Each test wants some of the same numbers, always to 50 digits.
number, log, log1p = map(functools.cache, (mp.mpf, mp.log, mp.log1p))


@pytest.fixture(autouse=True)
def _digits():
    with mp.workdps(50):
        yield


def ulps(got: np.ndarray, exact: Iterable[mp.mpf], scale: np.ndarray | None = None) -> float:
    """Return the worst error, in ULP of the exact value or of `scale`."""
    worst = 0.0
    for i, (value, truth) in enumerate(zip(got.tolist(), exact, strict=True)):
        unit = math.ulp(float(truth) if scale is None else scale[i])  # a power of 2
        assert math.isfinite(value)
        worst = max(worst, abs(float(mp.ldexp(truth - value, 1 - math.frexp(unit)[1]))))
    return worst


def exactly(function: Callable[..., mp.mpf], *arrays: np.ndarray) -> list[mp.mpf]:
    return [function(*map(number, row)) for row in zip(*(a.tolist() for a in arrays), strict=True)]


@functools.cache
def softplus(z: mp.mpf) -> mp.mpf:
    return (z if z > 0 else 0) + mp.log1p(mp.exp(-abs(z)))


@functools.cache
def sigma(z: mp.mpf) -> mp.mpf:
    return mp.exp(z) / (1 + mp.exp(z)) if z < 0 else 1 / (1 + mp.exp(-z))


# The ranges of a probability: everyday, tiny, subnormal, within 1e-12 of 1.
PROBABILITIES = {
    "middle": RNG.uniform(1e-3, 1 - 1e-3, N),
    "tiny": 10 ** RNG.uniform(-300, -3, N),
    "subnormal": np.array([5e-324, 1e-323, 3e-320, 2e-310, 2.0**-1022]),
    "near one": 1 - 10 ** RNG.uniform(-16, -3, N),
    "within 1e-12 of one": 1 - np.arange(1, 500) * 2.0**-53,
    "within 1e-12 of zero": np.arange(1, 500) * 2.0**-53,
}
LOGITS = {
    "everyday": RNG.uniform(-5, 5, 2 * N),
    "around zero": RNG.choice([-1, 1], N) * 10 ** RNG.uniform(-300, 0, N),
    "large": RNG.choice([-1, 1], N) * RNG.uniform(1, 40, N),
    "huge": RNG.choice([-1, 1], N) * RNG.uniform(30, 745, N),
    "ends": np.array([0.0, 745.0, -745.0, 709.8, -709.8, 1e4, -1e4, 1e300, -1e300, 36.7, -36.7]),
}
probabilities = pytest.mark.parametrize("p", PROBABILITIES.values(), ids=PROBABILITIES)
logits = pytest.mark.parametrize("z", LOGITS.values(), ids=LOGITS)
hard = pytest.mark.parametrize("y", [0, 1])


@hard
@probabilities
def test_cross_entropy_of_a_probability(y, p):
    exact = exactly(lambda x: -log(x) if y else -log1p(-x), p)
    assert ulps(bce.binary_cross_entropy(np.full_like(p, y), p, reduction="none"), exact) <= 1


@hard
@logits
def test_cross_entropy_of_a_logit(y, z):
    exact = exactly(lambda x: softplus(-x if y else x), z)
    got = bce.binary_cross_entropy_with_logits(np.full_like(z, y), z, reduction="none")
    assert ulps(got, exact) <= 1.5


@hard
@probabilities
def test_squared_error(y, p):
    exact = exactly(lambda x: (x - y) ** 2, p)
    assert ulps(bce.squared_error(np.full_like(p, y), p, reduction="none"), exact) <= 1


@hard
@probabilities
def test_cross_entropy_gradient(y, p):
    p = np.maximum(p, 1e-300)  # below 1e-308 the slope -1/p is beyond float64
    exact = exactly(lambda x: -1 / x if y else 1 / (1 - x), p)
    assert ulps(bce.binary_cross_entropy_gradient(np.full_like(p, y), p), exact) <= 2


@hard
@logits
def test_cross_entropy_logit_gradient(y, z):
    exact = exactly(lambda x: -sigma(-x) if y else sigma(x), z)
    assert ulps(bce.binary_cross_entropy_with_logits_gradient(np.full_like(z, y), z), exact) <= 2


@hard
@probabilities
def test_squared_error_gradient(y, p):
    exact = exactly(lambda x: 2 * (x - y), p)
    assert ulps(bce.squared_error_gradient(np.full_like(p, y), p), exact) <= 0.5


@hard
@logits
def test_squared_error_logit_gradient(y, z):
    exact = exactly(
        lambda x: -2 * sigma(-x) ** 2 * sigma(x) if y else 2 * sigma(x) ** 2 * sigma(-x), z
    )
    assert ulps(bce.squared_error_with_logits_gradient(np.full_like(z, y), z), exact) <= 2


@hard
def test_squared_error_logit_gradient_where_rounding_is_worst(y):
    # e = exp(-|z|) between 1/2 and 1: without the corrections up to 3 ULP
    z = (1 - 2 * y) * RNG.uniform(-0.75, 0, 4 * N)
    exact = exactly(
        lambda x: -2 * sigma(-x) ** 2 * sigma(x) if y else 2 * sigma(x) ** 2 * sigma(-x), z
    )
    assert ulps(bce.squared_error_with_logits_gradient(np.full_like(z, y), z), exact) <= 1.5


gammas = pytest.mark.parametrize("gamma", [0.1, 0.5, 2.0, 5.0, 50.0])


def focal(z: mp.mpf, gamma: float) -> mp.mpf:
    """Return the focal loss of y = 0."""
    return mp.exp(-gamma * softplus(-z)) * softplus(z)


def focal_slope(z: mp.mpf, gamma: float) -> mp.mpf:
    return mp.exp(-gamma * softplus(-z)) * (gamma * sigma(-z) * softplus(z) + sigma(z))


def in_range(z: np.ndarray, gamma: float, y: int) -> np.ndarray:
    """Drop the logits whose loss is below the normal numbers of float64."""
    return z[(1 - 2 * y) * z * (gamma + 1) > -700]


@gammas
@hard
@logits
def test_focal_loss_of_a_logit(z, y, gamma):
    z = in_range(z, gamma, y)[:100]
    exact = exactly(lambda x: focal(-x if y else x, gamma), z)
    got = focal_loss_with_logits(np.full_like(z, y), z, gamma=gamma, reduction="none")
    assert ulps(got, exact) <= 3 + gamma


@gammas
@hard
@logits
def test_focal_logit_gradient(z, y, gamma):
    z = in_range(z, gamma, y)[:100]
    exact = exactly(lambda x: -focal_slope(-x, gamma) if y else focal_slope(x, gamma), z)
    assert ulps(focal_loss_with_logits_gradient(np.full_like(z, y), z, gamma=gamma), exact) <= (
        4 + gamma
    )


@gammas
@logits
def test_soft_labels_on_focal_logits(z, gamma):
    z = np.append(0.0, in_range(in_range(z, gamma, 0), gamma, 1)[:100])
    y = RNG.random(len(z))
    exact = exactly(lambda t, x: t * focal(-x, gamma) + (1 - t) * focal(x, gamma), y, z)
    got = focal_loss_with_logits(y, z, gamma=gamma, reduction="none")
    assert ulps(got, exact) <= 3 + gamma
    up, down = (exactly(lambda x: focal_slope(x, gamma), x) for x in (z, -z))
    larger = [float(max((1 - t) * a, t * b)) for t, a, b in zip(y.tolist(), up, down, strict=True)]
    exact = [(1 - t) * a - t * b for t, a, b in zip(y.tolist(), up, down, strict=True)]
    got = focal_loss_with_logits_gradient(y, z, gamma=gamma)
    assert ulps(got, exact, scale=larger) <= 5 + gamma


@probabilities
def test_soft_labels_on_probabilities(p):
    y = np.where(RNG.random(len(p)) < 0.5, RNG.random(len(p)), 10 ** RNG.uniform(-200, 0, len(p)))
    p = np.maximum(p, 1e-300)
    exact = exactly(lambda t, x: -(t * log(x) + (1 - t) * log1p(-x)), y, p)
    assert ulps(bce.binary_cross_entropy(y, p, reduction="none"), exact) <= 2
    # One rounding more in p - y shifts the slope by at most its own ULP: nothing cancels twice.
    exact = exactly(lambda t, x: (x - t) / (x * (1 - x)), y, p)
    assert ulps(bce.binary_cross_entropy_gradient(y, p), exact) <= 2.5
    assert ulps(bce.squared_error_gradient(y, p), exactly(lambda t, x: 2 * (x - t), y, p)) <= 0.5


@logits
def test_soft_labels_on_logits(z):
    y = np.where(RNG.random(len(z)) < 0.5, RNG.random(len(z)), 10 ** RNG.uniform(-200, 0, len(z)))
    exact = exactly(lambda t, x: t * softplus(-x) + (1 - t) * softplus(x), y, z)
    assert ulps(bce.binary_cross_entropy_with_logits(y, z, reduction="none"), exact) <= 2
    # Here sigma(z) and y may agree in most digits; the error stays below that of the larger.
    nearer = np.where(z < 0, y, 1 - y)
    larger = np.maximum([float(sigma(-abs(mp.mpf(x)))) for x in z.tolist()], nearer)
    exact = exactly(lambda t, x: sigma(x) - t, y, z)
    got = bce.binary_cross_entropy_with_logits_gradient(y, z)
    assert ulps(got, exact, scale=larger) <= 2
    exact = exactly(lambda t, x: 2 * (sigma(x) - t) * sigma(x) * sigma(-x), y, z)
    got = bce.squared_error_with_logits_gradient(y, z)
    slope = [float(2 * sigma(mp.mpf(x)) * sigma(-mp.mpf(x))) for x in z.tolist()]
    assert ulps(got, exact, scale=np.maximum(larger * slope, 5e-324)) <= 4


@logits
def test_sigmoid(z):
    assert ulps(bce.sigmoid(z), exactly(sigma, z)) <= 2


def test_sigmoid_where_rounding_is_worst():
    # exp(z) just above a power of 2, where its last digit weighs most: uncorrected 2.4 ULP
    z = np.log(2.0 ** -np.arange(1, 9)[:, None] * RNG.uniform(1, 1.1, (8, N))).ravel()
    assert ulps(bce.sigmoid(z), exactly(sigma, z)) <= 2
    got = bce.binary_cross_entropy_with_logits_gradient(np.ones_like(z), -z)
    assert ulps(-got, exactly(sigma, z)) <= 2


@probabilities
def test_logit(p):
    assert ulps(bce.logit(p), exactly(lambda x: log(x) - log1p(-x), p)) <= 2


def test_logit_around_one_half():
    p = 0.5 + RNG.choice([-1, 1], N) * 10 ** RNG.uniform(-15.9, -0.61, N)
    assert ulps(bce.logit(p), exactly(lambda x: log(x) - log1p(-x), p)) <= 2


@pytest.mark.parametrize(("base", "nats", "bound"), [("e", 1, 1), (2, 2, 1), (10, 10, 2)])
@probabilities
def test_surprisal_and_entropy(p, base, nats, bound):
    unit = 1 if base == "e" else log(nats)
    exact = exactly(lambda x: -log(x) / unit, p)
    assert ulps(bce.surprisal(p, base=base), exact) <= bound
    p = np.maximum(p, 1e-300)
    exact = exactly(lambda x: -(x * log(x) + (1 - x) * log1p(-x)) / unit, p)
    assert ulps(bce.binary_entropy(p, base=base), exact) <= 4


def divergence(q: mp.mpf, p: mp.mpf) -> mp.mpf:
    with mp.workdps(120):  # the definition cancels: it needs the digits
        return q * mp.log(q / p) + (1 - q) * (mp.log1p(-q) - mp.log1p(-p))


@probabilities
@pytest.mark.parametrize("nearness", [1e-15, 1e-8, 1e-3, 0.3, 1])
def test_kl_divergence_as_p_nears_q(p, nearness):
    p = np.maximum(p[:300], 1e-300)
    q = np.where(p < 0.5, p, 1 - p) * (1 + nearness * RNG.uniform(-0.99, 1, len(p)))
    q = np.clip(np.where(p < 0.5, q, 1 - q), 0, 1 - 2.0**-53)
    q = np.where(q == p, p / 2, q)
    assert ulps(bce.kl_divergence(q, p), exactly(divergence, q, p)) <= 6


def test_kl_divergence_far_apart():
    q, p = 10 ** RNG.uniform(-320, 0, (2, 2 * N))
    assert ulps(bce.kl_divergence(q, p), exactly(divergence, q, p)) <= 6
    assert ulps(bce.kl_divergence(1 - q, p), exactly(divergence, 1 - q, p)) <= 6
