"""A second opinion: bounds of R's package surveillance, and its real series, where Rscript is installed."""
