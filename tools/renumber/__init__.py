"""Let every file follow the registry's order: `python3 course.py renumber`.

`names` knows what lessons, exercises, questions and figures are called, `references` finds these
names in texts, `tables` writes the lists of lessons, and `files` renames and writes without loss.
"""
