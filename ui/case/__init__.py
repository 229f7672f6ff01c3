"""The blocks of the page of one case, and of the list of cases."""
