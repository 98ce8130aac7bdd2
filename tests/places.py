"""What says where a panel stands, in prose, in a figure's words and in an explorer's."""

import re

PLACE = re.compile(
    r"\bon the (?:left|right)\b(?! side| ones)|\bin the middle\b|\bside by side\b|"
    r"\b(?:left|right|middle|upper|lower|top|bottom)(?:-hand)? (?:panel|picture|plot|figure)s?\b|"
    r"\b(?:panel|picture|plot|figure|curve)s? (?:above|below|beside|on the|at the|to the)\b",
    re.I,
)
