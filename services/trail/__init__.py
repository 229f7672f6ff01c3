"""The audit trail as a whole: sealed, checked against its seals, and read within one's rights."""
