"""What secrets are made and kept with: strength, chance, and no two alike."""

import base64
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from models.enums import Role
from services import passwords, recovery_codes, sign_in, vault

ROOT = Path(__file__).resolve().parent.parent.parent
HASH = re.compile(r"\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([\w+/]+)\$")


def test_passwords_are_hashed_by_argon2id_with_a_salt_of_their_own() -> None:
    one, two = (HASH.match(sign_in.hash_password("một mật khẩu đủ dài")) for _ in range(2))

    assert one is not None
    assert two is not None
    memory, time, _threads = (int(value) for value in one.groups()[:3])
    assert memory >= 19 * 1024
    assert time >= 2
    assert len(base64.b64decode(one.group(4) + "==")) >= 16
    assert one.group(4) != two.group(4)


def test_one_time_passwords_and_recovery_codes_are_long_enough_and_salted() -> None:
    hashes = [HASH.match(passwords.hash_one_time("k7wm-p3fd-xh9a")) for _ in range(2)]

    assert len(passwords.ALPHABET) ** (passwords.GROUPS * passwords.LETTERS) > 2**79
    assert len(passwords.ALPHABET) ** (recovery_codes.GROUPS * recovery_codes.LETTERS) > 2**59
    assert len({found.group(4) for found in hashes if found is not None}) == 2


def test_tokens_of_sessions_have_256_bits_and_only_their_hash_is_kept(page_build) -> None:
    user = page_build.user(Role.OFFICER)
    tokens = {
        sign_in.open_session(page_build.session, user, now=datetime(2026, 11, 26, tzinfo=UTC))
        for _ in range(5)
    }

    assert len(tokens) == 5
    assert {len(base64.urlsafe_b64decode(token + "=")) for token in tokens} == {32}
    assert {len(sign_in.token_hash(token)) for token in tokens} == {64}


def test_the_same_words_are_never_sealed_alike() -> None:
    assert len({vault.seal("cùng một lời", purpose="note") for _ in range(50)}) == 50


@pytest.mark.parametrize("fault", ["altered", "elsewhere", "cut off", "empty"])
def test_what_was_altered_or_moved_does_not_open_and_the_refusal_does_not_say_why(fault: str) -> None:
    sealed = vault.seal("cùng một lời", purpose="note")
    altered = sealed[:-1] + bytes([sealed[-1] ^ 1])
    value, purpose = {
        "altered": (altered, "note"),
        "elsewhere": (sealed, "draft"),
        "cut off": (sealed[:9], "note"),
        "empty": (b"", "note"),
    }[fault]

    with pytest.raises(vault.CannotUnseal) as caught:
        vault.unseal(value, purpose=purpose)

    assert str(caught.value) == str(vault.CannotUnseal())


def test_chance_that_can_be_foretold_is_in_no_secret() -> None:
    """Secrets come from `secrets` or `os.urandom`; the fictional department from a generator with a seed.

    So do the quiet weeks of the early warning, which have to be the same when they are drawn again.
    """
    pattern = re.compile(r"^\s*(?:import random\b|from random import)|\bnp\.random\b", re.MULTILINE)
    users = {
        str(path.relative_to(ROOT).parent)
        for part in ("commands", "models", "pages", "services", "ui")
        for path in (ROOT / part).rglob("*.py")
        if pattern.search(path.read_text(encoding="utf-8"))
    }

    assert users == {"services/demo", "services/early_warning"}
