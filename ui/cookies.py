"""The names of our cookies, shared by routes and pages.

Inside the application they are always these; under https the gate renames those that identify a
person or a browser (ui/routes/cookie_names.py).
"""

SESSION = "tiepdan_session"
DEVICE = "tiepdan_device"
LANGUAGE = "tiepdan_language"
THEME = "tiepdan_theme"
# Between two steps of signing in; each for minutes only.
SECOND_STEP = "tiepdan_second_step"
SINGLE_SIGN_ON = "tiepdan_single_sign_on"

# What nobody but this very host may set: another site of the same domain could otherwise slip a
# reader a session of its own.
HOST_ONLY = (SESSION, DEVICE)
