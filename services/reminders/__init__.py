"""Escalation: who is told when a term comes near or has passed, once per band, within working hours."""
