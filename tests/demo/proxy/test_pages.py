"""The snippet goes into the head of real-life HTML; everything else stays byte for byte."""

import pytest

from handrail.demo.proxy.address import read_address
from handrail.demo.proxy.pages import Rewriting, rewrite_page

ADDRESS = read_address("https://app.example", "http://127.0.0.1:8710")


def rewrite(html: str, encoding: str = "utf-8") -> str:
    rewriting = Rewriting("<SNIP>", lambda policy: policy.upper(), ADDRESS.to_proxy)
    return rewrite_page(html.encode(encoding), rewriting).decode(encoding)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "<!doctype html><html><head><meta charset=utf-8><title>ü</title></head><body>",
            "<!doctype html><html><head><meta charset=utf-8><SNIP><title>ü</title></head><body>",
        ),
        ("<html><head></head><body></body></html>", "<html><head><SNIP></head><body></body></html>"),
        ("<html><body>x", "<html><SNIP><body>x"),
        ("<!DOCTYPE html>\n<title>t</title><p>x", "<!DOCTYPE html>\n<SNIP><title>t</title><p>x"),
        ("<!doctype html><p>no tags at all", "<!doctype html><SNIP><p>no tags at all"),
        (
            "<html><head><!-- <script> --><script>'</head><body>'</script></head>",
            "<html><head><!-- <script> --><SNIP><script>'</head><body>'</script></head>",
        ),
        (
            "<html><head>\n\n<meta charset=utf-8>\n<link rel=x href=/a>",
            "<html><head>\n\n<meta charset=utf-8>\n<SNIP><link rel=x href=/a>",
        ),
    ],
)
def test_the_snippet_stands_in_the_head_after_the_charset(before: str, after: str) -> None:
    assert rewrite(before) == after


def test_a_fragment_stays_as_it_is() -> None:
    assert (
        rewrite('<div><a href="https://app.example/x">x</a></div>')
        == '<div><a href="https://app.example/x">x</a></div>'
    )


def test_other_encodings_stay_byte_for_byte() -> None:
    assert rewrite("<html><head><title>Überweisung €</title>", "cp1252") == (
        "<html><head><SNIP><title>Überweisung €</title>"
    )


def test_own_addresses_in_tags_lead_through_the_proxy_and_others_stay() -> None:
    html = (
        "<html><head></head><body>"
        '<a href="https://app.example/x?y">a</a><form action=https://app.example></form>'
        '<img srcset="//app.example/1.png 1x, https://app.example:443/2.png 2x">'
        '<a href="https://app.example.evil/">b</a><a href="https://my-app.example/">c</a>'
        "<script>var u = 'https://app.example/api'</script>text https://app.example/"
    )
    assert rewrite(html) == (
        "<html><head><SNIP></head><body>"
        '<a href="http://127.0.0.1:8710/x?y">a</a><form action=http://127.0.0.1:8710></form>'
        '<img srcset="http://127.0.0.1:8710/1.png 1x, http://127.0.0.1:8710/2.png 2x">'
        '<a href="https://app.example.evil/">b</a><a href="https://my-app.example/">c</a>'
        "<script>var u = 'https://app.example/api'</script>text https://app.example/"
    )


def test_the_policy_in_a_meta_tag_is_edited() -> None:
    html = '<html><head><meta http-equiv="Content-Security-Policy" content="script-src \'self\'"></head>'
    assert rewrite(html) == (
        '<html><head><meta http-equiv="Content-Security-Policy" content="SCRIPT-SRC &#x27;SELF&#x27;"><SNIP></head>'
    )
