"""The course as a web site: lessons, teachers' pages and what they load."""
