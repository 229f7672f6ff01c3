"""Simulated data with known outbreaks; frozen before a method was tuned on it."""
