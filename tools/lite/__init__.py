"""The course in the browser, Python included."""
