"""The learner's own copy of the lessons: laid, renewed, and never overwritten.

Standard library only: hosts that lend a computer make the copy before anything else is there.
"""
