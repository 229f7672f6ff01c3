"""The map without the internet: outlines that the administrator supplies, else tiles from the catalogue."""
