"""Light markup becomes spans; hostile input never breaks, slows down or smuggles a link."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handrail.compile.markup import is_safe, line, links, paragraphs, plain


def _written(text: str) -> list[tuple[str, str, str | None]]:
    return [(s.text, "b" * s.bold + "i" * s.italic, s.link) for s in line(text)]


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("plain", [("plain", "", None)]),
        ("**bold** rest", [("bold", "b", None), (" rest", "", None)]),
        ("*italic*", [("italic", "i", None)]),
        ("***both***", [("both", "bi", None)]),
        ("**a *b* c**", [("a ", "b", None), ("b", "bi", None), (" c", "b", None)]),
        ("[label](/path)", [("label", "", "/path")]),
        ("**see [it](https://x.example)**", [("see ", "b", None), ("it", "b", "https://x.example")]),
        ("[**b**old](mailto:a@b.example)", [("b", "b", "mailto:a@b.example"), ("old", "", "mailto:a@b.example")]),
        ("card **** 1234", [("card **** 1234", "", None)]),
        ("2 * 3 * 4", [("2 * 3 * 4", "", None)]),
        ("a * b** c", [("a * b** c", "", None)]),
        ("**open", [("**open", "", None)]),
        ("\\*no\\*", [("*no*", "", None)]),
        ("[x](javascript:alert(1))", [("[x](javascript:alert(1))", "", None)]),
        ("[x](javascript:alert)", [("x", "", None)]),
        ("[x](//evil.example)", [("x", "", None)]),
        ("<b onclick=x>", [("<b onclick=x>", "", None)]),
        ("{{plan}} user", [("{{plan}} user", "", None)]),
        ("a\n b", [("a b", "", None)]),
        ("", []),
    ],
)
def test_markup_becomes_spans(text: str, spans: list[tuple[str, str, str | None]]) -> None:
    assert _written(text) == spans


def test_a_blank_line_begins_a_paragraph() -> None:
    assert [[s.text for s in p] for p in paragraphs("one\ntwo\r\n\r\nthree\n \n\n\nfour\n")] == [
        ["one two"],
        ["three"],
        ["four"],
    ]


@given(st.text(alphabet="*[]()\\ab \n/:", max_size=60))
def test_no_input_breaks_and_every_link_is_safe(text: str) -> None:
    for paragraph in [*paragraphs(text), line(text)]:
        for span in paragraph:
            assert span.text
            assert span.link is None or is_safe(span.link)


@given(st.text(max_size=40))
def test_text_without_marks_stays_as_it_is(text: str) -> None:
    text = "".join(c for c in text if c not in "*[\\")
    assert "".join(span.text for span in line(text)) == plain(text)


@pytest.mark.parametrize("part", ["[", "*", "**a", "[a](", "[a](b", "*a ", "\\", "[]()", "**[a](b)", "\n\n*", "[a]"])
def test_time_grows_with_the_length_only(part: str) -> None:
    def seconds(times: int) -> float:
        text = part * times
        started = time.process_time()
        paragraphs(text)
        links(text)
        return time.process_time() - started

    seconds(100)
    small, large = min(seconds(2000) for _ in range(3)), min(seconds(20_000) for _ in range(3))
    # Ten times the length; a quadratic reader would need a hundred times the time.
    assert large < max(small, 0.002) * 50


def test_links_are_listed_as_written() -> None:
    assert links("[a](https://x.example) and [b](javascript:1)") == ["https://x.example", "javascript:1"]
