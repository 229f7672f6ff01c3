"""Saved views in the filter bar: opening them, listing, saving and managing them."""
