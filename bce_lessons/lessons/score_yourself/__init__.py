"""The reader's own forecasts, scored."""
