"""Who searches for a word of the field finds the section about it first."""

from itertools import pairwise

import pytest

from bce_lessons import lessons
from tools.folders import HERE
from tools.site import words

# What is typed, the lesson that comes first, and a word of its section's heading.
ASKED = {
    "overfitting": ("train_a_network", "overfitting"),
    "overfit": ("train_a_network", "overfitting"),
    "over fitting": ("train_a_network", "overfitting"),
    "how to stop overfitting": ("train_a_network", "overfitting"),
    "ovrefitting": ("train_a_network", "overfitting"),
    "early stopping": ("train_a_network", "overfitting"),
    "logloss": ("score_one_prediction", "formula"),
    "log-loss": ("score_one_prediction", "formula"),
    "log loss": ("score_one_prediction", "formula"),
    "Log Loss": ("score_one_prediction", "formula"),
    "crossentropy": ("score_one_prediction", "formula"),
    "cross entropy": ("score_one_prediction", "formula"),
    "binary cross-entropy": ("score_one_prediction", "formula"),
    "cross entropyy": ("score_one_prediction", "formula"),
    "nll": ("score_one_prediction", "comes"),
    "negative log likelihood": ("score_one_prediction", "comes"),
    "class imbalance": ("decide_by_costs", "weigh"),
    "imbalanced": ("decide_by_costs", "weigh"),
    "imbalanced classes": ("decide_by_costs", "weigh"),
    "Brier": ("compare_with_squared_error", "rewards"),
    "brier score": ("compare_with_squared_error", "rewards"),
    "KL divergence": ("compare_with_squared_error", "rewards"),
    "mse": ("compare_with_squared_error", "curves"),
    "calibration": ("trust_the_probabilities", "said"),
    "calibraton": ("trust_the_probabilities", "said"),
    "calib": ("trust_the_probabilities", "said"),
    "temperature scaling": ("trust_the_probabilities", "temperature"),
    "softmax": ("change_the_loss", "three"),
    "sigmoid": ("fit_ten_points", "bend"),
    "logits": ("fit_ten_points", "bend"),
    "label smoothing": ("change_the_loss", "asks"),
    "focal loss": ("change_the_loss", "easy"),
    "threshold": ("decide_by_costs", "threshold"),
    "entropy": ("add_noise", "knows"),
    "perplexity": ("why_the_log", "probability"),
    "regularization": ("fit_ten_points", "minimises"),
    "regularisation": ("fit_ten_points", "minimises"),
    "roc": ("classify_iris", "auc"),
    "AUC": ("classify_iris", "auc"),
    "clipping": ("make_it_stable_and_fast", "miss"),
    "nan loss": ("make_it_stable_and_fast", "miss"),
    "loss is NaN": ("debug_a_training_run", "nan"),
    "underflow": ("why_the_log", "slide"),
    "gradient": ("compare_with_squared_error", "push"),
    "pos_weight": ("decide_by_costs", "weigh"),
    "from_logits": ("make_it_stable_and_fast", "logit"),
    "normalise": ("score_one_prediction", "mean"),
    "generalize": ("classify_iris", "believe"),
    "BCEWithLogitsLoss": ("make_it_stable_and_fast", "logit"),
}
# What people type who train models, and which section of the dictionary is among the first three.
IN_A_LIBRARY = {
    "BCEWithLogitsLoss": "pytorch",
    "BCELoss": "pytorch",
    "HalfBinomialLoss": "scikit-learn",
    "d2_log_loss_score": "scikit-learn",
    "from_logits": "keras",
    "pos_weight": "weights-and-two-divisors",
    "scale_pos_weight": "weights-and-two-divisors",
    "sigmoid_cross_entropy_with_logits": "tensorflow",
    "optax": "jax-and-optax",
    "XGBoost": "xgboost",
    "LightGBM": "lightgbm",
    "CatBoost": "catboost",
    "statsmodels": "statsmodels",
}
LESSONS = tuple(f"lessons/{digit}" for digit in "01")
FIND = """queries => Object.fromEntries(queries.map(query => [query,
  Search._performSearch(...Search._parseQuery(query)).reverse()
    .map(([page, title, anchor]) => [page, anchor])]))"""


@pytest.fixture(scope="module")
def found(tabs, address):
    """What the search page finds for each query, the best first; it is opened once."""
    key, page = tabs.take()
    page.goto(f"{address}search.html?q=overfitting")
    page.wait_for_selector("#search-results li a")
    first = page.locator("#search-results li a").first.get_attribute("href")
    page.wait_for_function("() => Search.hasIndex()")
    everything = [*ASKED, *IN_A_LIBRARY, "bits", "log_loss", "binary_cross_entropy", "zzzz qqqq"]
    yield page.evaluate(FIND, everything) | {"shown first": first}
    tabs.give_back(key, page, keep=True)


@pytest.mark.parametrize("query", ASKED)
def test_a_word_leads_first_to_its_section(found, query):
    topic, word = ASKED[query]
    page, anchor = found[query][0]
    assert page == f"lessons/{lessons.notebook(topic)}"
    assert word in anchor


@pytest.mark.parametrize("query", IN_A_LIBRARY)
def test_a_name_of_a_library_leads_to_the_dictionary(found, query):
    assert ["libraries", f"#{IN_A_LIBRARY[query]}"] in found[query][:3]


def test_the_page_shows_the_best_first(found):
    assert found["shown first"].endswith("#see-overfitting-in-the-curves")


def test_lessons_come_first_and_the_package_last(found):
    for query in ASKED:
        led = "libraries" if query in IN_A_LIBRARY else None  # stands among the first three
        pages = [page for page, _ in found[query] if page != led]
        ranks = [page.startswith(LESSONS) - page.startswith("api") for page in pages]
        assert all(one >= other for one, other in pairwise(ranks)), query
    assert sum(page.startswith(LESSONS) for page, _ in found["calibration"]) > 2


def test_a_name_of_the_package_leads_to_it_and_one_of_scikit_learn_to_the_dictionary(found):
    assert found["log_loss"][0][0] == "libraries"
    assert found["binary_cross_entropy"][0][1] == "#bce_lessons.binary_cross_entropy"


def test_what_is_nowhere_is_not_found(found):
    assert found["zzzz qqqq"] == []


def test_every_section_that_words_lead_to_is_in_its_page():
    for one in words.sections():
        page = (HERE.out / f"{one['page']}.html").read_text(encoding="utf-8")
        assert f'id="{one["anchor"][1:]}"' in page, one
