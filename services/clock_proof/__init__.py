"""The nightly proof: what is stored of every clock, held against what its history says."""
