"""What is counted: for each stream the matters with their day, as statements over the facts.

Denunciations and protected petitions are in none of them: in a small place a number could point to
a person. What belongs to one matter counts once (once a week where repetition is what is counted),
so that one petition sent to five offices is one.
"""

from models.enums import WarningStream

# What is counted, new matters first; all of them are judged as one besides.
COUNTED = (
    WarningStream.RECEIVED,
    WarningStream.REPEATS,
    WarningStream.CROWDS,
    WarningStream.OVER_LEVEL,
)
# Whose events are counted.
OPEN = "kind IS DISTINCT FROM 'denunciation' AND NOT is_protected"
_MATTER = """
    SELECT COALESCE(l.case_id, -COALESCE(p.duplicate_of_id, p.id)) AS matter, p.id, p.received_on AS day,
        p.entered_on, p.commune_id, p.field_id, p.unit_id, p.is_repeated
    FROM petition_facts p
    LEFT JOIN (SELECT petition_id, MIN(case_id) AS case_id FROM link_facts GROUP BY petition_id) l
        ON l.petition_id = COALESCE(p.duplicate_of_id, p.id)
    WHERE p.kind <> 'denunciation' AND NOT p.is_protected
"""
# A crowd whose field nobody entered has that of its matter.
_OPEN_EVENT = "e.kind IS DISTINCT FROM 'denunciation' AND NOT e.is_protected"
_EVENT = """
    SELECT DISTINCT ON (matter, day) * FROM (
        SELECT COALESCE(e.case_id, -e.petition_id, e.id + 1000000000000) AS matter, e.id, e.{day} AS day,
            e.entered_on, e.commune_id, COALESCE(e.field_id, c.field_id, p.field_id) AS field_id, e.unit_id
        FROM {table} e
        LEFT JOIN case_facts c ON c.id = e.case_id
        LEFT JOIN petition_facts p ON p.id = e.petition_id
        WHERE {open})
    ORDER BY matter, day, id
"""
MATTERS: dict[WarningStream, str] = {
    # What is repeated is no new matter: no petition is in two streams.
    WarningStream.RECEIVED: f"""
        SELECT * FROM (SELECT DISTINCT ON (matter) * FROM ({_MATTER}) ORDER BY matter, day, id)
        WHERE NOT is_repeated
    """,  # nosec B608
    WarningStream.REPEATS: f"""
        SELECT DISTINCT ON (matter, date_trunc('week', day)) * FROM ({_MATTER}) WHERE is_repeated
        ORDER BY matter, date_trunc('week', day), day, id
    """,  # nosec B608
    WarningStream.CROWDS: _EVENT.format(day="gathered_on", table="crowd_facts", open=_OPEN_EVENT),
    WarningStream.OVER_LEVEL: _EVENT.format(day="recorded_on", table="over_level_facts", open=_OPEN_EVENT),
}
