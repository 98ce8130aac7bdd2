"""Set the course up: its .venv, the packages in it, and the locks that pin them."""
