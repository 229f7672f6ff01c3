"""The weekly briefing on the screen: slides, rows, comments, conclusions, comparing, presenting."""
