"""Projects, firms, groups and places that the plain words of a case name; never people."""

from collections.abc import Iterator
from dataclasses import dataclass

from models.enums import ClusterTie
from services.text import fold, nfc

# What a name is announced by; "tiểu thương chợ" is a group, "chợ" alone a place.
ANNOUNCED = {
    "cụm công nghiệp": ClusterTie.PROJECT,
    "khu công nghiệp": ClusterTie.PROJECT,
    "dự án": ClusterTie.PROJECT,
    "hợp tác xã": ClusterTie.FIRM,
    "doanh nghiệp": ClusterTie.FIRM,
    "công ty": ClusterTie.FIRM,
    "nhà máy": ClusterTie.FIRM,
    "cty": ClusterTie.FIRM,
    "tiểu thương chợ": ClusterTie.GROUP,
    "hộ kinh doanh chợ": ClusterTie.GROUP,
    "công nhân công ty": ClusterTie.GROUP,
    "công nhân nhà máy": ClusterTie.GROUP,
    "trung tâm thương mại": ClusterTie.PLACE,
    "siêu thị": ClusterTie.PLACE,
    "chợ": ClusterTie.PLACE,
}
# Forms of firms between the word and the name: two writings of one firm differ in them.
_FORMS = frozenset(
    fold(
        "công ty cổ phần trách nhiệm hữu hạn một thành viên tư nhân thương mại xây dựng TNHH MTV CP TM DV XD"
    ).split()
)
_LONGEST_NAME = 5
# Small words that end a name; another may stand after its first word, as in "Hóa chất Bình Minh".
_NEVER_WITHIN = frozenset(
    fold(
        "tại ở của và do với về cho là trên thuộc bị gây khi có không từ đến theo "
        "xã phường tỉnh huyện thôn số ông bà anh chị cô chú em cụ"
    ).split()
)
_ENDS = ',.;:!?)”"'
# By the first word, the longest first: most words of a text begin none of them.
_ANNOUNCED: dict[str, list[tuple[tuple[str, ...], str, ClusterTie]]] = {}
for _words, _tie in sorted(ANNOUNCED.items(), key=lambda one: -len(one[0].split())):
    _folded = tuple(fold(_words).split())
    _ANNOUNCED.setdefault(_folded[0], []).append((_folded, _words, _tie))


@dataclass(frozen=True, slots=True)
class Named:
    """Something that several cases may be about; two writings of it have one key."""

    tie: ClusterTie
    key: str
    name: str


def found_in(text: str) -> set[Named]:
    """Everything of the kind that a text names, by the words announcing it and the capitals after them."""
    return set(_found(nfc(text).split()))


def _found(words: list[str]) -> Iterator[Named]:
    folded = [fold(word) for word in words]
    place = 0
    while place < len(words):
        for announced, written, tie in _ANNOUNCED.get(folded[place], ()):
            end = place + len(announced)
            if tuple(folded[place:end]) != announced:
                continue
            # A stop within the announcing words ends the sentence.
            if not any(word[-1] in _ENDS for word in words[place:end]):
                name = _name(words[end:], skips_forms=tie is not ClusterTie.PLACE)
                if name:
                    key = fold(name) if tie is ClusterTie.FIRM else fold(f"{written} {name}")
                    yield Named(tie, key[:200], f"{written} {name}"[:200])
                    place = end - 1
                    break
        place += 1


def _name(words: list[str], *, skips_forms: bool) -> str:
    """The words of a name: forms of firms left out, then what is written with a capital or a number."""
    found: list[str] = []
    for place, word in enumerate(words):
        bare = word.strip("“”\"'()[],.;:!?")
        is_form = skips_forms and not found and fold(bare) in _FORMS
        if not is_form:
            is_named = _is_named(bare) or (len(found) == 1 and _is_within(bare, words[place + 1 : place + 2]))
            if not is_named or len(found) == _LONGEST_NAME:
                break
            found.append(bare)
        if word[-1] in _ENDS:
            break
    # A number alone names nothing.
    return " ".join(found) if any(word[0].isupper() for word in found) else ""


def _is_named(bare: str) -> bool:
    return bool(bare) and (bare[0].isupper() or bare[0].isdigit())


def _is_within(bare: str, following: list[str]) -> bool:
    """Whether a small word goes on with a name that has begun: its next word is one of the name again."""
    return bare.isalpha() and fold(bare) not in _NEVER_WITHIN and any(_is_named(one) for one in following)
