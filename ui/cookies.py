"""The names of our cookies, shared by routes and pages."""

SESSION = "tiepdan_session"
LANGUAGE = "tiepdan_language"
THEME = "tiepdan_theme"
# Between two steps of signing in; each for minutes only.
SECOND_STEP = "tiepdan_second_step"
SINGLE_SIGN_ON = "tiepdan_single_sign_on"
