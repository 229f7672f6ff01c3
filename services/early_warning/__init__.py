"""Early warning: more matters in a place and field than there should be, as pure functions over counts.

Nothing here knows a person, a database or a screen. Counts have the weeks on the first axis, communes
on the second, fields on the third; NaN is a week that is not on record, which is not zero.
"""
