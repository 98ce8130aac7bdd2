"""A classifier of two irises, trained, tested and judged."""
