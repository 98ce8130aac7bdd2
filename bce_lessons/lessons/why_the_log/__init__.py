"""Products, logs and their units."""
