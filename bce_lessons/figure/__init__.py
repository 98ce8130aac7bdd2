"""What all figures share: style, letters, what is given, and words for what is shown."""
