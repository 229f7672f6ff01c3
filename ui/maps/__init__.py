"""The map on screens, and the file of its outlines."""
