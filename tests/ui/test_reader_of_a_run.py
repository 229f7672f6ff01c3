"""Who is here is looked up once in a run, and anew in the next."""

from models.enums import Role
from services import signed_in


def test_a_run_looks_up_its_reader_once_and_the_next_run_anew(monkeypatch, page_build, open_page) -> None:
    found, asked = signed_in.actor_of_token, []

    def counted(*args, **values):
        asked.append(args)
        return None if len(asked) > 2 else found(*args, **values)

    monkeypatch.setattr(signed_in, "actor_of_token", counted)
    page = open_page("ui/main.py", user=page_build.user(Role.DIRECTOR))
    # The start page leads on to the reader's own: two runs, the second with main and page.
    assert len(asked) == 2
    assert not page.exception

    # Signed out elsewhere meanwhile.
    page.run()

    assert len(asked) == 3
    assert [one.value for one in page.warning] == ["You are signed out. Sign in to go on."]
