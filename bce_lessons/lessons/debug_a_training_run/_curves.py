"""Which run each lettered curve is: those that the lesson names, and those of an exercise."""

from bce_lessons.lessons.debug_a_training_run.model import RATE, UNNAMED

CURVES = UNNAMED | {
    "E": ("labels −1, 1", 0.1),
    "F": ("sigmoid twice", RATE),
    "G": ("softmax of one", RATE),
    "H": ("sum of 64", 0.01),
}
