"""A page's session ends when it should, and opens nothing elsewhere."""

from datetime import timedelta

import pytest

from handrail.accounts.audit import entries
from handrail.accounts.models import User
from handrail.applications.models import Application, Environment, Grant, Role
from handrail.errors import NotAllowedError, NotFoundError
from handrail.places import app_sessions
from handrail.places.app_sessions import (
    SessionOverError,
    end_session,
    leave_session,
    live_sessions,
    news_mark,
    use_session,
)
from handrail.places.assets import sync_assets
from handrail.places.models import Pairing
from handrail.places.pairing import answer_pairing, show_code, type_code
from places.conftest import make_person
from places.test_assets import assets
from places.test_pairing import ORIGIN, connect, let_pass, make_other


def works(staging: Environment, secret: str, origin: str = ORIGIN) -> bool:
    try:
        use_session(environment=staging, origin=origin, secret=secret)
    except SessionOverError:
        return False
    return True


def test_the_key_acts_in_the_name_of_the_author_who_typed_the_code(author: User, staging: Environment) -> None:
    secret = connect(author, staging)
    pairing, actor = use_session(environment=staging, origin=ORIGIN, secret=secret)
    assert (actor, pairing.environment, pairing.origin) == (author, staging, ORIGIN)


def test_it_opens_nothing_at_another_origin_or_environment_and_no_other_key_opens_it(
    author: User, staging: Environment
) -> None:
    secret = connect(author, staging)
    assert not works(staging, secret, "https://evil.example")
    assert not works(staging, secret, "null")
    assert not works(make_other(staging), secret)
    for other in ("", "x", secret[:-1], secret + "=", secret.swapcase(), Pairing.objects.get().session_hash or ""):
        assert not works(staging, other)
    assert works(staging, secret)


def test_two_tabs_have_two_sessions_and_ending_one_leaves_the_other(author: User, staging: Environment) -> None:
    first, second = connect(author, staging), connect(author, staging)
    pairing, _ = use_session(environment=staging, origin=ORIGIN, secret=first)
    leave_session(pairing)
    assert (works(staging, first), works(staging, second)) == (False, True)


def test_it_ends_after_thirty_idle_minutes(author: User, staging: Environment) -> None:
    secret = connect(author, staging)
    let_pass(29 * 60)
    assert works(staging, secret), "use restarts the clock"
    let_pass(29 * 60)
    assert works(staging, secret)
    let_pass(30 * 60 + 1)
    assert not works(staging, secret)
    assert not live_sessions(actor=author, application=staging.application)


def test_it_ends_after_twelve_hours_of_use(author: User, staging: Environment) -> None:
    secret = connect(author, staging)
    Pairing.objects.update(started_at=Pairing.objects.get().started_at - timedelta(hours=12))  # type: ignore[operator]
    assert not works(staging, secret)


def test_a_flood_of_messages_ends_it(author: User, staging: Environment, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app_sessions, "MAX_MESSAGES", 3)
    secret = connect(author, staging)
    assert [works(staging, secret) for _ in range(5)] == [True, True, True, False, False]


def test_it_is_ended_from_the_console(author: User, bank: Application, staging: Environment) -> None:
    secret = connect(author, staging)
    (row,) = live_sessions(actor=author, application=bank)
    end_session(actor=author, application=bank, pairing_id=row.pk)
    assert not works(staging, secret)
    assert not live_sessions(actor=author, application=bank)
    assert next(entry.action for entry in entries(bank)) == "power.session-ended"


def test_one_that_the_page_has_not_taken_up_yet_is_listed_and_ended_too(
    author: User, bank: Application, staging: Environment
) -> None:
    shown = show_code(environment=staging, origin=ORIGIN)
    typed = type_code(actor=author, application=bank, typed=shown.code)
    assert not live_sessions(actor=author, application=bank)
    answer_pairing(actor=author, application=bank, pairing_id=typed.pk, connect=True)
    (row,) = live_sessions(actor=author, application=bank)
    end_session(actor=author, application=bank, pairing_id=row.pk)
    assert not live_sessions(actor=author, application=bank)


def test_it_ends_with_the_authors_role_account_or_the_environment(
    author: User, bank: Application, staging: Environment
) -> None:
    secret = connect(author, staging)
    Grant.objects.filter(user=author).delete()
    assert not works(staging, secret)
    Grant.objects.create(user=author, role=Role.AUTHOR, application=bank)
    assert not works(staging, secret), "what ended stays ended"
    secret = connect(author, staging)
    User.objects.filter(pk=author.pk).update(is_active=False)
    assert not works(staging, secret)
    User.objects.filter(pk=author.pk).update(is_active=True)
    secret = connect(author, staging)
    Environment.objects.update(power=False)
    staging.refresh_from_db()
    assert not works(staging, secret)


def test_only_authors_of_the_application_see_and_end_sessions(
    author: User, bank: Application, staging: Environment
) -> None:
    connect(author, staging)
    row = Pairing.objects.get()
    other = Application.objects.create(name="Other")
    for actor in (make_person(Role.AUDITOR, bank), make_person(Role.AUTHOR, other)):
        for call in (live_sessions, news_mark):
            with pytest.raises(NotAllowedError):
                call(actor=actor, application=bank)
        with pytest.raises(NotAllowedError):
            end_session(actor=actor, application=bank, pairing_id=row.pk)
    with pytest.raises(NotFoundError):
        end_session(actor=make_person(Role.AUTHOR), application=other, pairing_id=row.pk)
    assert live_sessions(actor=author, application=bank) == [row]


def test_the_mark_changes_with_what_the_page_would_show(author: User, bank: Application, staging: Environment) -> None:
    def mark() -> str:
        return news_mark(actor=author, application=bank)

    marks = [mark()]
    connect(author, staging)
    marks.append(mark())
    sync_assets(actor=author, environment=staging, document=assets())
    marks.append(mark())
    assert len(set(marks)) == 3
    assert mark() == marks[-1]
