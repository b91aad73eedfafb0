"""A typed code lets one page in, once, for two minutes; guessing it ends after five tries."""

import contextlib
import re
from datetime import timedelta

import pytest
from django.utils import timezone

from handrail.accounts.audit import entries
from handrail.accounts.models import User
from handrail.applications.models import Application, Environment, Role
from handrail.errors import NotAllowedError, NotFoundError
from handrail.places import pairing
from handrail.places.models import CodeTry, Pairing
from handrail.places.pairing import (
    ALPHABET,
    CodeExpiredError,
    CodeMalformedError,
    CodeUsedError,
    CodeWrongError,
    TooManyCodesError,
    TooManyTriesError,
    answer_pairing,
    look_after,
    show_code,
    type_code,
    typed_pairing,
)
from handrail.places.proposals import NotForAuthoringError
from places.conftest import make_person

ORIGIN = "https://bank.example"


def wrong(n: int) -> str:
    """A code that nobody shows, but for a chance of one in 2**40."""
    return f"WRNG{ALPHABET[n]}ABC"


def let_pass(seconds: float) -> None:
    """The same as waiting: every time that is stored lies so much further back."""
    for row in Pairing.objects.all():
        for name in ("created_at", "expires_at", "started_at", "used_at"):
            value = getattr(row, name)
            setattr(row, name, value and value - timedelta(seconds=seconds))
        row.save()
    for attempt in CodeTry.objects.all():
        attempt.at -= timedelta(seconds=seconds)
        attempt.save()


def connect(author: User, staging: Environment) -> str:
    """A page that was let in; its session key."""
    shown = show_code(environment=staging, origin=ORIGIN)
    typed = type_code(actor=author, application=staging.application, typed=shown.code)
    answer_pairing(actor=author, application=staging.application, pairing_id=typed.pk, connect=True)
    return look_after(environment=staging, origin=ORIGIN, ticket=shown.ticket).session


def test_a_code_has_40_random_bits_and_no_look_alikes(staging: Environment) -> None:
    assert len(set(ALPHABET)) == 32
    assert ALPHABET.upper() == ALPHABET
    assert not set(ALPHABET) & set("IO01")
    codes = {show_code(environment=staging, origin=ORIGIN).code for _ in range(pairing.MAX_WAITING)}
    assert len(codes) == pairing.MAX_WAITING
    assert all(re.fullmatch(f"[{ALPHABET}]{{8}}", code) for code in codes)
    assert len(set("".join(codes))) > 20, "every sign is drawn"


def test_the_author_types_it_confirms_and_the_page_gets_its_key_once(author: User, staging: Environment) -> None:
    shown = show_code(environment=staging, origin=ORIGIN)
    assert shown.seconds == 120

    def state() -> str:
        return look_after(environment=staging, origin=ORIGIN, ticket=shown.ticket).state

    assert state() == "waiting"
    typed = type_code(
        actor=author, application=staging.application, typed=f" {shown.code[:4].lower()}-{shown.code[4:]}"
    )
    assert (typed.environment, typed.origin, state()) == (staging, ORIGIN, "typed")
    answer_pairing(actor=author, application=staging.application, pairing_id=typed.pk, connect=True)
    done = look_after(environment=staging, origin=ORIGIN, ticket=shown.ticket)
    assert (done.state, len(done.session)) == ("connected", 43)
    assert (state(), Pairing.objects.get().author) == ("over", author)
    assert next(entry.action for entry in entries(staging.application)) == "power.paired"


def test_nothing_that_opens_anything_is_stored(author: User, staging: Environment) -> None:
    shown = show_code(environment=staging, origin=ORIGIN)
    typed = type_code(actor=author, application=staging.application, typed=shown.code)
    answer_pairing(actor=author, application=staging.application, pairing_id=typed.pk, connect=True)
    session = look_after(environment=staging, origin=ORIGIN, ticket=shown.ticket).session
    stored = repr(list(Pairing.objects.values())) + repr([entry.details for entry in entries()])
    for secret in (shown.code, shown.ticket, session):
        assert secret not in stored
    # 40 bits are few: without the console's secret key nobody tries them all against the database.
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.conf.settings.SECRET_KEY", "another")
        assert pairing.code_hash(shown.code) != Pairing.objects.get().code_hash
    assert pairing.code_hash(shown.code) == Pairing.objects.get().code_hash


def test_a_code_is_dead_after_two_minutes_by_the_servers_clock(author: User, staging: Environment) -> None:
    shown = show_code(environment=staging, origin=ORIGIN)
    let_pass(119)
    assert look_after(environment=staging, origin=ORIGIN, ticket=shown.ticket).state == "waiting"
    let_pass(2)
    assert look_after(environment=staging, origin=ORIGIN, ticket=shown.ticket).state == "over"
    with pytest.raises(CodeExpiredError):
        type_code(actor=author, application=staging.application, typed=shown.code)
    let_pass(600)
    with pytest.raises(CodeWrongError):
        type_code(actor=author, application=staging.application, typed=shown.code)


def test_the_answer_and_the_key_wait_no_longer_either(author: User, staging: Environment) -> None:
    bank = staging.application
    shown = show_code(environment=staging, origin=ORIGIN)
    typed = type_code(actor=author, application=bank, typed=shown.code)
    let_pass(121)
    for call in (typed_pairing, lambda **given: answer_pairing(connect=True, **given)):
        with pytest.raises(CodeExpiredError):
            call(actor=author, application=bank, pairing_id=typed.pk)
    shown = show_code(environment=staging, origin=ORIGIN)
    typed = type_code(actor=author, application=bank, typed=shown.code)
    answer_pairing(actor=author, application=bank, pairing_id=typed.pk, connect=True)
    let_pass(121)
    assert look_after(environment=staging, origin=ORIGIN, ticket=shown.ticket).state == "over"


def test_a_code_works_once_and_for_one_author(author: User, bank: Application, staging: Environment) -> None:
    shown = show_code(environment=staging, origin=ORIGIN)
    typed = type_code(actor=author, application=bank, typed=shown.code)
    assert type_code(actor=author, application=bank, typed=shown.code) == typed, "pressing twice harms nobody"
    other = make_person(Role.AUTHOR, bank)
    with pytest.raises(CodeUsedError):
        type_code(actor=other, application=bank, typed=shown.code)
    for call in (typed_pairing, lambda **given: answer_pairing(connect=True, **given)):
        with pytest.raises(NotFoundError):
            call(actor=other, application=bank, pairing_id=typed.pk)
    answer_pairing(actor=author, application=bank, pairing_id=typed.pk, connect=True)
    with pytest.raises(CodeUsedError):
        type_code(actor=author, application=bank, typed=shown.code)
    with pytest.raises(CodeUsedError):
        answer_pairing(actor=author, application=bank, pairing_id=typed.pk, connect=True)


def test_whoever_reads_the_code_from_the_screen_has_no_ticket(author: User, staging: Environment) -> None:
    shown = show_code(environment=staging, origin=ORIGIN)
    typed = type_code(actor=author, application=staging.application, typed=shown.code)
    answer_pairing(actor=author, application=staging.application, pairing_id=typed.pk, connect=True)
    for ticket in ("", shown.code, "x" * 43):
        assert look_after(environment=staging, origin=ORIGIN, ticket=ticket).state == "over"
    for environment, origin in ((staging, "https://other.example"), (make_other(staging), ORIGIN)):
        assert look_after(environment=environment, origin=origin, ticket=shown.ticket).state == "over"
    assert look_after(environment=staging, origin=ORIGIN, ticket=shown.ticket).state == "connected"


def make_other(staging: Environment) -> Environment:
    page = staging.page_url
    return Environment.objects.create(application=staging.application, name="test", page_url=page, power=True)


def test_the_author_may_say_no(author: User, bank: Application, staging: Environment) -> None:
    shown = show_code(environment=staging, origin=ORIGIN)
    typed = type_code(actor=author, application=bank, typed=shown.code)
    answer_pairing(actor=author, application=bank, pairing_id=typed.pk, connect=False)
    assert look_after(environment=staging, origin=ORIGIN, ticket=shown.ticket).state == "refused"
    assert next(entry.action for entry in entries(bank)) == "power.pairing-refused"


def test_five_wrong_codes_lock_the_author_out_even_with_the_right_one(author: User, staging: Environment) -> None:
    bank = staging.application
    shown = show_code(environment=staging, origin=ORIGIN)
    for n in range(5):
        with pytest.raises(CodeWrongError) as raised:
            type_code(actor=author, application=bank, typed=wrong(n))
        assert raised.value.params["left"] == 4 - n
    assert next(entry.action for entry in entries(bank)) == "power.code-locked"
    with pytest.raises(TooManyTriesError):
        type_code(actor=author, application=bank, typed=shown.code)
    assert Pairing.objects.get().state == "waiting"
    # Not another author, and not for ever.
    colleague = make_person(Role.AUTHOR, bank)
    assert type_code(actor=colleague, application=bank, typed=shown.code).author == colleague
    let_pass(15 * 60 + 1)
    shown = show_code(environment=staging, origin=ORIGIN)
    assert type_code(actor=author, application=bank, typed=shown.code).author == author


def test_many_authors_together_are_stopped_too(
    author: User, bank: Application, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pairing, "TRIES_OF_ALL", 7)
    for number in range(7):
        guesser = make_person(Role.AUTHOR, bank)
        with pytest.raises(CodeWrongError):
            type_code(actor=guesser, application=bank, typed=wrong(number))
    with pytest.raises(TooManyTriesError):
        type_code(actor=author, application=bank, typed=wrong(8))


def test_what_can_be_no_code_is_no_try(author: User, bank: Application) -> None:
    for typed in ("", "ABC", "ABCDEFGHJ", "ABCDEFG0", "ABCDEFGI", "ABCDEFG\N{CYRILLIC CAPITAL LETTER A}", "x" * 9999):
        with pytest.raises(CodeMalformedError):
            type_code(actor=author, application=bank, typed=typed)
    assert not CodeTry.objects.exists()


def test_every_waiting_code_is_compared_in_the_same_time(
    author: User, staging: Environment, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = [show_code(environment=staging, origin=ORIGIN) for _ in range(6)]
    compared: list[str] = []

    def compare(one: str, other: str) -> bool:
        compared.append(one)
        return one == other

    monkeypatch.setattr("handrail.places.pairing.hmac.compare_digest", compare)
    for code in (shown[0].code, shown[5].code, wrong(0)):
        compared.clear()
        with contextlib.suppress(CodeWrongError):
            type_code(actor=author, application=staging.application, typed=code)
        assert len(compared) == 6


def test_a_code_belongs_to_its_application(bank: Application, staging: Environment) -> None:
    everywhere = make_person(Role.AUTHOR)
    other = Application.objects.create(name="Other")
    shown = show_code(environment=staging, origin=ORIGIN)
    with pytest.raises(CodeWrongError):
        type_code(actor=everywhere, application=other, typed=shown.code)
    typed = type_code(actor=everywhere, application=bank, typed=shown.code)
    with pytest.raises(NotFoundError):
        answer_pairing(actor=everywhere, application=other, pairing_id=typed.pk, connect=True)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.AUTHOR] + [None])
def test_only_authors_type_codes(role: Role | None, bank: Application, staging: Environment) -> None:
    shown = show_code(environment=staging, origin=ORIGIN)
    with pytest.raises(NotAllowedError):
        type_code(actor=make_person(role, bank), application=bank, typed=shown.code)
    assert Pairing.objects.get().state == "waiting"


def test_an_environment_that_is_authored_in_no_longer_pairs_nothing(
    author: User, bank: Application, staging: Environment
) -> None:
    shown = show_code(environment=staging, origin=ORIGIN)
    Environment.objects.update(power=False)
    with pytest.raises(NotForAuthoringError):
        type_code(actor=author, application=bank, typed=shown.code)


def test_a_flood_of_codes_is_stopped_and_dead_ones_go(staging: Environment) -> None:
    for _ in range(pairing.MAX_WAITING):
        show_code(environment=staging, origin=ORIGIN)
    with pytest.raises(TooManyCodesError):
        show_code(environment=staging, origin=ORIGIN)
    other = make_other(staging)
    show_code(environment=other, origin=ORIGIN)
    let_pass(13 * 60)
    show_code(environment=staging, origin=ORIGIN)
    assert Pairing.objects.count() == 1
    assert Pairing.objects.get().created_at > timezone.now() - timedelta(minutes=1)
