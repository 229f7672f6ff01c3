"""The blocks of the intake form: live inputs, kept in an encrypted draft on every committed field."""
