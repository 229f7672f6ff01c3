"""The wall: large screens that take turns and refresh themselves, without controls and without persons."""
