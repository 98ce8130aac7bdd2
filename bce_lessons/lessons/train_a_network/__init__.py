"""A network, its training curves, and its confidence."""
