"""What the calculations of early warning refuse: input that would give a number without meaning."""


class EarlyWarningError(ValueError):
    """The arrays given cannot be scored; the message says which and why."""


class ShapesDiffer(EarlyWarningError):
    """Two arrays that must match in shape do not."""


class TooLittleHistory(EarlyWarningError):
    """There are fewer weeks with data than the model has unknowns."""


class CodesUnknown(EarlyWarningError):
    """A commune code leads to no commune of today."""
