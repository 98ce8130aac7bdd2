"""Noise on predictions and on labels."""
