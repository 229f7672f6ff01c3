"""The blocks of the page of one petition."""
