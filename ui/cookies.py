"""The names of our cookies, shared by routes and pages."""

SESSION = "tiepdan_session"
LANGUAGE = "tiepdan_language"
THEME = "tiepdan_theme"
