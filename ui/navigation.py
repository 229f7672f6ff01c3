"""The pages, their groups, icons and rights; and the ways from one page to another."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, NoReturn

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from services.permissions import Actor, Permission, can
from services.text import N_
from ui.i18n import _

FOLDER = Path(__file__).resolve().parent.parent / "pages"


@dataclass(frozen=True)
class PageEntry:
    """One screen: `name` is its file and its URL; hidden pages are reached from others."""

    name: str
    title: str
    icon: str
    group: str
    permission: Permission | None = None
    is_hidden: bool = False


LEADING, WORK, WATCHING, ADMIN = N_("Leadership"), N_("Casework"), N_("Watching"), N_("Administration")

PAGES = (
    PageEntry("monitor", N_("Monitor"), "monitoring", LEADING, Permission.FIGURES_READ),
    PageEntry("briefing", N_("Weekly briefing"), "co_present", LEADING, Permission.FIGURES_READ),
    PageEntry("statistics", N_("Statistics"), "bar_chart", LEADING, Permission.FIGURES_READ),
    PageEntry("map", N_("Map"), "map", LEADING, Permission.FIGURES_READ),
    PageEntry("hotspots", N_("Hot spots"), "local_fire_department", LEADING, Permission.FIGURES_READ),
    PageEntry("alarms", N_("Early warning"), "crisis_alert", LEADING, Permission.FIGURES_READ),
    PageEntry("wall", N_("Wall screen"), "tv", LEADING, Permission.FIGURES_READ),
    PageEntry("figure", N_("Figure by its code"), "tag", LEADING, Permission.FIGURES_READ),
    PageEntry("home", N_("My work"), "task_alt", WORK, Permission.CASE_READ),
    PageEntry("intake", N_("Petition intake"), "note_add", WORK, Permission.PETITION_ENTER),
    PageEntry("petitions", N_("Petitions"), "inbox", WORK, Permission.CASE_READ),
    PageEntry("cases", N_("Case tracking"), "folder_open", WORK, Permission.CASE_READ),
    PageEntry("case", N_("Case"), "folder", WORK, Permission.CASE_READ, is_hidden=True),
    PageEntry("petition", N_("Petition"), "description", WORK, Permission.CASE_READ, is_hidden=True),
    PageEntry(
        "redaction",
        N_("Redacted copy"),
        "visibility_off",
        WORK,
        Permission.IDENTITY_READ,
        is_hidden=True,
    ),
    PageEntry(
        "reminded",
        N_("Terms that need attention"),
        "notifications",
        WORK,
        Permission.CASE_READ,
        is_hidden=True,
    ),
    PageEntry("crowds", N_("Crowds and over-level"), "groups", WORK, Permission.CROWD_RECORD),
    PageEntry("imports", N_("Import registers"), "upload_file", WORK, Permission.REGISTER_IMPORT),
    PageEntry(
        "rows", N_("Rows behind a figure"), "table_rows", WORK, Permission.FIGURES_READ, is_hidden=True
    ),
    PageEntry("clock_watch", N_("Watch over terms"), "rule", WATCHING, Permission.ALARM_READ),
    PageEntry("personal_data", N_("Personal data"), "badge", WATCHING, Permission.PERSONAL_DATA),
    PageEntry("set_up", N_("Set-up"), "rocket_launch", ADMIN, Permission.SETTING_EDIT),
    PageEntry("units", N_("Units and heads"), "account_tree", ADMIN, Permission.UNIT_EDIT),
    PageEntry("users", N_("Users"), "manage_accounts", ADMIN, Permission.USER_EDIT),
    PageEntry("catalogues", N_("Lists"), "list_alt", ADMIN, Permission.CATALOGUE_EDIT),
    PageEntry("documents", N_("Document templates"), "article", ADMIN, Permission.SETTING_EDIT),
    PageEntry("rules", N_("Rules"), "gavel", ADMIN, Permission.RULE_READ),
    PageEntry("settings", N_("Settings"), "tune", ADMIN, Permission.SETTING_EDIT),
    PageEntry("audit", N_("Audit trail"), "history_edu", ADMIN, Permission.AUDIT_ADMIN_READ),
    PageEntry("account", N_("My account"), "account_circle", ADMIN, None),
)
BY_NAME = {entry.name: entry for entry in PAGES}
_ROOT: dict[str, Any] = {"title": "Tiếp Dân", "url_path": "start", "default": True, "visibility": "hidden"}


def path_of(name: str) -> str:
    """The file of a page, as navigation and links name it."""
    return str(FOLDER / f"{name}.py")


def pages_for(actor: Actor) -> dict[str, list[Any]]:
    """The groups and pages an actor may open, in order.

    The page that Streamlit shows for "/" cannot also have a URL of its own, so "/" is a
    hidden page that leads on to the actor's start page.
    """
    groups: dict[str, list[Any]] = {"": [st.Page(partial(_lead_on, start_of(actor)), **_ROOT)]}
    # Given to a link the page itself, Streamlit need not look for its file again.
    known = st.session_state["_pages"] = {}
    for entry in PAGES:
        if _allowed(entry, actor):
            page = known[entry.name] = st.Page(
                path_of(entry.name),
                title=_(entry.title),
                icon=f":material/{entry.icon}:",
                url_path=entry.name,
                visibility="hidden" if entry.is_hidden else "visible",
            )
            groups.setdefault(_(entry.group), []).append(page)
    return groups


def start_of(actor: Actor) -> str:
    """The first screen of an actor: the monitor for leaders, my work for caseworkers, else what there is."""
    if can(actor, Permission.FIGURES_READ) and can(actor, Permission.AUDIT_READ):
        return "monitor"
    if can(actor, Permission.CASE_READ):
        return "home"
    return next((entry.name for entry in PAGES if _allowed(entry, actor)), "account")


def _lead_on(name: str) -> None:
    st.switch_page(path_of(name))


def _allowed(entry: PageEntry, actor: Actor) -> bool:
    return entry.permission is None or can(actor, entry.permission)


def go(name: str, **parameters: Any) -> NoReturn:
    """Leave for another page with its parameters in the URL."""
    query = _query(parameters)
    if not _navigating():
        st.session_state["_went_to"] = (name, query)
        st.stop()
    if name not in st.session_state["_pages"]:
        st.error(_("You do not have the right to open this page."), icon=":material/lock:")
        st.stop()
    st.switch_page(st.session_state["_pages"][name], query_params=query)


def link(
    name: str, label: str, *, icon: str | None = None, help: str | None = None, **parameters: Any
) -> None:
    """A link to another page with its parameters in the URL; plain text where the reader may not go there."""
    if not _navigating() or name not in st.session_state["_pages"]:
        st.markdown(label, help=help)
        return
    st.page_link(
        st.session_state["_pages"][name], label=label, icon=icon, help=help, query_params=_query(parameters)
    )


def address(name: str, parameters: Mapping[str, Any]) -> str:
    """The relative URL of a page, for documents and copied links."""
    from urllib.parse import urlencode

    return f"/{name}?{urlencode(_query(parameters))}"


def _query(parameters: Mapping[str, Any]) -> dict[str, str]:
    return {key: str(value) for key, value in parameters.items() if value not in (None, "")}


def _navigating() -> bool:
    """Whether the page runs inside ui/main.py's navigation (not alone, as in a page test)."""
    return bool(st.session_state.get("_navigating")) and get_script_run_ctx() is not None
