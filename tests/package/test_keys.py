"""Keys: deterministic signatures, PEM with and without password, one encoding."""

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from handrail.package.errors import KeyFileError, KeyInvalidError
from handrail.package.keys import PublicKey, SigningKey
from package.bank import fixed_key


@pytest.mark.parametrize("alg", ["ES256", "Ed25519"])
def test_a_signature_is_deterministic_64_bytes_and_of_this_key_only(alg: str) -> None:
    key = fixed_key("one", alg)
    signature = key.sign(b"data")
    assert signature == key.sign(b"data")
    assert len(signature) == 64
    assert key.public.verify(b"data", signature)
    assert not key.public.verify(b"date", signature)
    assert not fixed_key("two", alg).public.verify(b"data", signature)


def test_the_example_of_rfc_6979_for_p256_and_sha256() -> None:
    private = 0xC9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721
    signature = SigningKey(ec.derive_private_key(private, ec.SECP256R1())).sign(b"sample")
    assert signature.hex() == (
        "efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716"
        "f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8"
    )


@pytest.mark.parametrize("password", [None, b"secret"])
@pytest.mark.parametrize("alg", ["ES256", "Ed25519"])
def test_a_key_survives_its_pem(alg: str, password: bytes | None) -> None:
    key = SigningKey.generate(alg)  # type: ignore[arg-type]
    assert SigningKey.from_pem(key.to_pem(password), password).public == key.public


@pytest.mark.parametrize(("pem", "password"), [
    (b"garbage", None),
    (fixed_key("one").to_pem(b"right"), b"wrong"),
    (fixed_key("one").to_pem(b"right"), None),
    (fixed_key("one").to_pem(), b"superfluous"),
])  # fmt: skip
def test_a_key_that_cannot_be_read_is_said(pem: bytes, password: bytes | None) -> None:
    with pytest.raises(KeyFileError):
        SigningKey.from_pem(pem, password)


@pytest.mark.parametrize("private", [ec.generate_private_key(ec.SECP384R1()), rsa.generate_private_key(65537, 2048)])
def test_a_key_of_another_kind_is_refused(private: ec.EllipticCurvePrivateKey) -> None:
    form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    with pytest.raises(KeyFileError):
        SigningKey.from_pem(private.private_bytes(*form))


def test_a_public_key_off_the_curve_is_refused() -> None:
    point = fixed_key("one").public.pub
    with pytest.raises(KeyInvalidError):
        PublicKey("ES256", point[:-1] + bytes([point[-1] ^ 1]))
