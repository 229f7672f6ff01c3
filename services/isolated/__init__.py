"""What runs in a process of its own: readers of strangers' files, without database or key."""
