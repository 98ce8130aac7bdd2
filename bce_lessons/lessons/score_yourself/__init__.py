"""The reader's own forecasts, scored."""

ABLE_TO = "tell from your own forecasts whether you are too sure"
ANSWERS = "How good are your own forecasts?"
