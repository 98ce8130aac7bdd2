"""Checks in JupyterLab: a wrong answer shows its diagnosis, an endless loop is stopped."""

from tools.browser import run_all, theme

PUBLISHED = """
def published(y, p):
    return -np.sum(np.where(y == 1, np.log(1 - p), np.log(p)))
check("01.5", published)"""
ENDLESS = """
checking.TIME_LIMIT = 0.5
def endless(y, p):
    while True:
        pass
check("01.5", endless)
print("and the kernel goes on")"""
CELLS = [
    "import numpy as np\nfrom bce_lessons.practice import check, checking",
    'check("01.1", ...)',
    'check("01.1", 0.63)',
    PUBLISHED,
    'check("01.5", published)',
    ENDLESS,
    'check("01.5", published)',
    'check("01.1", 0.37)',
]


def test_a_wrong_answer_shows_its_diagnosis(open_lab, keep, tmp_path):
    kept = f"import os\nos.environ['BCE_LESSONS_RECORDS'] = {str(tmp_path)!r}"
    lab = open_lab("checks.ipynb", [kept, *CELLS], height=1400)
    theme(lab, "Light")
    run_all(lab)
    lab.get_by_text("Exercise 1.1, right:").wait_for()
    verdicts = [" ".join(text.split()) for text in lab.locator("[role=status]").all_inner_texts()]
    said = [text for text in verdicts if "Exercise" in text]
    assert len(said) == 7
    assert said[0].startswith("… Exercise 1.1: put your answer in place of the three dots")
    assert said[1].startswith("✗ Exercise 1.1, not yet: That is 1 − p: it did rain")
    assert "published(np.array([1]), np.array([0.9])) gives 2.303; right is 0.1054." in said[2]
    assert "the branches are swapped" in said[2]
    assert "Where to look:" in said[2]
    assert "What to do:" in said[3]
    assert "had not ended after 0.5 seconds and was stopped" in said[4]
    # What was stopped counts as no answer: this is the third wrong one.
    assert "Solution: solutions/01_score_one_prediction.ipynb" in said[5]
    assert said[6].startswith("✓ Exercise 1.1, right:")
    assert lab.get_by_text("and the kernel goes on", exact=True).count() == 1
    keep(lab, "lab-light-checks")
    theme(lab, "Dark")
    lab.wait_for_selector("#jupyterlab-splash", state="detached")
    keep(lab, "lab-dark-checks")
    lab.get_by_role("link", name="solutions/01_score_one_prediction.ipynb").click()
    lab.get_by_role("tab", name="01_score_one_prediction.ipynb").wait_for()
