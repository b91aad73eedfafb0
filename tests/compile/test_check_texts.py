"""No text asks for a secret; a language with a fallback may lack texts."""

import pytest

from compile.sample import sample
from handrail.compile.check_texts import asks_for_secret, check_texts


@pytest.mark.parametrize(
    "text",
    [
        "Please enter your PIN.",
        "Type in your **password** now!",
        "Send us the card number",
        "Confirm with your TAN",
        "Bitte geben Sie Ihre PIN ein.",
        "Nennen Sie uns Ihr Passwort",
        "Bestätigen Sie mit Ihrer TAN",
        "Danke. Tragen Sie hier Ihre Kartennummer ein",
    ],
)
def test_asking_for_a_secret_is_seen(text: str) -> None:
    assert asks_for_secret(text) is not None


@pytest.mark.parametrize(
    "text",
    [
        "Never tell anybody your PIN.",
        "We do not ask you to enter your password.",
        "Geben Sie Ihre TAN niemals weiter.",
        "Wir fragen nie nach Ihrem Passwort. Geben Sie den Betrag ein.",
        "Your new card and PIN arrive by post.",
        "Enter the amount.",
        "Change your password in the settings.",
        "Type the opinion you have.",
    ],
)
def test_a_warning_or_a_mention_is_not_asking(text: str) -> None:
    assert asks_for_secret(text) is None


def test_a_language_with_a_fallback_needs_no_texts_of_its_own() -> None:
    assert "de-simple" not in {p.params.get("language") for p in check_texts(sample())}
