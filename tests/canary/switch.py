"""Whether walls of subordinates, messages that follow the scope, and official figures are built in."""

# One switch for the branches that come together with this one; when it is on, this file goes.
MERGED = False
