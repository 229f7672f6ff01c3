"""Files that people hand in: what they are, what they are called, and what is not taken."""
