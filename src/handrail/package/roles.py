"""The three signed payloads, root, release and pointer, and the strict way in and out of bytes.

Whoever reads one of these has bytes in the single allowed form: ``to_payload(from_payload(x)) == x``.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal, cast

from handrail.package.canonical import canonical, parse_canonical
from handrail.package.errors import KeyInvalidError, MalformedError, RolesOverlapError
from handrail.package.fields import (
    ANY,
    APPLICATION,
    CAMPAIGN,
    ENVIRONMENT,
    LOCALE_TAG,
    SDK_VERSION,
    SHA256,
    Fields,
    a_dict,
    a_list,
    ascending,
    from_base64,
)
from handrail.package.keys import Algorithm, PublicKey

Status = Literal["active", "paused"]

MOST_KEYS = 64
MOST_ENVIRONMENTS = 16
MOST_OFF = 256


@dataclass(frozen=True)
class KeySet:
    """Keys that hold a role, and how many of them must sign."""

    keyids: tuple[str, ...]
    threshold: int

    def as_data(self) -> dict[str, object]:
        """``{"keyids","threshold"}``."""
        return {"keyids": list(self.keyids), "threshold": self.threshold}


@dataclass(frozen=True)
class EnvironmentRoles:
    """Roles that belong to one environment; ``approve`` None: no approval is asked for there."""

    approve: KeySet | None
    pointer: KeySet

    def as_data(self) -> dict[str, object]:
        """``{"approve","pointer"}``."""
        return {"approve": self.approve.as_data() if self.approve else None, "pointer": self.pointer.as_data()}


@dataclass(frozen=True)
class FileRef:
    """A file by content: length in bytes and SHA-256 in hex."""

    length: int
    sha256: str

    def as_data(self) -> dict[str, object]:
        """``{"length","sha256"}``."""
        return {"length": self.length, "sha256": self.sha256}


@dataclass(frozen=True)
class Root:
    """Who may sign what, for one application."""

    application: str
    version: int
    expires: str
    keys: Mapping[str, PublicKey]
    root: KeySet
    author: KeySet
    environments: Mapping[str, EnvironmentRoles]

    def to_payload(self) -> bytes:
        """Canonical bytes."""
        return canonical(
            {
                "application": self.application,
                "environments": {name: roles.as_data() for name, roles in self.environments.items()},
                "expires": self.expires,
                "keys": {keyid: key.as_data() for keyid, key in self.keys.items()},
                "roles": {"author": self.author.as_data(), "root": self.root.as_data()},
                "version": self.version,
            }
        )

    @classmethod
    def from_payload(cls, payload: bytes) -> "Root":
        """Read strictly: first the form of everything, then the keys, then whether all fits together.

        Raises:
            MalformedError, KeyInvalidError: another form.
            RolesOverlapError: author, approve and pointer of an environment share a key where approve is not null.
        """
        what = "the root"
        names = ("application", "environments", "expires", "keys", "roles", "version")
        fields = Fields(parse_canonical(payload, what), what, names)
        written = _written_keys(fields.raw("keys"))
        roles = Fields(fields.raw("roles"), "the roles of the root", ("author", "root"))
        root = cls(
            application=fields.text("application", APPLICATION),
            version=fields.number("version", 1),
            expires=fields.time("expires"),
            keys={},
            root=_key_set(roles.raw("root"), "root"),
            author=_key_set(roles.raw("author"), "author"),
            environments=_environments(fields.raw("environments")),
        )
        root = replace(root, keys={keyid: _public_key(keyid, *each) for keyid, each in written.items()})
        root.check_fit()
        root.check_separation()
        return root

    def check_fit(self) -> None:
        """Roles name only keys that the root holds. One public key twice cannot be: a key has one encoding and one id.

        Raises:
            MalformedError: otherwise.
        """
        environments = self.environments.values()
        sets = [self.root, self.author, *(e.pointer for e in environments), *(e.approve for e in environments)]
        if not all(each is None or set(each.keyids) <= set(self.keys) for each in sets):
            raise MalformedError(what="the root", reason="a role names a key that the root does not hold")

    def check_separation(self) -> None:
        """Four eyes as a rule of signatures: where approval is asked for, no key holds two of the three roles.

        Raises:
            RolesOverlapError: one does.
        """
        for name, roles in self.environments.items():
            if roles.approve is None:
                continue
            holders = [*self.author.keyids, *roles.approve.keyids, *roles.pointer.keyids]
            if len(set(holders)) != len(holders):
                raise RolesOverlapError(environment=name)


@dataclass(frozen=True)
class Release:
    """Content and configuration of one environment, as a tree of hashes.

    ``boot`` maps lower-case BCP 47 tags, and ``*`` for every other locale, to boot files.
    """

    application: str
    environment: str
    version: int
    created: str
    boot: Mapping[str, FileRef]
    manifest: FileRef
    source: FileRef
    min_sdk: str

    def to_payload(self) -> bytes:
        """Canonical bytes."""
        return canonical(
            {
                "application": self.application,
                "boot": {tag: ref.as_data() for tag, ref in self.boot.items()},
                "created": self.created,
                "environment": self.environment,
                "manifest": self.manifest.as_data(),
                "minSdk": self.min_sdk,
                "source": self.source.as_data(),
                "version": self.version,
            }
        )

    @classmethod
    def from_payload(cls, payload: bytes) -> "Release":
        """Read strictly.

        Raises:
            MalformedError: another form, or no boot file for ``*``.
        """
        what = "the release"
        names = ("application", "boot", "created", "environment", "manifest", "minSdk", "source", "version")
        fields = Fields(parse_canonical(payload, what), what, names)
        boot = {tag: _file_ref(ref, f"boot file {tag}") for tag, ref in a_dict(fields.raw("boot"), what).items()}
        if "*" not in boot or not all(LOCALE_TAG.fullmatch(tag) for tag in boot):
            raise fields.bad("boot", "its names are not locale tags and *")
        return cls(
            application=fields.text("application", APPLICATION),
            environment=fields.text("environment", ENVIRONMENT),
            version=fields.number("version", 1),
            created=fields.time("created"),
            boot=boot,
            manifest=_file_ref(fields.raw("manifest"), "the manifest's entry"),
            source=_file_ref(fields.raw("source"), "the source's entry"),
            min_sdk=fields.text("minSdk", SDK_VERSION),
        )


@dataclass(frozen=True)
class Pointer:
    """What is live in one environment; only ``seq`` is monotonic."""

    application: str
    environment: str
    seq: int
    status: Status
    release_version: int
    release_sha256: str
    root: int
    off: tuple[str, ...]
    expires: str

    def to_payload(self) -> bytes:
        """Canonical bytes."""
        return canonical(
            {
                "application": self.application,
                "environment": self.environment,
                "expires": self.expires,
                "off": list(self.off),
                "release": {"sha256": self.release_sha256, "version": self.release_version},
                "root": self.root,
                "seq": self.seq,
                "status": self.status,
            }
        )

    @classmethod
    def from_payload(cls, payload: bytes) -> "Pointer":
        """Read strictly.

        Raises:
            MalformedError: another form.
        """
        what = "the pointer"
        names = ("application", "environment", "expires", "off", "release", "root", "seq", "status")
        fields = Fields(parse_canonical(payload, what), what, names)
        release = Fields(fields.raw("release"), "the pointer's release", ("sha256", "version"))
        status = fields.raw("status")
        if status not in ("active", "paused"):
            raise fields.bad("status", "neither active nor paused")
        return cls(
            application=fields.text("application", APPLICATION),
            environment=fields.text("environment", ENVIRONMENT),
            seq=fields.number("seq", 1),
            status=status,
            release_version=release.number("version", 1),
            release_sha256=release.text("sha256", SHA256),
            root=fields.number("root", 1),
            off=ascending(a_list(fields.raw("off"), "the list off", MOST_OFF), "the list off", CAMPAIGN),
            expires=fields.time("expires"),
        )


def _written_keys(value: object) -> dict[str, tuple[str, bytes]]:
    """The keys as written: algorithm and bytes by key id; whether those are keys is looked at later."""
    found = a_dict(value, "the root's keys")
    if not 1 <= len(found) <= MOST_KEYS:
        raise MalformedError(what="the root", reason=f"it does not hold 1 to {MOST_KEYS} keys")
    ascending(list(found), "the root's keys", SHA256)
    fields = {keyid: Fields(each, "a key of the root", ("alg", "pub")) for keyid, each in found.items()}
    written = {keyid: (each.text("alg", ANY), each.text("pub", ANY)) for keyid, each in fields.items()}
    return {keyid: (alg, from_base64(pub, "a key of the root")) for keyid, (alg, pub) in written.items()}


def _public_key(keyid: str, alg: str, pub: bytes) -> PublicKey:
    key = PublicKey(cast(Algorithm, alg), pub)
    if key.keyid != keyid:
        raise KeyInvalidError(keyid=keyid[:16], alg=alg, reason="its id is not the hash of the key")
    return key


def _key_set(value: object, role: str) -> KeySet:
    what = f"the role {role}"
    fields = Fields(value, what, ("keyids", "threshold"))
    keyids = ascending(a_list(fields.raw("keyids"), what, MOST_KEYS), what, SHA256)
    threshold = fields.number("threshold", 1)
    if threshold > len(keyids):
        raise MalformedError(what=what, reason="it asks for more signatures than it has keys")
    return KeySet(keyids, threshold)


def _environments(value: object) -> dict[str, EnvironmentRoles]:
    found = a_dict(value, "the environments of the root")
    if not 1 <= len(found) <= MOST_ENVIRONMENTS:
        raise MalformedError(what="the root", reason=f"it does not name 1 to {MOST_ENVIRONMENTS} environments")
    environments: dict[str, EnvironmentRoles] = {}
    for name, each in found.items():
        if not ENVIRONMENT.fullmatch(name):
            raise MalformedError(what="the root", reason="the name of an environment is not of the allowed form")
        fields = Fields(each, f"environment {name}", ("approve", "pointer"))
        approve = fields.raw("approve")
        environments[name] = EnvironmentRoles(
            approve=None if approve is None else _key_set(approve, f"approve of {name}"),
            pointer=_key_set(fields.raw("pointer"), f"pointer of {name}"),
        )
    return environments


def _file_ref(value: object, what: str) -> FileRef:
    fields = Fields(value, what, ("length", "sha256"))
    return FileRef(fields.number("length"), fields.text("sha256", SHA256))
