"""Documents of a transition: which there are, what they need, their Word templates, making, keeping."""
