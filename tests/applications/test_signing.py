"""Keys of trial mode: made with the application, sealed at rest, chained."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from actors import Bank
from handrail.applications.models import SigningKeyRecord
from handrail.applications.sealing import SealBrokenError, seal, unseal
from handrail.applications.services.add_environment import add_environment
from handrail.applications.signing import author_key, newest_root, pointer_key, root_envelopes, trust
from handrail.package.envelope import ROOT_TYPE, read_envelope
from handrail.package.trust import trust_of
from handrail.settings import console_settings, use_console_settings

pytestmark = pytest.mark.django_db


def test_an_application_has_root_author_and_a_pointer_key_per_environment(bank: Bank) -> None:
    root = newest_root(bank.application)
    assert root.application == bank.application.key
    assert set(root.environments) == {"production", "staging"}
    assert root.author.keyids == (author_key(bank.application).public.keyid,)
    for environment in (bank.production, bank.staging):
        roles = root.environments[environment.name]
        assert roles.pointer.keyids == (pointer_key(environment).public.keyid,)
        assert roles.approve is None
    assert root.expires > datetime.now(UTC).strftime("%Y-%m-%d")


def test_private_keys_are_not_readable_at_rest(bank: Bank) -> None:
    for record in SigningKeyRecord.objects.filter(application=bank.application):
        assert b"PRIVATE" not in bytes(record.private_encrypted)
        assert len(bytes(record.private_encrypted)) > 100


def test_another_secret_key_opens_nothing_and_says_so(bank: Bank) -> None:
    use_console_settings(replace(console_settings(), secret_key="another secret key, another secret key"))
    with pytest.raises(SealBrokenError, match="restore the secret key"):
        author_key(bank.application)


def test_sealed_keys_cannot_be_swapped() -> None:
    sealed = seal(b"private", "key-one", "secret")
    assert unseal(sealed, "key-one", "secret") == b"private"
    with pytest.raises(SealBrokenError):
        unseal(sealed, "key-two", "secret")
    with pytest.raises(SealBrokenError):
        unseal(b"", "key-one", "secret")


def test_a_further_environment_makes_the_next_root_signed_for_old_and_new(bank: Bank) -> None:
    old = newest_root(bank.application)
    add_environment(actor=bank.administrator, application=bank.application, name="test")
    new = newest_root(bank.application)
    assert new.version == old.version + 1
    assert set(new.environments) == {"production", "staging", "test"}
    envelopes = [read_envelope(data, ROOT_TYPE) for data in root_envelopes(bank.application)]
    assert len(envelopes) == 2
    for root in (old, new):
        assert envelopes[1].signers(root.keys, root.root.keyids)
    assert trust(bank.application) == trust_of(envelopes[1].payload)


def test_pins_of_the_old_root_still_verify_after_a_new_environment(bank: Bank) -> None:
    from handrail.package.verify import verify_channel
    from handrail.publishing.access import current_pointer
    from handrail.publishing.services.packages import ensure_default_release
    from handrail.publishing.signing import channel_of

    pinned = trust(bank.application)
    add_environment(actor=bank.administrator, application=bank.application, name="test")
    ensure_default_release(actor=bank.administrator, environment=bank.production)
    pointer = current_pointer(bank.production)
    assert pointer is not None
    verdict = verify_channel(
        channel_of(pointer.release, bytes(pointer.envelope)),
        application=bank.application.key,
        environment="production",
        trust=pinned,
        now=datetime.now(UTC),
    )
    assert verdict.root.version == 2
