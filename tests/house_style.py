"""The course's own lessons: they keep the house's counts, of cells, exercises, figures, slides.

A lesson that somebody adds need not: it keeps the rules that make a lesson whole.
"""

from bce_lessons import lessons

OWN = {
    "score_one_prediction", "why_the_log", "compare_with_squared_error", "fit_ten_points",
    "classify_iris", "add_noise", "train_a_network", "make_it_stable_and_fast",
    "trust_the_probabilities", "decide_by_costs", "change_the_loss", "compare_two_models",
    "debug_a_training_run", "check_the_claims",
    "score_yourself",
}  # fmt: skip


def is_own(stem):
    """Say whether a notebook is one of the course's own lessons."""
    return stem[3:] in OWN


def own_numbers():
    """Return the numbers of the course's own lessons, as far as the course has them."""
    return {lessons.number(topic) for topic in lessons.ORDER if topic in OWN}
