"""The course as a book, tagged for screen readers: notebooks → pandoc → Typst → PDF."""
