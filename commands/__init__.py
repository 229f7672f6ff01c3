"""The parts of manage.py: one module per command, each with `register(app)`."""
