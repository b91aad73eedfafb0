"""WebVTT becomes times and words; what is no caption is told with its line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handrail.compile.captions import MOST_CUES, CaptionFault, read_captions, words_of_captions

FILE = """WEBVTT - payments
Kind: captions

STYLE
::cue { color: red }

NOTE not shown

intro
00:00.500 --> 00:02.000 align:start
<v Anna>Press <b>Pay</b> &amp; wait.
Then sign.

01:00:00.000 --> 01:00:01.000
a &lt; b
"""


def test_times_words_and_nothing_else_are_kept() -> None:
    cues, faults = read_captions(FILE)
    assert faults == []
    assert [(each.start, each.end, each.text) for each in cues] == [
        (500, 2000, "Press Pay &amp; wait.\nThen sign."),
        (3_600_000, 3_601_000, "a &lt; b"),
    ]


def test_every_way_of_ending_a_line_and_a_byte_order_mark_are_read() -> None:
    plain = read_captions(FILE)
    for ending in ("\r\n", "\r"):
        assert read_captions("\ufeff" + FILE.replace("\n", ending)) == plain


def test_no_markup_comes_out_of_a_caption() -> None:
    hidden = "WEBVTT\n\n00:01.000 --> 00:02.000\n&lt;i>P<b>I</b>N<c\n"
    assert [each.text for each in read_captions(hidden)[0]] == ["&lt;i&gt;PIN"]
    assert words_of_captions(hidden) == "<i>PIN"


def test_an_empty_file_is_no_captions_and_no_fault() -> None:
    assert read_captions(" \n") == ([], [])


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("00:01.000 --> 00:02.000\nHello", CaptionFault("no-header", 1)),
        ("WEBVTTX\n\n00:01.000 --> 00:02.000\nHello", CaptionFault("no-header", 1)),
        ("WEBVTT\n\nHello\nthere\nyou", CaptionFault("no-times", 3)),
        ("WEBVTT\n\none\n00:01,000 --> 00:02,000\nHello", CaptionFault("bad-times", 4)),
        ("WEBVTT\n\n00:01.000 --> 00:61.000\nHello", CaptionFault("bad-times", 3)),
        ("WEBVTT\n\n00:02.000 --> 00:02.000\nHello", CaptionFault("bad-times", 3)),
        ("WEBVTT\n\n00:02.000 --> 00:03.000\nA\n\n00:01.000 --> 00:03.000\nB", CaptionFault("order", 6)),
        ("WEBVTT\n\n00:01.000 --> 00:02.000\n<b></b>", CaptionFault("empty", 3)),
        ("WEBVTT\n\nNOTE nothing", CaptionFault("empty", 1)),
    ],
)
def test_what_is_no_caption_is_told_with_its_line(text: str, fault: CaptionFault) -> None:
    assert read_captions(text)[1] == [fault]


def test_no_video_has_more_captions_than_a_page_should_load() -> None:
    text = "WEBVTT\n" + "\n00:01.000 --> 00:02.000\nx\n" * (MOST_CUES + 1)
    cues, faults = read_captions(text)
    assert len(cues) == MOST_CUES
    assert [each.fault for each in faults] == ["too-many"]


@given(st.text(alphabet="WEBVT\n:.0123-> <&ab;\r", max_size=200))
def test_whatever_the_text_it_is_read_without_an_error_and_without_markup(text: str) -> None:
    cues, _ = read_captions("WEBVTT\n\n" + text)
    assert all("<" not in each.text and ">" not in each.text and each.end > each.start for each in cues)
