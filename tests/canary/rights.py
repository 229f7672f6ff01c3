"""Who may see which canary: the rulings on rights in other words, as a table, without the product's scope.

Rulings: the director and the inspectors of the focal unit see the whole department; a head his
units; an officer of a denunciation only what is assigned to him or to whom he stands in for; a
clerk what his unit received in the last 90 days; a verifier what he was granted; viewer and
administrator nothing. The wall takes the accused person out, and the head of the accused unit
with everybody below him.
"""

from tests.canary.world import DRAFT, NAMES, REGISTER, UNITS

LEADERS = frozenset({"director", "deputy", "inspector", "accused inspector"})
_SEE = {
    # The head of the department is denounced; the clerk who received it looks after it.
    "root": LEADERS - {"director"} | {"clerk of root"},
    "focal": LEADERS - {"accused inspector"} | {"head of focal", "clerk of focal", "clerk of root"},
    "alpha": LEADERS | {"head of alpha", "clerk of alpha", "clerk of root"},
    "under": LEADERS
    | {"head of alpha", "head of under", "clerk of alpha", "clerk of under", "clerk of root"},
    # Its head is denounced.
    "beta": LEADERS | {"clerk of beta", "clerk of root"},
    "gamma": LEADERS
    | {"head of gamma", "clerk of gamma", "clerk of root", "officer of gamma", "stand-in", "verifier"},
    # No clerk: it came in more than 90 days ago.
    "delta": LEADERS | {"head of delta"},
}
# Whom the wall takes out besides the accused: the head of the accused unit and whoever is below him.
_BEHIND = {
    "root": set(LEADERS) - {"deputy"},
    "focal": {"inspector", "accused inspector", "head of focal", "officer of focal", "clerk of focal"},
    "alpha": {"head of alpha", "officer of alpha", "clerk of alpha", "accused officer"}
    | {"head of under", "officer of under", "clerk of under"},
    "beta": {"head of beta", "officer of beta", "clerk of beta", "verifier"},
}
READERS = (
    *(
        f"{role} of {unit}"
        for unit in UNITS
        for role in ("head", "officer", "clerk")
        if (role, unit) != ("head", "root")
    ),
    "director",
    "deputy",
    "inspector",
    "accused inspector",
    "accused officer",
    "stand-in",
    "verifier",
    "former officer",
    "viewer",
    "administrator",
)
# Whom the director's emergency access is told at once, by a message that names nothing (decision 19):
# his screens of messages differ; the words of a canary are looked for on them all the same.
TOLD = {("head of focal", "home"), ("head of focal", "reminded")}
# One of each kind of right and of each kind of exclusion: for the sample that every change passes.
SAMPLE = (
    "director",
    "accused inspector",
    "head of beta",
    "accused officer",
    "clerk of delta",
    "stand-in",
    "former officer",
    "viewer",
    "administrator",
)


def visible(reader: str) -> frozenset[str]:
    """The canaries that a reader may see."""
    seen = {name for name in NAMES if reader in _SEE[name]}
    return frozenset(seen - {name for name, behind in _BEHIND.items() if reader in behind})


# Of a denunciation stand nowhere on a screen, for anybody, until somebody opens them with a purpose.
IDENTITY = frozenset(
    {"sender", "address", "email", "number", "phone", "respondent", "office"}
    | {"number_hash", "content_hash", "sha256"}
)
# What was denounced, and what was written about it: only where one matter is open, in no list.
CONTENT = frozenset(
    {"summary", "about", "note", "secondnote", "scanname", "filename", "eventnote", "firstnote"}
    | {"purpose", "grant", "datapurpose"}
    | {"assignnote", "withdrawal", "documentreason", "typed", "directive", "docnumber", "signer"}
    | {"sendingnumber", "eoffice", "scan", "file"}
)
OF_ONE_MATTER = frozenset({"case", "petition"})


def allowed(reader: str, page: str, canary: str, what: str) -> bool:
    """Whether a reader may meet a thing of a canary on a page."""
    if canary == DRAFT:
        return reader == "clerk of root" and page == "intake"
    if canary == REGISTER:
        # Rows held back are given back to whoever imported them, in a file.
        return reader in ("inspector", "accused inspector") and page == "imports"
    if canary not in NAMES or canary not in visible(reader) or what in IDENTITY:
        return False
    return what not in CONTENT or page in OF_ONE_MATTER
