"""One prediction, and a batch of them."""
