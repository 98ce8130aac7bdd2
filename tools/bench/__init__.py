"""The speed bench: the losses beside other libraries, and how soon a key is seen."""
