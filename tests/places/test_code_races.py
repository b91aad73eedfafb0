"""Many at once: each right of a code is given to exactly one, and no try goes uncounted.

In a database file, as in a console: the tests' usual one, in memory, knows no waiting for a lock.
"""

import sqlite3
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db import connection, connections

from handrail.accounts.models import User
from handrail.applications.models import Application, Environment, Role
from handrail.errors import HandrailError
from handrail.places.models import CodeTry, Pairing
from handrail.places.pairing import ShownCode, answer_pairing, look_after, show_code, type_code
from places.conftest import make_person
from places.test_pairing import ORIGIN, wrong

AT_ONCE = 8


@pytest.fixture(autouse=True)
def _file(transactional_db: None, tmp_path: Path) -> Iterator[None]:
    """What threads connect to from now on; this thread's own connection stays in memory and is not used."""
    connection.ensure_connection()
    with sqlite3.connect(tmp_path / "console.sqlite3") as target:
        connection.connection.backup(target)
    target.close()
    settings = connections.settings["default"]
    memory, settings["NAME"] = settings["NAME"], str(tmp_path / "console.sqlite3")
    yield
    settings["NAME"] = memory


def at_once(calls: list[Callable[[], object]]) -> list[object]:
    """What each call gave, or the code of the error it ended with; all begin together, each with its own connection."""
    gate = threading.Barrier(len(calls))
    outcomes: list[object] = []

    def run(call: Callable[[], object]) -> None:
        gate.wait()
        try:
            outcomes.append(call())
        except HandrailError as error:
            outcomes.append(error.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(outcomes) == len(calls)
    return outcomes


def make_place() -> tuple[Environment, list[User]]:
    bank = Application.objects.create(name="Sample Bank", languages=["en"])
    place = Environment.objects.create(application=bank, name="staging", page_url="https://bank.example/", power=True)
    return place, [make_person(Role.AUTHOR, bank) for _ in range(AT_ONCE)]


@pytest.fixture
def place(_file: None) -> tuple[Environment, list[User]]:
    (made,) = at_once([make_place])
    assert isinstance(made, tuple)
    return made


def test_of_many_authors_at_once_one_gets_the_code(place: tuple[Environment, list[User]]) -> None:
    staging, authors = place
    (shown,) = at_once([lambda: show_code(environment=staging, origin=ORIGIN)])

    assert isinstance(shown, ShownCode)

    def typing(author: User) -> Callable[[], object]:
        return lambda: type_code(actor=author, application=staging.application, typed=shown.code)

    outcomes = at_once([typing(author) for author in authors])
    assert len([one for one in outcomes if isinstance(one, Pairing)]) == 1, outcomes
    assert outcomes.count("power.code-used") == AT_ONCE - 1


def test_of_many_pages_at_once_one_gets_the_key(place: tuple[Environment, list[User]]) -> None:
    staging, authors = place
    bank = staging.application

    def prepare() -> str:
        shown = show_code(environment=staging, origin=ORIGIN)
        typed = type_code(actor=authors[0], application=bank, typed=shown.code)
        answer_pairing(actor=authors[0], application=bank, pairing_id=typed.pk, connect=True)
        return shown.ticket

    (ticket,) = at_once([prepare])
    states = at_once([lambda: look_after(environment=staging, origin=ORIGIN, ticket=str(ticket)).state] * AT_ONCE)
    assert sorted(map(str, states)) == ["connected", *["over"] * (AT_ONCE - 1)]


def test_of_a_yes_and_many_noes_at_once_one_counts(place: tuple[Environment, list[User]]) -> None:
    staging, authors = place
    bank = staging.application

    def prepare() -> int:
        code = show_code(environment=staging, origin=ORIGIN).code
        return type_code(actor=authors[0], application=bank, typed=code).pk

    (number,) = at_once([prepare])

    def answering(connect: bool) -> Callable[[], object]:
        return lambda: answer_pairing(actor=authors[0], application=bank, pairing_id=int(str(number)), connect=connect)

    outcomes = at_once([answering(n == 0) for n in range(AT_ONCE)])
    assert len([one for one in outcomes if isinstance(one, Pairing)]) == 1, outcomes
    assert outcomes.count("power.code-used") == AT_ONCE - 1


def test_of_many_tries_at_once_none_goes_uncounted(place: tuple[Environment, list[User]]) -> None:
    staging, authors = place

    def guessing(number: int) -> Callable[[], object]:
        return lambda: type_code(actor=authors[0], application=staging.application, typed=wrong(number))

    outcomes = at_once([guessing(number) for number in range(20)])
    tried = outcomes.count("power.code-wrong")
    assert tried <= 5, outcomes
    assert tried + outcomes.count("power.too-many-tries") == 20
    assert at_once([CodeTry.objects.count]) == [tried]
