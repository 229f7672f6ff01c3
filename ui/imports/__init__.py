"""The parts of the screen that imports registers."""
