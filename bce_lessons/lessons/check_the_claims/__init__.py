"""Published claims, each checked by a run."""
