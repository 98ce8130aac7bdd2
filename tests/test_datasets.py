import dataclasses
import re

import numpy as np
import pytest
from scipy.special import i0e
from sklearn.datasets import load_breast_cancer, load_iris, make_circles
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss

from bce_lessons.datasets import (
    Dataset,
    breast_cancer,
    circles,
    circles_truth,
    draw_circles,
    iris_pair,
    rare_class,
    rare_class_truth,
    ten_points,
)

# scikit-learn 1.8.0 warns at C=np.inf of a penalty that nobody set; 1.6, 1.7 and 1.9 do not.
pytestmark = pytest.mark.filterwarnings("ignore:Setting penalty=None will ignore the C:UserWarning")

SEPAL = ("sepal length", "sepal width")
PETAL = ("petal length", "petal width")


def test_ten_points_are_the_classic_ones():
    points = ten_points()
    assert points.X.shape == (10, 1)
    assert points.X[:, 0].tolist() == [-2.2, -1.4, -0.8, 0.2, 0.4, 0.8, 1.2, 2.2, 2.9, 4.6]
    assert points.y.tolist() == [0, 0, 1, 0, 1, 1, 1, 1, 1, 1]
    assert points.feature_names == ("x",)
    assert points.class_names == ("negative", "positive")


def test_circles_are_scikit_learns():
    X, y = make_circles(1000, noise=0.1, random_state=1)
    data = circles()
    assert np.array_equal(data.X, X)
    assert np.array_equal(data.y, y)


def test_class_names_of_the_circles_fit_their_radii():
    data = circles()
    radius = np.hypot(*data.X.T)
    assert data.class_names == ("outer", "inner")
    assert radius[data.y == 0].mean() > radius[data.y == 1].mean() + 0.1


def test_the_truth_of_the_circles_is_that_of_two_rings():
    rng = np.random.default_rng(0)
    X = rng.uniform(-1.5, 1.5, (300, 2))
    r = np.hypot(*X.T)
    # A ring's density is a bell in the radius times a Bessel function.
    inner, outer = (np.exp(-((r - R) ** 2) / 0.02) * i0e(r * R / 0.01) for R in (0.8, 1.0))
    np.testing.assert_allclose(circles_truth(X), inner / (inner + outer), rtol=1e-9)
    assert circles_truth([[30, 40]]) < 1e-100


def test_the_truth_of_the_circles_is_calibrated_on_them():
    data = circles()
    p = circles_truth(data.X)
    for low in np.arange(0, 1, 0.2):
        rows = (p >= low) & (p < low + 0.2)
        error = np.sqrt(np.sum(p[rows] * (1 - p[rows]))) / rows.sum()
        assert abs(p[rows].mean() - data.y[rows].mean()) < 3 * error


def test_drawn_circles_are_new_points_of_the_same_law():
    data = draw_circles(20_000, np.random.default_rng(1))
    p = circles_truth(data.X)
    error = np.sqrt(np.mean(p * (1 - p)) / p.size)
    assert abs(np.mean(data.y - p)) < 3 * error
    assert abs(np.mean((data.y - p) * (p > 0.5))) < 3 * error
    assert abs(data.y.mean() - 0.5) < 3 * 0.5 / np.sqrt(p.size)
    assert np.abs(data.X[data.y == 0].mean(axis=0)).max() < 3 * 0.72 / np.sqrt(p.size / 2)
    assert np.hypot(*data.X.T)[data.y == 1].mean() == pytest.approx(0.806, abs=0.005)


def test_drawn_circles_follow_their_generator():
    one, same, other = (draw_circles(5, np.random.default_rng(seed)) for seed in (1, 1, 2))
    assert np.array_equal(one.X, same.X)
    assert not np.array_equal(one.X, other.X)
    assert one.feature_names == circles().feature_names


def test_halves_of_one_design_mirror_each_other_and_drawn_points_do_not():
    """Why the lesson tests on drawn points: what one half has too many of, the other lacks."""
    rng, data = np.random.default_rng(0), circles()
    cut = data.X[:, 0] > 0

    def right(rows):
        return np.mean(cut[rows] == data.y[rows])

    orders = [rng.permutation(1000) for _ in range(100)]
    halves = np.array([[right(order[:500]), right(order[500:])] for order in orders])
    assert np.corrcoef(halves.T)[0, 1] < -0.99
    fresh = [draw_circles(500, rng) for _ in range(100)]
    apart = [np.mean((one.X[:, 0] > 0) == one.y) for one in fresh]
    assert abs(np.corrcoef(halves[:, 0], apart)[0, 1]) < 0.3


def test_the_truth_of_the_circles_needs_two_columns():
    with pytest.raises(ValueError, match=r"X has shape \(3, 1\): give two columns"):
        circles_truth([1, 2, 3])


@pytest.mark.parametrize("data", [ten_points(), circles(), iris_pair("setosa", "virginica")])
def test_arrays_have_the_promised_types_and_are_read_only(data):
    assert data.X.dtype == np.float64
    assert data.y.dtype == np.int64
    assert len(data.feature_names) == data.X.shape[1]
    for array in (data.X, data.y):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 1
    with pytest.raises(dataclasses.FrozenInstanceError):
        data.y = 1 - data.y


def test_a_dataset_keeps_no_hold_of_the_callers_arrays():
    X, y = np.zeros((2, 1)), np.array([0, 1])
    data = Dataset(X, y, ("x",), ("no", "yes"))
    X[0], y[0] = 7, 1
    assert data.X[0, 0] == 0
    assert data.y[0] == 0


@pytest.mark.parametrize(
    ("negative", "positive"),
    [("setosa", "versicolor"), ("versicolor", "setosa"), ("versicolor", "virginica")],
)
def test_iris_pair_has_the_rows_of_both_species_in_order(negative, positive):
    iris = load_iris()
    name = iris.target_names[iris.target]
    rows = (name == negative) | (name == positive)
    data = iris_pair(negative, positive)
    assert np.array_equal(data.X, iris.data[rows])
    assert np.array_equal(data.y, name[rows] == positive)
    assert data.class_names == (negative, positive)
    assert list(data.feature_names) == iris.feature_names


def test_iris_features_are_chosen_by_name_in_the_order_asked():
    iris = load_iris()
    data = iris_pair("setosa", "virginica", features=["petal width (cm)", "sepal length"])
    assert np.array_equal(data.X, iris.data[iris.target != 1][:, [3, 0]])
    assert data.feature_names == ("petal width (cm)", "sepal length (cm)")
    one = iris_pair("setosa", "virginica", features="petal length")
    assert np.array_equal(one.X, iris.data[iris.target != 1][:, [2]])


@pytest.mark.parametrize(
    ("pair", "features", "C", "loss", "accuracy"),
    [
        (("setosa", "versicolor"), SEPAL, 1, 0.1312, 1.0),
        (("setosa", "versicolor"), SEPAL, 1e4, 0.0003, 1.0),
        (("versicolor", "virginica"), SEPAL, 1, 0.5540, 0.75),
        (("versicolor", "virginica"), SEPAL, np.inf, 0.5516, 0.75),
        (("versicolor", "virginica"), PETAL, 1, 0.1787, 0.95),
        (("versicolor", "virginica"), PETAL, np.inf, 0.1028, 0.94),
        (("versicolor", "virginica"), None, 1, 0.1664, 0.96),
        (("versicolor", "virginica"), None, np.inf, 0.0595, 0.98),
    ],
)
def test_iris_gives_the_numbers_the_lessons_quote(pair, features, C, loss, accuracy):
    data = iris_pair(*pair, features=features)
    model = LogisticRegression(C=C).fit(data.X, data.y)
    # The default tolerance stops lbfgs about 1e-4 early, and where exactly depends on its version.
    assert log_loss(data.y, model.predict_proba(data.X)) == pytest.approx(loss, abs=2e-4)
    assert model.score(data.X, data.y) == accuracy


def test_take_selects_rows_by_slice_list_and_mask():
    data = circles()
    first = data.take(slice(0, 500))
    assert np.array_equal(first.X, data.X[:500])
    assert np.array_equal(first.y, data.y[:500])
    assert (first.feature_names, first.class_names) == (data.feature_names, data.class_names)
    assert data.take([3]).X.shape == (1, 2)
    assert data.take([5, 5, 2]).y.tolist() == data.y[[5, 5, 2]].tolist()
    assert np.array_equal(data.take(data.y == 1).X, data.X[data.y == 1])


def test_repr_is_one_line_with_the_counts():
    assert repr(iris_pair("setosa", "virginica", features=PETAL).take(slice(0, 60))) == (
        "Dataset(60 samples of petal length (cm), petal width (cm); "
        "y=0: 50 setosa, y=1: 10 virginica)"
    )


@pytest.mark.parametrize(
    ("arguments", "features", "error", "message"),
    [
        (("setossa", "virginica"), None, ValueError, "negative is 'setossa'"),
        (("setosa", "Virginica"), None, ValueError, "choose 'setosa', 'versicolor' or 'virginica'"),
        ((0, "virginica"), None, TypeError, "negative is 0: choose 'setosa'"),
        (("setosa", "setosa"), None, ValueError, "positive is 'setosa', and so is negative"),
        (("setosa", "virginica"), ["petal size"], ValueError, "features[0] is 'petal size'"),
        (("setosa", "virginica"), ["sepal width", 2], TypeError, "features[1] is 2"),
        (("setosa", "virginica"), [], ValueError, "features is empty"),
        (("setosa", "virginica"), ["sepal width"] * 2, ValueError, "features[1] is 'sepal width'"),
    ],
)
def test_iris_pair_names_the_argument_and_what_there_is(arguments, features, error, message):
    with pytest.raises(error, match=re.escape(message)):
        iris_pair(*arguments, features=features)


def test_dataset_refuses_labels_other_than_0_and_1():
    with pytest.raises(ValueError, match=r"y\[1\] is 2: labels are 0 or 1"):
        Dataset(np.zeros((2, 1)), np.array([0, 2]), ("x",), ("no", "yes"))
    with pytest.raises(ValueError, match=r"y\[0\] is 'setosa'"):
        Dataset(np.zeros((1, 1)), np.array(["setosa"]), ("x",), ("no", "yes"))


@pytest.mark.parametrize(
    ("X", "y", "names"),
    [
        (np.zeros(2), np.zeros(2), ("x",)),
        (np.zeros((2, 1)), np.zeros(3), ("x",)),
        (np.zeros((2, 1)), np.zeros((2, 1)), ("x",)),
        (np.zeros((2, 2)), np.zeros(2), ("x",)),
    ],
)
def test_dataset_refuses_shapes_that_do_not_belong_together(X, y, names):
    with pytest.raises(ValueError, match="give one row of X for each label"):
        Dataset(X, y, names, ("no", "yes"))


def test_take_refuses_a_single_number():
    with pytest.raises(ValueError, match=r"e\.g\. \[3\] for one row"):
        circles().take(3)


def test_tumours_are_scikit_learns_with_malignant_as_one():
    table, data = load_breast_cancer(), breast_cancer()
    assert data.class_names == ("benign", "malignant")
    assert list(data.feature_names) == list(table.feature_names)
    rows = np.lexsort(data.X.T), np.lexsort(table.data.T)
    assert np.array_equal(data.X[rows[0]], table.data[rows[1]])
    assert np.array_equal(data.y[rows[0]], 1 - table.target[rows[1]])
    assert data.X[data.y == 1, 0].mean() > data.X[data.y == 0, 0].mean()  # larger nuclei


def test_tumours_are_shuffled():
    data = breast_cancer()
    shares = [data.y[k : k + 100].mean() for k in range(0, 500, 100)]
    assert np.ptp(shares) < 0.2
    assert np.array_equal(data.y, breast_cancer().y)


def test_the_rare_class_follows_its_truth():
    data = rare_class()
    q = rare_class_truth(data.X)
    assert data.y.mean() == pytest.approx(q.mean(), abs=0.003)
    model = LogisticRegression(C=1e9, tol=1e-10).fit(data.X, data.y)
    np.testing.assert_allclose([*model.coef_[0], *model.intercept_], [1, 0.5, -3.1], atol=0.1)
    assert log_loss(data.y, q) == pytest.approx(
        log_loss(data.y, model.predict_proba(data.X)), abs=1e-3
    )
    assert 0.06 < data.y.mean() < 0.08


def test_the_truth_of_the_rare_class_needs_two_columns():
    with pytest.raises(ValueError, match=r"shape \(2, 1\): give two columns, as `rare_class` has"):
        rare_class_truth([1, 2])


@pytest.mark.parametrize(
    ("rows", "error", "message"),
    [
        ([], ValueError, "rows is []: it picks no row; give at least one"),
        (slice(5, 5), ValueError, "rows is slice(5, 5, None): it picks no row"),
        ([False] * 10, ValueError, "it picks no row"),
        ([True, False], ValueError, "rows has 2 bools: give one for each of the 10 rows"),
        ([0.5, 1], TypeError, "rows[0] is 0.5: give whole numbers, or one bool for each row"),
        ([0, None], TypeError, "rows[1] is None: give whole numbers"),
        (["1"], TypeError, "rows[0] is '1': give whole numbers"),
        ([0, 10], ValueError, "rows[1] is 10: give numbers from 0 to 9, or back from -1 to -10"),
        ([-11], ValueError, "rows[0] is -11: give numbers from 0 to 9"),
        (np.uint8([200]), ValueError, "rows[0] is 200: give numbers from 0 to 9"),
        (slice("a"), TypeError, "rows is slice(None, 'a', None): "),
        (slice(0, 5, 0), ValueError, "rows is slice(0, 5, 0): "),
        ("abc", ValueError, "rows has 0 dimensions"),
        ([[1, 2]], ValueError, "rows has 2 dimensions"),
        ([[1], [2, 3]], ValueError, "rows is [[1], [2, 3]]: give one list of whole numbers"),
    ],
)
def test_take_names_the_first_row_that_is_not_there(rows, error, message):
    with pytest.raises(error, match=re.escape(message)):
        ten_points().take(rows)


class Stubborn:
    def __array__(self, *args, **kwargs):
        raise RuntimeError("no array today")


@pytest.mark.parametrize(
    ("rows", "error", "message"),
    [
        ([True, 0, 1], TypeError, r"^rows\[0\] is True, among numbers: give whole numbers only"),
        ((0, 1, np.False_), TypeError, r"^rows\[2\] is (np\.)?False_?, among numbers: give "),
        ([True, 0.5], TypeError, r"^rows\[0\] is True, among numbers: give whole numbers only"),
        (Stubborn(), ValueError, r"^rows is .*: give one list of whole numbers \(no array today"),
    ],
)
def test_take_counts_no_bool_among_numbers_and_says_what_is_no_list(rows, error, message):
    with pytest.raises(error, match=message):
        ten_points().take(rows)


def test_take_counts_back_from_the_end():
    assert ten_points().take([-1, 0]).X.tolist() == ten_points().X[[-1, 0]].tolist()


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"X": [["1.0"], [2.0]]}, TypeError, "X[0, 0] is '1.0' (str)"),
        ({"X": [[np.nan], [2.0]]}, ValueError, "X[0, 0] is nan: drop that sample"),
        ({"X": np.zeros((0, 1)), "y": []}, ValueError, "X is empty"),
        ({"y": np.ma.array([0, 1], mask=[True, False])}, ValueError, "y[0] is masked"),
        ({"y": ["0", "1"]}, ValueError, "y[0] is '0': labels are 0 or 1"),
        ({"y": [0, np.nan]}, ValueError, "y[1] is nan: labels are 0 or 1"),
        ({"feature_names": "x"}, TypeError, "feature_names is 'x' (str): give a tuple of strings"),
        ({"feature_names": None}, TypeError, "feature_names is None"),
        ({"feature_names": (1,)}, TypeError, "feature_names[0] is 1: give a string"),
        ({"class_names": "ab"}, TypeError, "class_names is 'ab' (str): give a tuple"),
        ({"class_names": ("a",)}, ValueError, "class_names is ('a',): give two, for y=0 and"),
    ],
)
def test_a_dataset_names_the_field_that_is_wrong(change, error, message):
    fields = {
        "X": [[1.0], [2.0]],
        "y": [0, 1],
        "feature_names": ["x"],
        "class_names": ("no", "yes"),
    }
    assert Dataset(**fields).feature_names == ("x",)
    with pytest.raises(error, match=re.escape(message)):
        Dataset(**(fields | change))


def test_far_away_the_truth_of_the_circles_is_0():
    assert circles_truth([[1e300, 1], [0, -1e308], [40, 40]]).tolist() == [0, 0, 0]
