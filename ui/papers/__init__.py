"""Documents on screen: making one, those kept with a matter, and the templates."""
