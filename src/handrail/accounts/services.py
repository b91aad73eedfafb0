"""What people do to their own account. Everything here acts on the person who asks, so no role is needed."""

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from handrail.accounts.audit import record
from handrail.accounts.models import LANGUAGES, User
from handrail.errors import InvalidInputError


def edit_profile(*, user: User, display_name: str, language: str) -> User:
    """Change the own name and the language of the console.

    Raises:
        InvalidInputError: an empty name or a language the console does not speak.
    """
    name = " ".join(display_name.split())
    if not name or language not in dict(LANGUAGES):
        raise InvalidInputError(summary="a name and one of the console's languages are needed", problems=[])
    with transaction.atomic():
        user.display_name, user.language = name, language
        user.save(update_fields=["display_name", "language"])
        record(user, "person.profile", user.email, {"name": name, "language": language})
    return user


def set_first_password(*, user: User, password: str) -> User:
    """An invited person's password.

    Raises:
        InvalidInputError: the password is too weak; nothing was changed.
    """
    try:
        validate_password(password, user)
    except ValidationError as error:
        problems = [{"where": "password", "what": str(what)} for what in error.messages]
        raise InvalidInputError(summary="; ".join(p["what"] for p in problems), problems=problems) from error
    with transaction.atomic():
        user.set_password(password)
        user.save(update_fields=["password"])
        record(user, "person.password-set", user.email)
    return user


def note_sign_in(*, user: User, by: str) -> None:
    """Write a sign-in by one-time link into the audit log."""
    record(user, "person.signed-in", user.email, {"by": by})
