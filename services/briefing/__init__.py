"""The weekly briefing: a week frozen once, read, compared, commented and exported from the same snapshot.

Nothing in it is about a denunciation: its scope is that of a reader of figures only, and
denunciations stand in the published quarters alone (docs/decisions/0027).
"""
