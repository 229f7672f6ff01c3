"""The few scripts of our own: files, because the content policy lets nothing run that stands in a page."""

from html import escape

import streamlit as st

ADDRESS = "/app/static/scripts/{name}.js"


def run(name: str, **values: object) -> None:
    """Run ui/static/scripts/<name>.js in the reader's browser; it finds the values in its data attributes.

    Other values make it run again; the same ones do not.
    """
    data = "".join(f' data-{key}="{escape(str(value))}"' for key, value in values.items())
    st.html(f'<script src="{ADDRESS.format(name=name)}"{data}></script>', unsafe_allow_javascript=True)


def go(path: str, *, after: int = 0) -> None:
    """Lead the browser to a path of our own routes, after so many milliseconds on this page."""
    run("go", path=path, after=after)
