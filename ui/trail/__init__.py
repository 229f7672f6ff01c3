"""The screen of the trail: its filter, its table, its seals."""
