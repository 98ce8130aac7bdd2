"""A curve fitted to ten points, and its penalty."""
