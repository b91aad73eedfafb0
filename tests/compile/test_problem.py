"""Problems are worded for people."""

from handrail.compile.problem import Problem, problem_in_words


def test_kinds_and_languages_are_called_by_their_names() -> None:
    broken = Problem("error", "reference.broken", "x.yaml", {"kind": "screen", "id": "start"})
    assert problem_in_words(broken) == 'There is no screen "start". Create it, or name one that exists.'
    assert "(Bildschirm)" in problem_in_words(broken, "de")
    missing = Problem("warning", "text.no-translation", "x.yaml", {"language": "fr"})
    assert "Französisch" in problem_in_words(missing, "de")


def test_hidden_characters_of_an_author_are_shown() -> None:
    link = Problem("error", "text.unsafe-link", "x.yaml", {"link": "https://\u202ex"})
    assert "\\u{202e}" in problem_in_words(link)
