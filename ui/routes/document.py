"""Streamlit's own HTML shell, dressed for us: language, title, and the theme the reader chose."""

# Streamlit keeps the theme in local storage under the path of the document that was opened.
_THEME = (
    '<script nonce="{nonce}">'
    'localStorage.setItem("stActiveTheme-" + location.pathname + "-v2", JSON.stringify("{name}"))'
    "</script>"
)
_AGENT_LINK = b'<link rel="service-desc" href="./_stcore/agent/openapi.json" />'


def dressed(shell: bytes, *, language: str, theme: str | None, nonce: str) -> bytes:
    """The shell with `lang`, our title and the chosen theme; what it does not find it leaves alone.

    Inline scripts, Streamlit's one and ours, get the nonce that the content policy asks for.
    """
    if b'<div id="root">' not in shell:
        return shell
    shell = shell.replace(b"<script>", f'<script nonce="{nonce}">'.encode())
    text = shell.replace(b'<html lang="en">', f'<html lang="{language}">'.encode(), 1)
    text = text.replace(b"<title>Streamlit</title>", "<title>Tiếp Dân</title>".encode(), 1)
    text = text.replace(_AGENT_LINK, b"", 1)
    text = text.replace(b"<head>", f'<head><script src="/language/{language}/words.js"></script>'.encode(), 1)
    if theme in ("light", "dark"):
        script = _THEME.format(name="Dark" if theme == "dark" else "Light", nonce=nonce).encode()
        text = text.replace(b"<head>", b"<head>" + script, 1)
    return text
