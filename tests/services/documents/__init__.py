"""Documents of a transition."""
