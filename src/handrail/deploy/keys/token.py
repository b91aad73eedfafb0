"""Keys on PKCS#11 tokens (smart cards, security keys, HSMs): made there, and never read out.

Each signature opens a session of its own and ends it: a token that was taken out and put back goes on working, and
nothing stays logged in. A PIN is sent once for each session and never twice: tokens lock themselves.
"""

import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from handrail.deploy.keys.errors import (
    KeysError,
    TokenAbsentError,
    TokenFailedError,
    TokenKeyMissingError,
    TokenLockedError,
    TokenMechanismError,
    TokenModuleError,
    TokenPinError,
    TokenSupportError,
)
from handrail.deploy.keys.uri import TokenUri
from handrail.package.errors import PackageError
from handrail.package.keys import PublicKey

if TYPE_CHECKING:
    import pkcs11

P256 = bytes.fromhex("06082a8648ce3d030107")
"""DER of the curve's object identifier, as ``CKA_EC_PARAMS`` holds it."""

AskPin = Callable[[str], str]
"""Label of the token → its PIN."""


@dataclass(frozen=True)
class OnToken:
    """A key that lies on a token.

    Attributes:
        uri: its address, with serial number and id, so that it can mean no other key.
        public: its public half.
        label: ``CKA_LABEL``.
        extractable: whether the token would hand the private half out; a key for signing should not be.
    """

    uri: TokenUri
    public: PublicKey
    label: str
    extractable: bool


@dataclass(frozen=True)
class TokenKey:
    """Signs on the token.

    Attributes:
        held: the key.
        pin: of the token; asked for again by nobody.
    """

    held: OnToken
    pin: "Pin"

    @property
    def public(self) -> PublicKey:
        """The public half."""
        return self.held.public

    def sign(self, data: bytes) -> bytes:
        """64 raw bytes r‖s, checked against the public key before they are handed on.

        Raises:
            KeysError: the token is away, refuses, or answers with something else than a signature of this key.
        """
        from pkcs11 import Mechanism

        uri = self.held.uri
        with _session(uri, self.pin.of) as session:
            _require(session, uri, Mechanism.ECDSA)
            private = _private_key(session, uri)
            signature = bytes(private.sign(hashlib.sha256(data).digest(), mechanism=Mechanism.ECDSA))
        if not self.public.verify(data, signature):
            raise TokenFailedError(token=uri.shown, reason="what it answered is not a signature of this key")
        return signature


class Pin:
    """A PIN, asked for once and kept in memory; it shows in no text, log or traceback."""

    def __init__(self, ask: AskPin) -> None:
        """Nothing is asked yet."""
        self._ask = ask

    def of(self, token: str) -> str:
        """The PIN; asks the first time."""
        self._token = token
        return self._asked

    @cached_property
    def _asked(self) -> str:
        return self._ask(self._token)

    def __repr__(self) -> str:
        """Nothing of it."""
        return "Pin(…)"


def open_token_key(uri: TokenUri, ask: AskPin) -> TokenKey:
    """The key at an address: the token answers, takes the PIN, and holds exactly one such key.

    Args:
        uri: its address.
        ask: gives the PIN.

    Raises:
        KeysError: see the classes ``Token…Error``.
    """
    pin = Pin(ask)
    with _session(uri, pin.of) as session:
        private = _private_key(session, uri)
        return TokenKey(_held(session, private, uri), pin)


def list_token_keys(uri: TokenUri, ask: AskPin) -> list[OnToken]:
    """Every P-256 key of a token that the address matches; private keys show only after the PIN.

    Raises:
        KeysError: as ``open_token_key``.
    """
    found = []
    with _session(uri, Pin(ask).of) as session:
        for private in _private_keys(session, uri):
            try:
                found.append(_held(session, private, uri))
            except KeysError:
                continue
    return sorted(found, key=lambda each: (each.label, each.public.keyid))


def make_token_key(uri: TokenUri, label: str, ask: AskPin) -> TokenKey:
    """Make a P-256 key on the token. It never leaves it: sensitive, not extractable, and so from the beginning.

    Args:
        uri: the token; ``object`` and ``id`` are not looked at.
        label: the key's ``CKA_LABEL``.
        ask: gives the PIN.

    Raises:
        TokenMechanismError: the token makes no such keys, or only ones that can be read out.
        KeysError: as ``open_token_key``.
    """
    from pkcs11 import Attribute, KeyType, Mechanism
    from pkcs11.util.ec import encode_named_curve_parameters

    pin, identity = Pin(ask), os.urandom(16)
    wanted = replace(uri, object=None, id=identity)
    private = {Attribute.SENSITIVE: True, Attribute.EXTRACTABLE: False, Attribute.SIGN: True, Attribute.DERIVE: False}
    with _session(uri, pin.of, write=True) as session:
        _require(session, uri, Mechanism.ECDSA, Mechanism.EC_KEY_PAIR_GEN)
        curve = {Attribute.EC_PARAMS: encode_named_curve_parameters("secp256r1")}
        parameters = session.create_domain_parameters(KeyType.EC, curve, local=True)
        parameters.generate_keypair(
            store=True,
            id=identity,
            label=label,
            private_template=private,
            public_template={Attribute.VERIFY: True},
        )
        held = _held(session, _private_key(session, wanted), wanted)
        if held.extractable:
            raise TokenMechanismError(token=uri.shown, reason="it made a key that can be read out")
    return TokenKey(held, pin)


@contextmanager
def _session(uri: TokenUri, ask: AskPin, *, write: bool = False) -> Iterator[Any]:
    """A session with the PIN; whatever the driver raises becomes a sentence."""
    if find_spec("pkcs11") is None:
        raise TokenSupportError
    with _in_words(uri.shown):
        token = _token(uri)
        label = token.label.strip() or uri.shown
    with _in_words(label):
        pin = ask(_with_tries(token, label))
        with token.open(rw=write, user_pin=pin) as session:
            yield session


def _require(session: Any, uri: TokenUri, *mechanisms: Any) -> None:
    """Not every driver refuses by itself what its token does not list."""
    listed = session.token.slot.get_mechanisms()
    for each in mechanisms:
        if each not in listed:
            raise TokenMechanismError(token=uri.shown, reason=f"it lacks the mechanism {each.name}")


def _token(uri: TokenUri) -> "pkcs11.Token":
    library = _library(uri)
    there: list[pkcs11.Token] = [slot.get_token() for slot in library.get_slots(token_present=True)]
    ready = [token for token in there if token.label.strip()]
    found = [token for token in ready if _matches(token, uri)]
    named = ", ".join(f"{token.label.strip()} (serial {_plain(token.serial)})" for token in ready) or "none"
    if not found:
        raise TokenAbsentError(token=uri.shown, found=named)
    if len(found) > 1:
        raise TokenAbsentError(token=f"only {uri.shown}; give its serial, too", found=named)
    return found[0]


def _library(uri: TokenUri) -> Any:
    import pkcs11

    if uri.module is None:
        raise TokenModuleError(reason="none is named")
    if not uri.module.is_file():
        raise TokenModuleError(reason=f"there is no {uri.module}")
    try:
        library = pkcs11.lib(str(uri.module))
        # What was plugged in since the process began is seen only so.
        library.reinitialize()
    except (pkcs11.PKCS11Error, RuntimeError) as error:
        raise TokenModuleError(reason=str(error) or type(error).__name__) from error
    return library


def _matches(token: "pkcs11.Token", uri: TokenUri) -> bool:
    pairs = (
        (uri.token, token.label),
        (uri.serial, _plain(token.serial)),
        (uri.manufacturer, token.manufacturer_id),
        (uri.model, token.model),
    )
    return all(wanted is None or wanted == _plain(found) for wanted, found in pairs)


def _with_tries(token: "pkcs11.Token", label: str) -> str:
    from pkcs11 import TokenFlag

    if TokenFlag.USER_PIN_LOCKED in token.flags:
        raise TokenLockedError(token=label, reason="it has locked itself after too many wrong ones")
    if TokenFlag.USER_PIN_FINAL_TRY in token.flags:
        return f"{label} (the last try before it locks itself)"
    return label


def _private_keys(session: Any, uri: TokenUri) -> list[Any]:
    from pkcs11 import Attribute, KeyType, ObjectClass

    wanted: dict[Any, Any] = {Attribute.CLASS: ObjectClass.PRIVATE_KEY, Attribute.KEY_TYPE: KeyType.EC}
    if uri.object is not None:
        wanted[Attribute.LABEL] = uri.object
    if uri.id is not None:
        wanted[Attribute.ID] = uri.id
    return list(session.get_objects(wanted))


def _private_key(session: Any, uri: TokenUri) -> Any:
    found = _private_keys(session, uri)
    if len(found) == 1:
        return found[0]
    reason = "no elliptic-curve key matches" if not found else f"{len(found)} keys match, add ;id=… to the address"
    raise TokenKeyMissingError(token=uri.shown, reason=f"{reason} (`handrail keys list` shows them)")


def _held(session: Any, private: Any, uri: TokenUri) -> OnToken:
    from pkcs11 import Attribute

    token, identity = session.token, bytes(private[Attribute.ID])
    label = str(private[Attribute.LABEL] or "")
    exact = TokenUri(
        token=token.label.strip(),
        serial=_plain(token.serial),
        id=identity,
        module=uri.module,
        pin_source=uri.pin_source,
    )
    if bytes(private[Attribute.EC_PARAMS]) != P256:
        raise TokenMechanismError(token=exact.shown, reason=f"key {label or identity.hex()} is not on the curve P-256")
    extractable = bool(private[Attribute.EXTRACTABLE]) or not private[Attribute.SENSITIVE]
    return OnToken(exact, _public_key(session, identity, exact.shown), label, extractable)


def _public_key(session: Any, identity: bytes, token: str) -> PublicKey:
    """From the public key of the same id, or from its certificate: PIV cards often hold nothing else."""
    from pkcs11 import Attribute, ObjectClass

    for found in session.get_objects({Attribute.CLASS: ObjectClass.PUBLIC_KEY, Attribute.ID: identity}):
        point = bytes(found[Attribute.EC_POINT])
        # An OCTET STRING around the point; some drivers leave it away.
        return _point(point[2:] if point[:2] == b"\x04\x41" and len(point) == 67 else point, token)
    for found in session.get_objects({Attribute.CLASS: ObjectClass.CERTIFICATE, Attribute.ID: identity}):
        return _point(_of_certificate(bytes(found[Attribute.VALUE])), token)
    raise TokenKeyMissingError(token=token, reason="it has neither the public key nor a certificate of this key")


def _point(point: bytes, token: str) -> PublicKey:
    try:
        return PublicKey("ES256", point)
    except PackageError as error:
        raise TokenKeyMissingError(token=token, reason=error.message.rstrip(".")) from error


def _of_certificate(der: bytes) -> bytes:
    from cryptography import x509
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    public = x509.load_der_x509_certificate(der).public_key()
    if not isinstance(public, ec.EllipticCurvePublicKey):
        return b""
    return public.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def _plain(value: object) -> str:
    return (value.decode(errors="replace") if isinstance(value, bytes) else str(value)).strip("\0 ")


@contextmanager
def _in_words(token: str) -> Iterator[None]:
    """What drivers raise, in words. PKCS#11 names are kept where nothing better can be said."""
    from pkcs11 import exceptions as e

    wrong = {
        e.PinIncorrect: "it is wrong",
        e.PinInvalid: "it holds characters that this token does not take",
        e.PinLenRange: "it is too short or too long",
    }
    locked = {
        e.PinLocked: "it has locked itself after too many wrong ones",
        e.PinExpired: "the PIN has expired",
        e.UserPinNotInitialized: "none was ever set",
    }
    away = (e.TokenNotPresent, e.DeviceRemoved, e.TokenNotRecognised, e.SlotIDInvalid)
    unable = (
        e.MechanismInvalid,
        e.MechanismParamInvalid,
        e.FunctionNotSupported,
        e.KeySizeRange,
        e.DomainParamsInvalid,
    )
    try:
        yield
    except tuple(wrong) as error:
        raise TokenPinError(token=token, reason=wrong[type(error)]) from None
    except tuple(locked) as error:
        raise TokenLockedError(token=token, reason=locked[type(error)]) from None
    except away as error:
        raise TokenAbsentError(token=token, found="it was taken out") from error
    except unable as error:
        raise TokenMechanismError(token=token, reason=f"its driver says {type(error).__name__}") from error
    except e.TokenWriteProtected as error:
        raise TokenMechanismError(token=token, reason="it is write-protected") from error
    except e.PKCS11Error as error:
        raise TokenFailedError(token=token, reason=str(error) or f"its driver says {type(error).__name__}") from error
