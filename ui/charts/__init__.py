"""Figures as plain dicts of plotly's graph objects: builders shape and paint, services count."""
