"""A deck of slides for each lesson."""
