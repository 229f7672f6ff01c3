"""Signs of Markdown lose their meaning, and words without any stay as they are to the letter."""

import pytest

from ui.plain_text import one_line, plain

J = "\N{WORD JOINER}"
BLANK = "\N{NO-BREAK SPACE}"


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("[x](http://y) **z** $b$", rf"\[x\](http{J}:{J}//y) \*\*z\*\* \$b\$"),
        ("![](http://y/p.png)", rf"!\[\](http{J}:{J}//y/p.png)"),
        # A backslash would not help here: Streamlit looks for these after Markdown did.
        (":red[a] :material/home: :smile: :+1:", rf":{J}red\[a\] :{J}material/home: :{J}smile: :{J}+1:"),
        ("::leaf :::block", f":{J}:{J}leaf :{J}:{J}:{J}block"),
        ("<b>&lt;&amp;", r"\<b\>\&lt;\&amp;"),
        ("a -> b -- c", rf"a -{J}\> b -{J}- c"),
        ("# x\n- y\n1. z\n> q\n= r", "\\# x\n\\- y\n1\\. z\n\\> q\n\\= r"),
        ("    code\n\tcode", f"{BLANK * 4}code\n{BLANK}code"),
        ("`c` ~~d~~ a|b {x} _e_", rf"\`c\` \~{J}\~d\~{J}\~ a\|b \{{x\}} \_e\_"),
        ("www.example.org a@b.example", f"www{J}.example.org a{J}@b.example"),
        ("a\r\nb\rc", "a\nb\nc"),
    ],
)
def test_markup_is_disarmed(text: str, safe: str) -> None:
    assert plain(text) == safe


@pytest.mark.parametrize(
    "text",
    [
        "Số 12/QĐ-SCT ngày 01.02.2026 (lần 2), lúc 09:41 23/11/2026!",
        "the field “ho_ten” of Windows_1258",
        "“đơn.pdf” has 25 MB; at most 20 MB are taken. Scan it with fewer dots or in parts.",
        "Điện: giá 1.234 đ - tăng 5 % + thuế; A & B; #3",
        "",
    ],
)
def test_ordinary_words_are_left_as_they_are(text: str) -> None:
    assert plain(text) == text


def test_a_label_keeps_to_one_line() -> None:
    assert one_line("a\n\n# b\t c") == "a # b c"
