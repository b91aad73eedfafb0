"""A package without a pointer, completed for a target by the holder of the pointer key."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest

from deploy.place import FIRST, SECOND, Place
from deploy.waiting import waiting_package
from handrail.deploy.completing import Wishes, complete_for, is_waiting, renew_for, renew_on_terms, waiting_on
from handrail.deploy.errors import NeedsMissingError, NothingLiveError, SeqExhaustedError
from handrail.deploy.keys.errors import BackwardsError, NothingWaitsError
from handrail.deploy.pointing import point, renewed, unchanged
from handrail.package.build import add_signatures, sign_root
from handrail.package.canonical import LARGEST
from handrail.package.complete import Terms
from handrail.package.envelope import RELEASE_TYPE, ROOT_TYPE, Envelope, read_envelope
from handrail.package.errors import ExpiredError, PackageError, PointerThereError, SignatureMissingError
from handrail.package.fields import seconds_of
from handrail.package.keys import SigningKey
from handrail.package.roles import KeySet, Pointer, Root
from handrail.package.rotation import Plan, Seat, next_root
from handrail.package.verify import parse_channel
from package.bank import NOW, SEQ, Bank, fixed_key

LATER = datetime(2028, 11, 24, tzinfo=UTC)


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


def put(place: Place, package: bytes | None = None, wishes: Wishes | None = None) -> Pointer:
    whole = complete_for(package or waiting_package(), place.target, place.options(), [Bank().key], wishes)
    place.deploy(whole.data)
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


def test_going_back_is_refused_unless_it_is_said(place: Place) -> None:
    put(place, waiting_package(3))
    before = place.files()
    with pytest.raises(BackwardsError, match="older than release 3"):
        put(place)
    assert place.files() == before
    assert put(place, wishes=Wishes(back=True)).release_version == 2


def test_what_it_makes_live_is_said_in_words(place: Place) -> None:
    place.deploy(Bank().package(status="paused", off=("tour",)))
    made = complete_for(waiting_package(), place.target, place.options(), [Bank().key])
    words = "\n".join(made.in_words())
    assert words.startswith("The pointer makes live release 2 of bank, environment production, made ")
    assert made.package.verdict.release_envelope.sha256 in words
    for part in (
        "NO APPROVAL",
        f"Before: release 1, paused, seq {SEQ}",
        "STAYS PAUSED",
        "stay stopped: tour",
        "good until",
    ):
        assert part in words, part


def test_a_newer_chain_comes_from_the_target_or_from_a_file(place: Place) -> None:
    place.deploy(FIRST)
    chain, pointer_key = rotated()
    with pytest.raises(SignatureMissingError):
        put(place, wishes=Wishes(roots=chain))
    made = complete_for(waiting_package(), place.target, place.options(), [pointer_key], Wishes(roots=chain))
    place.deploy(made.data)
    assert (live(place).root, live(place).release_version) == (2, 2)
    assert "brings root 2 (before: root 1)" in "\n".join(made.in_words())
    later = complete_for(waiting_package(3), place.target, place.options(), [pointer_key])
    assert later.package.verdict.root.version == 2, "the target knows a newer chain than the package"


def test_a_seq_that_a_thief_drove_up_is_left_behind_with_the_stolen_key(place: Place) -> None:
    place.deploy(FIRST)
    place.deploy(Bank().package(seq=LARGEST - 1))
    options = place.options(application="bank", environment="production")
    with pytest.raises(SeqExhaustedError):
        point(place.target, options, key=Bank().key, action="pause", choose=unchanged("paused"))
    chain, fresh = rotated()
    done = point(place.target, options, key=fresh, action="heartbeat", choose=renewed, roots=chain)
    assert (done.verdict.pointer.seq, done.verdict.root.version) == (SEQ, 2)
    with pytest.raises(PackageError):
        place.deploy(Bank().package(version=2, seq=LARGEST - 1, text="the thief once more"))
    place.deploy(complete_for(waiting_package(), place.target, place.options(), [fresh]).data)
    assert live(place).seq == SEQ + 2


def test_an_expired_root_is_followed_by_a_fresh_one(place: Place) -> None:
    place.deploy(FIRST)
    late = datetime(2029, 1, 1, tzinfo=UTC)
    options = place.options(application="bank", environment="production", now=lambda: late)
    with pytest.raises(ExpiredError, match=r"The root expired .* keys rotate"):
        point(place.target, options, key=Bank().key, action="heartbeat", choose=renewed)
    chain, fresh = rotated(expires=datetime(2030, 1, 1, tzinfo=UTC))
    point(place.target, options, key=fresh, action="heartbeat", choose=renewed, roots=chain)
    assert (live(place).root, live(place).release_version) == (2, 1)


def test_a_target_gets_a_newer_root_and_the_release_file_its_new_signatures(place: Place) -> None:
    place.deploy(FIRST)
    chain, fresh = rotated()
    anna = fixed_key("anna")
    approval = read_envelope(add_signatures(Bank().release().envelope, RELEASE_TYPE, [anna]), RELEASE_TYPE)
    options = place.options(application="bank", environment="production")
    made = renew_for(place.target, options, [fresh], Wishes(roots=chain, approvals=(approval,)))
    assert made.in_words()[0].startswith("The pointer renews release 1 of bank")
    place.deploy(made.data)
    assert (live(place).root, live(place).seq) == (2, SEQ), "other pointer keys count anew"
    [file] = place.root.glob("releases/1-*.json")
    assert anna.public.keyid in read_envelope(file.read_bytes(), RELEASE_TYPE).signatures
    with pytest.raises(NothingLiveError):
        renew_for(place.target, place.options(application="bank", environment="staging"), [fresh], Wishes())


def test_the_same_is_done_in_a_file_for_places_out_of_reach(place: Place) -> None:
    stolen = Bank().package(seq=LARGEST - 1)
    place.deploy(FIRST)
    place.deploy(stolen)
    chain, fresh = rotated()
    terms = Terms(NOW, NOW + timedelta(days=30))
    made = renew_on_terms(stolen, [fresh], place.options(), terms=terms, wishes=Wishes(roots=chain))
    assert len(made.data) < len(stolen) and made.package.needs
    place.deploy(made.data)
    assert (live(place).seq, live(place).root) == (SEQ, 2)


def test_two_keys_point_where_the_threshold_is_two(place: Place) -> None:
    place.deploy(FIRST)
    chain, first = rotated("second", threshold=2)
    options = place.options(application="bank", environment="production")
    with pytest.raises(SignatureMissingError):
        point(place.target, options, key=first, action="heartbeat", choose=renewed, roots=chain)
    point(
        place.target, options, key=first, further=[fixed_key("second")], action="heartbeat", choose=renewed, roots=chain
    )
    assert live(place).root == 2


def test_a_release_that_waits_on_the_target_is_pointed_there(place: Place) -> None:
    options = place.options(application="bank", environment="production")
    place.deploy(FIRST)
    with pytest.raises(NothingWaitsError):
        waiting_on(place.target, options)
    by_hand(place, waiting_package())
    made = complete_for(waiting_on(place.target, options), place.target, options, [Bank().key])
    place.deploy(made.data)
    assert live(place).release_version == 2


def test_a_waiting_release_with_a_damaged_file_is_not_pointed(place: Place) -> None:
    options = place.options(application="bank", environment="production")
    place.deploy(FIRST)
    by_hand(place, waiting_package())
    made = complete_for(waiting_on(place.target, options), place.target, options, [Bank().key])
    name = made.package.needs[-1]
    (place.root / name).write_bytes(b"torn")
    with pytest.raises(NeedsMissingError):
        place.deploy(made.data)
    assert live(place).release_version == 1


def by_hand(place: Place, package: bytes) -> None:
    """What ``unzip`` leaves."""
    with ZipFile(BytesIO(package)) as opened:
        opened.extractall(place.root)


def rotated(*more: str, threshold: int = 1, expires: datetime = LATER) -> tuple[tuple[Envelope, ...], SigningKey]:
    """Root 2, whose pointer of production is another key's; and that key."""
    bank, fresh = Bank(), fixed_key("fresh")
    seat = Seat("pointer", "production")
    both = KeySet(tuple(sorted(key.public.keyid for key in (fresh, *map(fixed_key, more)))), threshold)
    first = read_envelope(sign_root(bank.root(), [bank.key]), ROOT_TYPE)
    root = Root.from_payload(first.payload)
    plan = Plan(((seat, fresh.public), *((seat, fixed_key(name).public) for name in more)), frozenset(), {}, expires)
    following = Root.from_payload(next_root(root, plan))
    places = {**following.environments, "production": replace(following.environments["production"], pointer=both)}
    payload = replace(following, environments=places).to_payload()
    return (first, read_envelope(sign_root(payload, [bank.key]), ROOT_TYPE)), fresh
