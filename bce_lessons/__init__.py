"""Binary cross-entropy, exactly: the package behind the lessons."""
