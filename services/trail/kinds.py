"""What entries are about, and the groups of deeds that a reader asks for most."""

# The administration and the product itself: nothing of a case stands in such an entry.
ADMINISTRATION = (
    "user",
    "unit",
    "delegation",
    "setting",
    "calendar",
    "rule",
    "field",
    "commune",
    "channel",
    "list",
    "word_template",
    "installation",
    "database",
    "clocks",
    "audit",
    "keys",
    "map",
    "official",
    "walls",
    "warning",
)
# Sections of a settings file: installation:rules, installation:users.
SECTIONS = "installation:"
# Work on rows that belong to no single matter; entries of exports have no subject.
WORK = (
    "",
    "briefing",
    "briefing_comment",
    "briefing_decision",
    "alarm",
    "sensitive_period",
    "import_batch",
    "saved_mapping",
    "saved_view",
    "data_request",
)
# Judged by the row they are about; services/trail/visibility.py says how.
MATTERS = ("case", "petition", "crowd", "over_level", "directive")

# A group of deeds under one name; the words are those of the screen.
GROUPS: dict[str, tuple[str, ...]] = {
    "protected": (
        "identity.read",
        "case.open_sealed",
        "petition.open_sealed",
        "scan.read",
        "scan.read_redacted",
        "document.read",
        "import_held_back_read",
        "emergency.open",
    ),
    "identity": ("identity.read", "identity.ask", "identity.grant", "identity.refuse", "identity.withdraw"),
    "emergency": ("emergency.open", "emergency.close", "grant.give", "grant.withdraw"),
    "exports": (
        "rows.export",
        "briefing.export",
        "figures.export",
        "audit.export",
        "audit.export_seals",
        "exported_settings",
        "exported_rules",
        "document.make",
    ),
    "sign_in": (
        "signed_in",
        "signed_out",
        "signed_out_everywhere",
        "ended_session",
        "locked_user",
        "changed_password",
        "reset_password",
        "unlocked_user",
    ),
}
