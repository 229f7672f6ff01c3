"""Blocks about rights: who sees a case, emergency access, official figures."""
