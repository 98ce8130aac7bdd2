"""Calibration, what a loss consists of, and decisions."""
