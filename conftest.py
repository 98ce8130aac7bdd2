"""Load the strict comparison of notebooks, so that `pytest --nbval notebooks` always has it."""

pytest_plugins = ["tools.strict_nbval"]
