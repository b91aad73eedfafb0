"""A small signed world for the tests: an application "bank", fixed keys, a release with three languages."""

import hashlib
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from cryptography.hazmat.primitives.asymmetric import ec, ed25519

from handrail.package.brought import boots_to_bring
from handrail.package.build import (
    BuiltRelease,
    EnvironmentKeys,
    Quorum,
    assemble_package,
    build_release,
    channel_file,
    new_root,
    sign_pointer,
    sign_root,
)
from handrail.package.keys import SigningKey
from handrail.package.roles import Release
from handrail.package.trust import trust_of

NOW = datetime(2026, 11, 25, 10, 0, tzinfo=UTC)
SEQ = 1_795_600_800
SDK = {"sdk/0.1.0/handrail.js": b"// an SDK of a test\n"}
KNOWN = {path: frozenset({hashlib.sha256(data).hexdigest()}) for path, data in SDK.items()}


def fixed_key(name: str, alg: str = "ES256") -> SigningKey:
    """A key that is the same in every run, made from its name. For tests only."""
    seed = hashlib.sha256(f"handrail test key {name}".encode()).digest()
    if alg == "Ed25519":
        return SigningKey(ed25519.Ed25519PrivateKey.from_private_bytes(seed))
    return SigningKey(ec.derive_private_key(int.from_bytes(seed, "big") >> 1, ec.SECP256R1()))


@dataclass
class Bank:
    """Trial key mode: one console key holds every role; each part can be replaced before it is built."""

    application: str = "bank"
    environment: str = "production"
    key: SigningKey = field(default_factory=lambda: fixed_key("console"))

    def root(self, version: int = 1) -> bytes:
        """Payload of the root: production and staging, no approval asked for."""
        all_of = Quorum((self.key.public,))
        return new_root(
            application=self.application,
            version=version,
            expires=datetime(2028, 11, 24, tzinfo=UTC),
            root=all_of,
            author=all_of,
            environments={"production": EnvironmentKeys(all_of), "staging": EnvironmentKeys(all_of)},
        )

    @property
    def trust(self) -> str:
        """The anchor of version 1."""
        return trust_of(self.root())

    def release(self, version: int = 1, text: str = "Welcome") -> BuiltRelease:
        """A release with a boot file for German and one for everybody else."""
        content = b'{"kind":"announcement","text":"%b"}' % text.encode()
        sha = hashlib.sha256(content).hexdigest()
        blob = b'{"sha256":"%b","length":%d,"extension":"json"}' % (sha.encode(), len(content))
        boots = {
            tag: b'{"format":1,"language":"%b","release":%d,"campaigns":[{"blob":%b}]}' % (name, version, blob)
            for tag, name in (("*", b"en"), ("de", b"de"), ("de-at", b"de"), ("en", b"en"))
        }
        return build_release(
            application=self.application,
            environment=self.environment,
            version=version,
            created=NOW - timedelta(hours=1),
            boots=boots,
            blobs=[("json", content), ("png", b"\x89PNG\r\n\x1a\n" + b"\0" * 50)],
            source=b'{"text":"%b"}' % text.encode(),
            min_sdk="0.1.0",
            author=self.key,
        )

    def pointer(self, release: BuiltRelease, version: int = 1, seq: int = SEQ, **changes: object) -> bytes:
        """Envelope of a pointer that names the release."""
        values: dict[str, object] = {
            "application": self.application,
            "environment": self.environment,
            "release_version": version,
            "release_sha256": release.sha256,
            "root": 1,
            "seq": seq,
            "status": "active",
            "off": (),
            "expires": NOW + timedelta(days=30),
            "key": self.key,
        }
        return sign_pointer(**(values | changes))  # type: ignore[arg-type]

    def channel(self, version: int = 1, seq: int = SEQ, text: str = "Welcome", **changes: object) -> bytes:
        """A whole channel file."""
        release = self.release(version, text)
        roots = [sign_root(self.root(), [self.key])]
        boots = boots_to_bring(Release.from_payload(release.payload), lambda name, _: release.files[name])
        return channel_file(roots, release.envelope, self.pointer(release, version, seq, **changes), boots)

    def package(
        self,
        version: int = 1,
        seq: int = SEQ,
        text: str = "Welcome",
        kind: str = "full",
        without: tuple[str, ...] = (),
        **changes: object,
    ) -> bytes:
        """A package as zip bytes."""
        files = {n: d for n, d in self.release(version, text).files.items() if n not in without}
        return assemble_package(
            kind=kind,  # type: ignore[arg-type]
            application=self.application,
            environment=self.environment,
            release=version,
            channel=self.channel(version, seq, text, **changes),
            files=files,
            sdk=SDK,
        )
