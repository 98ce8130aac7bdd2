"""Class weights, thresholds from costs, and the loss as a sum of costs."""

ABLE_TO = "set a threshold from costs, and undo class weights"
ANSWERS = "From which probability on should you act? What do class weights do?"
