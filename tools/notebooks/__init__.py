"""The engine of notebooks: what runs one, what its normal form is, and how two runs compare.

`form` knows what a notebook of the course may hold, `compare` how two sets of outputs differ.
`refresh` runs notebooks and writes them; `strict_nbval` lets nbval run them and writes nothing.
"""
