"""A package without a pointer, completed for a target by the holder of the pointer key."""

from datetime import timedelta
from pathlib import Path

import pytest

from deploy.place import FIRST, SECOND, Place
from deploy.waiting import waiting_package
from handrail.deploy.completing import Wishes, complete_for, is_waiting
from handrail.package.errors import PackageError, PointerThereError, SignatureMissingError
from handrail.package.fields import seconds_of
from handrail.package.roles import Pointer
from handrail.package.verify import parse_channel
from package.bank import NOW, SEQ, Bank, fixed_key


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


def put(place: Place, package: bytes | None = None, wishes: Wishes | None = None) -> Pointer:
    whole = complete_for(package or waiting_package(), place.target, place.options(), [Bank().key], wishes)
    place.deploy(whole)
    return live(place)


def live(place: Place) -> Pointer:
    return Pointer.from_payload(parse_channel(place.channel.read_bytes()).pointer.payload)


def test_an_empty_document_root_gets_its_first_release(place: Place) -> None:
    pointer = put(place)
    assert (pointer.release_version, pointer.status, pointer.off, pointer.seq) == (2, "active", (), SEQ)
    assert seconds_of(pointer.expires) == int((NOW + timedelta(days=30)).timestamp())


def test_the_seq_is_above_what_is_live_even_where_the_clock_is_behind(place: Place) -> None:
    place.deploy(Bank().package(seq=SEQ + 500))
    assert put(place).seq == SEQ + 502


def test_what_was_live_and_only_the_receipts_remember_counts_too(place: Place) -> None:
    place.deploy(FIRST)
    old = place.channel.read_bytes()
    place.deploy(SECOND)
    place.channel.write_bytes(old)
    assert put(place, waiting_package(3)).seq == SEQ + 12


def test_a_pause_outlives_a_new_release(place: Place) -> None:
    place.deploy(Bank().package(status="paused"))
    assert put(place).status == "paused"


def test_a_stopped_campaign_stays_stopped_unless_it_is_to_be_shown_again(place: Place) -> None:
    place.deploy(Bank().package(off=("tour", "welcome")))
    assert put(place).off == ("tour", "welcome")
    assert put(place, waiting_package(3), Wishes(show_again=["tour"])).off == ("welcome",)


def test_a_pointer_lives_as_long_as_the_last_one_unless_said(place: Place) -> None:
    place.deploy(Bank().package(expires=NOW + timedelta(days=7)))
    assert seconds_of(put(place).expires) == int((NOW + timedelta(days=7)).timestamp())
    pointer = put(place, waiting_package(3), Wishes(days=90))
    assert seconds_of(pointer.expires) == int((NOW + timedelta(days=90)).timestamp())


def test_what_does_not_verify_there_is_passed_over_and_left_to_deploy(place: Place) -> None:
    place.deploy(FIRST)
    place.deploy(Bank().package(seq=SEQ + 10, status="paused"))
    place.channel.write_bytes(b"garbage")
    pointer = put(place)
    assert (pointer.release_version, pointer.seq) == (2, SEQ + 12)
    assert pointer.status == "paused", "the journal remembers"


def test_another_key_signs_nothing(place: Place) -> None:
    place.deploy(FIRST)
    before = place.files()
    with pytest.raises(SignatureMissingError):
        complete_for(waiting_package(), place.target, place.options(), [fixed_key("stranger")])
    assert place.files() == before


def test_a_package_with_a_pointer_is_not_pointed_again(place: Place) -> None:
    assert (is_waiting(waiting_package()), is_waiting(FIRST)) == (True, False)
    with pytest.raises(PointerThereError):
        complete_for(FIRST, place.target, place.options(), [Bank().key])


def test_a_package_of_other_root_keys_is_refused_before_anything_is_signed(place: Place) -> None:
    other = Bank(key=fixed_key("elsewhere"))
    with pytest.raises(PackageError):
        complete_for(waiting_package(bank=other), place.target, place.options(), [other.key])
    assert not place.root.exists()
