"""Skeletons: a lesson, an exercise, a question or an explorer, as `python3 course.py new` adds it.

`house` knows where things are, `edits` how a line goes into a file that is there, `parts` and
`lesson` what is written. The texts themselves stand in `skeletons/`: `$slug` is filled in.
"""
