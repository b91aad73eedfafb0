"""The next root: signed by both thresholds, and never at the cost of what is live."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from handrail.deploy.keys.chain import chain_bytes, parse_chain
from handrail.deploy.keys.errors import LiveReleaseError, LiveUnknownError
from handrail.deploy.keys.rotate import rotate, sign_further
from handrail.package.build import add_signatures, channel_file, sign_root
from handrail.package.envelope import RELEASE_TYPE, ROOT_TYPE, Envelope, read_envelope
from handrail.package.errors import MalformedError, RolesOverlapError, RootChainError, SignatureMissingError
from handrail.package.keys import SigningKey
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

    with pytest.raises(MalformedError, match="more signatures than it has keys"):
        made(replace(FOUR_EYES, thresholds={Seat("root"): 3}))
    with pytest.raises(RolesOverlapError):
        made(replace(FOUR_EYES, add=(*FOUR_EYES.add, (Seat("approve", "production"), POINT.public))))
    with pytest.raises(MalformedError, match="holds no key"):
        made(replace(FOUR_EYES, remove=frozenset({"0" * 64})))


def test_a_foreign_key_signs_nothing_and_is_named() -> None:
    nothing = frozenset({"production", "staging"})
    made = rotate(ROOTS, trust=BANK.trust, plan=FOUR_EYES, signers=[POINT], live=[], nothing_live=nothing)
    assert made.unused == (POINT.public.keyid,)
    assert made.roots[-1].signatures == {}
    with pytest.raises(RootChainError):
        sign_further((*made.roots[:1], made.roots[0]), trust=BANK.trust, signers=[ANNA])
