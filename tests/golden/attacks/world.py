"""What the attack cases are made of: fixed keys, payloads as plain JSON, envelopes signed by anybody.

Payloads are built by hand here, not by ``handrail.package.build``, which would refuse to make most of them.
"""

import hashlib
import json
from base64 import b64decode, b64encode, urlsafe_b64encode
from collections.abc import Callable
from typing import Any

from handrail.package.canonical import canonical
from handrail.package.envelope import pae
from handrail.package.keys import SigningKey
from package.bank import fixed_key

ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
Case = dict[str, Any]
Json = dict[str, Any]
NOW = "2026-11-25T10:00:00Z"


class World:
    """One application with two root keys, one author, a pointer key per environment."""

    def __init__(
        self,
        application: str = "bank",
        *,
        environment: str = "production",
        approve: list[str] | None = None,
        approve_threshold: int = 1,
        author: str = "author",
        one_key: bool = False,
    ) -> None:
        self.application, self.environment = application, environment
        self.approve, self.approve_threshold, self.author = approve, approve_threshold, author
        self.one_key = one_key

    def key(self, name: str) -> SigningKey:
        """A fixed key; those of another application differ."""
        prefix = "" if self.application == "bank" else self.application
        return fixed_key(f"{prefix}{name}", "Ed25519" if name.startswith("ed-") else "ES256")

    def keyid(self, name: str) -> str:
        return self.key(name).public.keyid

    def public(self, name: str) -> bytes:
        return self.key(name).public.pub

    def hash(self, data: bytes) -> str:
        return hashlib.sha256(data).hexdigest()

    sha = hash

    def root(
        self,
        version: int = 1,
        *,
        application: str | None = None,
        root: list[str] | None = None,
        pointer: list[str] | None = None,
    ) -> bytes:
        """Payload: two of two root keys unless named otherwise."""
        names = {"root": root or ["root1", "root2"], "author": [self.author], "pointer": pointer or ["pointer"]}
        if self.one_key:
            names = {"root": ["author"], "author": ["author"], "pointer": ["author"]}
        used = {*names["root"], *names["author"], *names["pointer"], *(self.approve or []), "staging"}
        approve = None if self.approve is None else self._set(self.approve, self.approve_threshold)
        return canonical(
            {
                "application": application or self.application,
                "environments": {
                    "production": {"approve": approve, "pointer": self._set(names["pointer"], 1)},
                    "staging": {"approve": None, "pointer": self._set(["staging"], 1)},
                },
                "expires": "2028-11-24T00:00:00Z",
                "keys": {self.keyid(n): self.key(n).public.as_data() for n in used},
                "roles": {
                    "author": self._set(names["author"], 1),
                    "root": self._set(names["root"], len(names["root"])),
                },
                "version": version,
            }
        )

    def _set(self, names: list[str], threshold: int) -> Json:
        return {"keyids": sorted(self.keyid(n) for n in names), "threshold": threshold}

    def release(self, version: int = 2, application: str | None = None) -> bytes:
        """Payload; its hashes name no real files: no verifier of channel files reads them."""
        ref = {"length": 7, "sha256": "aa" * 32}
        return canonical(
            {
                "application": application or self.application,
                "boot": {"*": ref, "de": ref},
                "created": "2026-11-25T09:00:00Z",
                "environment": self.environment,
                "manifest": ref,
                "minSdk": "0.1.0",
                "source": ref,
                "version": version,
            }
        )

    def pointer(self, **changes: object) -> bytes:
        """Payload naming release 2 and root 1, expiring 30 days after NOW."""
        values: Json = {
            "application": self.application,
            "environment": self.environment,
            "expires": "2026-12-25T10:00:00Z",
            "off": [],
            "release": {"sha256": self.hash(self.release()), "version": 2},
            "root": 1,
            "seq": 1000,
            "status": "active",
        }
        return canonical({**values, **changes})

    def envelope(self, kind: str, payload: bytes, by: list[str]) -> Json:
        """A DSSE envelope with these signatures."""
        payload_type = f"application/vnd.handrail.{kind}.v1+json"
        data = pae(payload_type, payload)
        signatures = [
            {"keyid": self.keyid(n), "sig": b64encode(self.key(n).sign(data)).decode()}
            for n in sorted(by, key=self.keyid)
        ]
        return {"payload": b64encode(payload).decode(), "payloadType": payload_type, "signatures": signatures}

    def signed_as(self, kind: str, payload: bytes, wrong: str, by: str) -> Json:
        """Signed under another type than the envelope says."""
        made = self.envelope(wrong, payload, [by])
        return {**made, "payloadType": f"application/vnd.handrail.{kind}.v1+json"}

    def forged(self, kind: str, payload: bytes, claim: str, by: str) -> Json:
        """Signed by one key, under the key id of another."""
        made = self.envelope(kind, payload, [by])
        return {**made, "signatures": [{**made["signatures"][0], "keyid": self.keyid(claim)}]}

    def doubled(self, kind: str, payload: bytes, twice: str) -> Json:
        """Signed by the author and twice by one approver."""
        made = self.envelope(kind, payload, ["author", twice])
        one = next(s for s in made["signatures"] if s["keyid"] == self.keyid(twice))
        return {**made, "signatures": [*made["signatures"], one]}

    def channel(
        self,
        payload: bytes,
        *,
        version: int = 2,
        release: bytes | Json | None = None,
        roots: list[Json] | None = None,
        pointer: Json | None = None,
    ) -> bytes:
        """A channel file; whatever is not given is signed as it should be."""
        if version != 2:
            payload = canonical(
                {
                    **json.loads(payload),
                    "release": {"sha256": self.hash(self.release(version)), "version": version},
                }
            )
            release = self.release(version)
        if not isinstance(release, dict):
            signers = ["author" if self.one_key else self.author, *(self.approve or [])]
            release = self.envelope("release", release or self.release(), sorted(set(signers)))
        own = "author" if self.one_key else ("staging" if self.environment == "staging" else "pointer")
        root_signers = ["author"] if self.one_key else ["root1", "root2"]
        return canonical(
            {
                "pointer": pointer or self.envelope("pointer", payload, [own]),
                "release": release,
                "roots": [self.envelope("root", self.root(), root_signers)] if roots is None else roots,
            }
        )

    def long_chain(self, length: int) -> bytes:
        """A chain of that many roots, every one in order."""
        roots = [self.envelope("root", self.root(version=n), ["root1", "root2"]) for n in range(1, length + 1)]
        return self.channel(self.pointer(root=length), roots=roots)

    def trust_text(self, payload: bytes) -> str:
        """The anchor of a payload that may be no valid root."""
        digest = urlsafe_b64encode(hashlib.sha256(payload).digest()).decode().rstrip("=")
        return f"{json.loads(payload)['version']}.{digest}"

    trust = trust_text

    def state(self, *, root: int = 1, seq: int = 1000) -> Json:
        """What a verifier remembers after the pointer of that seq."""
        return {
            "root": root,
            "seq": seq,
            "pointer": self.hash(self.pointer(seq=seq)),
            "status": "active",
        }


def refused(
    name: str,
    code: str,
    w: World,
    channel: bytes,
    *,
    application: str | None = None,
    environment: str | None = None,
    trust: str | None = None,
    now: str = NOW,
    state: Json | None = None,
    grace: int = 0,
    pad: int = 0,
) -> Case:
    """A case that must be answered with that code."""
    padding = {"pad": pad} if pad else {}
    return {
        **padding,
        "name": name,
        "application": application or w.application,
        "environment": environment or w.environment,
        "trust": trust or w.trust(w.root()),
        "now": now,
        "state": state,
        "graceDays": grace,
        "channel": b64encode(channel).decode(),
        "expect": code,
    }


def ok(name: str, w: World, channel: bytes, **more: Any) -> Case:
    """A case that must be accepted; the verdict is read from the payloads as they were built."""
    made = json.loads(channel.partition(b"\n")[0])
    pointer_bytes = b64decode(made["pointer"]["payload"])
    pointer = json.loads(pointer_bytes)
    verdict = {
        "root": pointer["root"],
        "seq": pointer["seq"],
        "release": pointer["release"]["version"],
        "releaseSha256": pointer["release"]["sha256"],
        "pointerSha256": hashlib.sha256(pointer_bytes).hexdigest(),
        "status": pointer["status"],
        "off": pointer["off"],
    }
    return {**refused(name, "ok", w, channel, **more), "verdict": verdict}


def tamper(w: World, change: Callable[[Json], Json]) -> bytes:
    """A valid channel file, changed after signing; canonical again."""
    return canonical(change(json.loads(w.channel(w.pointer()))))


def replace_text(payload: bytes, old: str, new: str) -> bytes:
    """The payload with one text replaced.

    Raises:
        ValueError: the text does not occur: the case would test nothing.
    """
    if old.encode() not in payload:
        raise ValueError(f"{old} does not occur")
    return payload.replace(old.encode(), new.encode(), 1)
