"""How good the statistical warning is: simulated provinces, several methods, one set of figures."""
