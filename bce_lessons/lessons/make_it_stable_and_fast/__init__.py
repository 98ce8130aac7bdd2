"""A loss that keeps its digits, for one sample and for a billion."""
