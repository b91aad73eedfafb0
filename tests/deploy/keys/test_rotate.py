"""The next root: signed by both thresholds, and never at the cost of what is live."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from handrail.deploy.keys.chain import chain_bytes, parse_chain
from handrail.deploy.keys.errors import LiveReleaseError, LiveUnknownError, RotationRefusedError
from handrail.deploy.keys.rotate import rotate, sign_further
from handrail.deploy.keys.words import changes_in_words
from handrail.package.build import add_signatures, channel_file, sign_root
from handrail.package.envelope import RELEASE_TYPE, ROOT_TYPE, Envelope, read_envelope
from handrail.package.errors import RolesOverlapError, RootChainError, SignatureMissingError, WrongEnvironmentError
from handrail.package.keys import SigningKey
from handrail.package.roles import Root
from handrail.package.rotation import Plan, Seat
from handrail.package.verify import verify_channel, verify_root_chain
from package.bank import NOW, Bank, fixed_key

BANK = Bank()
ROOTS = (read_envelope(sign_root(BANK.root(), [BANK.key]), ROOT_TYPE),)
ANNA, BERT, POINT, APPROVE = (fixed_key(name) for name in ("anna", "bert", "point", "approve"))
FOUR_EYES = Plan(
    add=(
        (Seat("root"), ANNA.public),
        (Seat("root"), BERT.public),
        (Seat("approve", "production"), APPROVE.public),
        (Seat("pointer", "production"), POINT.public),
        (Seat("pointer", "staging"), POINT.public),
        (Seat("author"), fixed_key("author").public),
    ),
    remove=frozenset({BANK.key.public.keyid}),
    thresholds={Seat("root"): 2, Seat("approve", "production"): 1},
    expires=datetime(2028, 11, 24, tzinfo=UTC),
)


def release_signed_by(*keys: SigningKey) -> Envelope:
    return read_envelope(add_signatures(BANK.release().envelope, RELEASE_TYPE, keys), RELEASE_TYPE)


def test_a_root_needs_the_thresholds_of_the_old_and_of_the_new() -> None:
    staging = frozenset({"staging"})
    live = [("production", release_signed_by(APPROVE, fixed_key("author")))]
    first = rotate(ROOTS, trust=BANK.trust, plan=FOUR_EYES, signers=[BANK.key, ANNA], live=live, nothing_live=staging)
    assert [(each.version, each.have, each.need) for each in first.missing] == [(2, 1, 2)]
    with pytest.raises(SignatureMissingError):
        verify_root_chain(first.roots, BANK.trust)
    passed_on = parse_chain(chain_bytes(first.roots))
    second = sign_further(passed_on, trust=BANK.trust, signers=[BERT])
    assert second.missing == ()
    assert verify_root_chain(second.roots, BANK.trust)[-1] == second.following
    assert second.trust.startswith("2.")


def test_after_leaving_trial_mode_only_approved_releases_verify() -> None:
    live = [("production", release_signed_by(APPROVE, fixed_key("author")))]
    made = rotate(
        ROOTS,
        trust=BANK.trust,
        plan=FOUR_EYES,
        signers=[BANK.key, ANNA, BERT],
        live=live,
        nothing_live=frozenset({"staging"}),
    )
    roots = [each.to_bytes() for each in made.roots]
    pointer = BANK.pointer(BANK.release(), root=2, key=POINT)

    def verify(release: Envelope) -> int:
        channel = channel_file(roots, release.to_bytes(), pointer)
        found = verify_channel(channel, application="bank", environment="production", trust=BANK.trust, now=NOW)
        return found.release.version

    assert verify(live[0][1]) == 1
    with pytest.raises(SignatureMissingError, match="approve"):
        verify(release_signed_by(fixed_key("author")))
    with pytest.raises(SignatureMissingError, match="approve"):
        verify(release_signed_by(fixed_key("author"), ANNA))


def test_a_root_under_which_a_live_release_fails_is_refused() -> None:
    live = [("production", release_signed_by(fixed_key("author")))]
    with pytest.raises(LiveReleaseError, match="approved again"):
        rotate(ROOTS, trust=BANK.trust, plan=FOUR_EYES, signers=[], live=live, nothing_live=frozenset({"staging"}))
    with pytest.raises(LiveUnknownError, match="staging"):
        rotate(ROOTS, trust=BANK.trust, plan=FOUR_EYES, signers=[], live=[("production", release_signed_by(APPROVE))])


def test_plans_that_no_verifier_would_accept_are_refused() -> None:
    nothing = frozenset({"production", "staging"})

    def made(plan: Plan) -> None:
        rotate(ROOTS, trust=BANK.trust, plan=plan, signers=[], live=[], nothing_live=nothing)

    with pytest.raises(RotationRefusedError, match="more signatures than it has keys"):
        made(replace(FOUR_EYES, thresholds={Seat("root"): 3}))
    with pytest.raises(RolesOverlapError):
        made(replace(FOUR_EYES, add=(*FOUR_EYES.add, (Seat("approve", "production"), POINT.public))))
    with pytest.raises(RotationRefusedError, match="holds no key"):
        made(replace(FOUR_EYES, remove=frozenset({"0" * 64})))


def test_a_foreign_key_signs_nothing_and_is_named() -> None:
    nothing = frozenset({"production", "staging"})
    made = rotate(ROOTS, trust=BANK.trust, plan=FOUR_EYES, signers=[POINT], live=[], nothing_live=nothing)
    assert made.unused == (POINT.public.keyid,)
    assert made.roots[-1].signatures == {}
    with pytest.raises(RootChainError):
        sign_further((*made.roots[:1], made.roots[0]), trust=BANK.trust, signers=[ANNA])


ROOT_ONE = Root.from_payload(BANK.root())


def planned(**changes: object) -> Root:
    bare = replace(FOUR_EYES, add=(), remove=frozenset(), thresholds={})
    plan = replace(bare, **changes)  # type: ignore[arg-type]
    nothing = frozenset({"production", "staging", "test"})
    return rotate(ROOTS, trust=BANK.trust, plan=plan, signers=[], live=[], nothing_live=nothing).following


def test_environments_come_and_go_with_a_rotation() -> None:
    test = planned(new_environments=frozenset({"test"}), add=((Seat("pointer", "test"), POINT.public),))
    assert set(test.environments) == {"production", "staging", "test"}
    assert test.environments["test"].pointer.keyids == (POINT.public.keyid,)
    assert set(planned(gone_environments=frozenset({"staging"})).environments) == {"production"}


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"new_environments": frozenset({"test"})}, "nobody holds the pointer of the new environment test"),
        ({"new_environments": frozenset({"staging"})}, "has an environment staging already"),
        ({"gone_environments": frozenset({"production", "staging"})}, "environments"),
    ],
)
def test_environments_without_a_holder_or_twice_are_refused(change: dict[str, object], reason: str) -> None:
    with pytest.raises(RotationRefusedError, match=reason):
        planned(**change)


def test_an_environment_that_is_not_there_cannot_be_given_up() -> None:
    with pytest.raises(WrongEnvironmentError):
        planned(gone_environments=frozenset({"test"}))


def test_the_words_say_all_that_a_root_changes() -> None:
    live = [("production", release_signed_by(APPROVE, fixed_key("author")))]
    kept = tuple(each for each in FOUR_EYES.add if each[0].environment != "staging")
    plan = replace(
        FOUR_EYES,
        gone_environments=frozenset({"staging"}),
        new_environments=frozenset({"test"}),
        add=(*kept, (Seat("pointer", "test"), POINT.public)),
    )
    made = rotate(ROOTS, trust=BANK.trust, plan=plan, signers=[], live=live, nothing_live=frozenset({"test"}))
    console, anna = BANK.key.public.keyid[:16], ANNA.public.keyid[:16]
    words = changes_in_words(made.current, made.following, {ANNA.public.keyid: "Anna"})
    assert words[0] == "Root 2 of bank follows root 1."
    wanted = {
        "NEW ENVIRONMENT test.",
        "ENVIRONMENT staging IS REMOVED: nothing that lies there verifies any more.",
        "Who may say who holds keys (root): 2 of 2 must sign (before: 1 of 1)",
        f"  added: key {anna} (Anna)",
        f"  removed: key {console}",
        "Who approves releases of production (approve): 1 of 1 must sign (before: nobody was asked)",
        f"REVOKED: key {console} holds nothing any more.",
        f"It expires on 2028-11-24 (root 1: {made.current.expires[:10]}).",
    }
    assert wanted - set(words) == set()
    back = changes_in_words(made.following, replace(made.current, version=3))
    assert "Who may say who holds keys (root): 1 of 1 must sign (FEWER THAN before: 2 of 2)" in back
    assert "Who approves releases of production (approve): NOBODY IS ASKED ANY MORE" in back
    same = changes_in_words(made.following, replace(made.following, version=3))
    assert same[1] == "Nobody is added or removed; no threshold changes."


def test_every_change_of_a_root_is_worded() -> None:
    """Whatever differs between two roots, a line differs: nobody signs what the words leave out."""
    later = datetime(2027, 1, 1, tzinfo=UTC)
    roots = [planned(), planned(expires=later)]
    for text in ("root", "author", "pointer@production", "pointer@staging"):
        seat = Seat.parse(text)
        both = ((seat, ANNA.public), (seat, BERT.public))
        roots += [planned(add=both[:1]), planned(add=both), planned(add=both, thresholds={seat: 2})]
    worded = {changes_in_words(ROOT_ONE, each) for each in roots}
    assert len(worded) == len(roots) == 14
