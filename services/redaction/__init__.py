"""Redacted copies: what may give a denouncer away is blackened, and the verifier works with the copy."""
