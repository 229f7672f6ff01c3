"""The screen on which a scan is redacted, and the lines by which copies are opened and asked for."""
