"""A pasted or uploaded list becomes ids; what is wrong with it is said by line."""

import pytest
from pydantic import ValidationError

from handrail.schema.authored.rules import All, Segment
from handrail.schema.authored.user_ids import LONGEST_ID, MOST_IDS


def made(ids: object, **more: object) -> Segment:
    return Segment.model_validate({"id": "listed", "name": "Listed", "userIds": ids, **more})


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("a\nb\n", ["a", "b"]),
        ("\ufeffa\r\nb\r\n\r\n", ["a", "b"]),
        ("  a  \n\n\tb\t", ["a", "b"]),
        ('user_id\n"a"\n"with ""marks"""\n', ["a", 'with "marks"']),
        ("userId\nuserId2", ["userId2"]),
        ("é\nÜ 18\n王", ["é", "Ü 18", "王"]),
        (["a", "b"], ["a", "b"]),
    ],
)
def test_lines_become_ids(text: object, ids: list[str]) -> None:
    assert made(text).user_ids == ids


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a\n\nb\na", "Line 4: the same id as in line 1."),
        ("a\nb,c", "Line 2: one id a line, without commas, semicolons and tabs."),
        ("a;1", "Line 1: one id a line"),
        ("a\tb", "Line 1: one id a line"),
        ("a\n" + "b" * (LONGEST_ID + 1), f"Line 2: an id has at most {LONGEST_ID} characters."),
        ("a\nb\u200bc", "Line 2: it holds invisible characters."),
        ("a\n\u202eb", "Line 2: it holds invisible characters."),
        (["a", " b"], "Line 2: blanks at the edge, or nothing."),
        (["a", ""], "Line 2: blanks at the edge, or nothing."),
        ("\n".join(map(str, range(MOST_IDS + 1))), f"{MOST_IDS + 1} ids; a list holds at most {MOST_IDS}."),
        (["a", 5], "valid string"),
        ([], "at least 1"),
    ],
)
def test_what_is_wrong_is_said_by_line(text: object, said: str) -> None:
    with pytest.raises(ValidationError) as refused:
        made(text)
    assert said in str(refused.value)


def test_a_list_needs_no_rule_and_a_segment_needs_one_of_both() -> None:
    assert made("a").rule == All(all=[])
    assert made("a", rule={"any": []}).rule != All(all=[])
    with pytest.raises(ValidationError):
        Segment.model_validate({"id": "x", "name": "x"})
    with pytest.raises(ValidationError):
        Segment.model_validate({"id": "x", "name": "x", "userIds": None})


def test_the_largest_list_is_read_in_a_moment() -> None:
    assert len(made("\n".join(f"client-{n}" for n in range(MOST_IDS))).user_ids or []) == MOST_IDS
