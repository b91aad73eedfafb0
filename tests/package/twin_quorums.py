"""Who signs, who may sign, and how many must: every combination of nine keys, with an answer that needs no verifier.

The answer follows from sets alone: a role is met when as many of its keys have signed as its threshold asks for.
"""

import json
from collections.abc import Iterator
from itertools import combinations
from typing import Any

from golden.attacks.world import NOW, World
from handrail.package.canonical import canonical
from package.channel_fuzz import FastWorld

Json = dict[str, Any]
Case = tuple[Json, str]
"""An input of both verifiers, and the right answer's first word."""

HOLDERS = ["root1", "root2", "author", "author2", "approve1", "approve2", "pointer", "pointer2", "staging"]
SUBSETS = [list(each) for size in range(len(HOLDERS) + 1) for each in combinations(HOLDERS, size)]
ROOT, AUTHOR, POINTER, STAGING = ["root1", "root2"], ["author", "author2"], ["pointer", "pointer2"], ["staging"]
APPROVE = ["approve1", "approve2"]
MISSING, OVERLAP = "package.signature-missing", "package.roles-overlap"


class Quorums:
    """Channel files in which one document is signed by any keys, and the others rightly."""

    def __init__(self) -> None:
        """All of one application."""
        self.w: World = FastWorld("bank")

    def role(self, names: list[str], threshold: int) -> Json:
        """A role as a root holds it."""
        return {"keyids": sorted(self.w.keyid(name) for name in names), "threshold": threshold}

    def root(
        self,
        version: int = 1,
        *,
        root: tuple[list[str], int] = (ROOT, 2),
        author: tuple[list[str], int] = (AUTHOR, 1),
        approve: tuple[list[str], int] | None = None,
        pointer: tuple[list[str], int] = (POINTER, 1),
    ) -> bytes:
        """Payload of a root; staging's pointer is held by staging alone."""
        made: Json = json.loads(self.w.root(version=version))
        made["keys"] = {self.w.keyid(name): self.w.key(name).public.as_data() for name in [*HOLDERS, "root3"]}
        made["roles"] = {"author": self.role(*author), "root": self.role(*root)}
        made["environments"] = {
            "production": {"approve": self.role(*approve) if approve else None, "pointer": self.role(*pointer)},
            "staging": {"approve": None, "pointer": self.role(STAGING, 1)},
        }
        return canonical(made)

    def case(
        self,
        roots: list[tuple[bytes, list[str]]],
        right: str,
        *,
        release: tuple[str, bytes, list[str]] | None = None,
        pointer: tuple[str, bytes, list[str]] | None = None,
        environment: str = "production",
        application: str = "bank",
    ) -> Case:
        """One input; a document is its type, its payload and who signs it."""
        w = self.w
        by = STAGING if environment == "staging" else POINTER
        channel = {
            "pointer": w.envelope(*(pointer or ("pointer", self.pointer(len(roots), environment=environment), by))),
            "release": w.envelope(*(release or ("release", self.release(environment), [*AUTHOR, *APPROVE]))),
            "roots": [w.envelope("root", payload, signers) for payload, signers in roots],
        }
        return {
            "application": application,
            "environment": environment,
            "trust": w.trust(roots[0][0]),
            "now": NOW,
            "state": None,
            "graceDays": 0,
            "pad": 0,
            "channel": canonical(channel).decode("latin1"),
        }, right

    def release(self, environment: str = "production", application: str = "bank") -> bytes:
        """Payload of a release of that environment."""
        made = {**json.loads(self.w.release()), "environment": environment, "application": application}
        return canonical(made)

    def pointer(self, root: int = 1, *, environment: str = "production", of: bytes | None = None, **more: Any) -> bytes:
        """Payload of a pointer to the release of that environment, or to the one given."""
        sha256 = self.w.hash(of or self.release(environment))
        return self.w.pointer(root=root, environment=environment, release={"sha256": sha256, "version": 2}, **more)


def met(signed: list[str], *roles: tuple[list[str], int] | None) -> bool:
    """Whether as many of each role's keys have signed as must."""
    return all(role is None or len({*signed} & {*role[0]}) >= role[1] for role in roles)


def first_roots(q: Quorums) -> Iterator[Case]:
    """The pinned root, signed by every subset."""
    for threshold in (1, 2):
        role = (ROOT, threshold)
        payload = q.root(root=role)
        for signed in SUBSETS:
            yield q.case([(payload, signed)], "ok" if met(signed, role) else MISSING)


def second_roots(q: Quorums) -> Iterator[Case]:
    """The root that follows: old and new role, each with its threshold, signed by every subset."""
    for before in ((ROOT, 1), (ROOT, 2)):
        one = q.root(root=before)
        for after in ((ROOT, 1), (ROOT, 2), (["root2", "author"], 1), (["root2", "author"], 2), (AUTHOR, 2)):
            two = q.root(2, root=after)
            for signed in SUBSETS:
                yield q.case([(one, ROOT), (two, signed)], "ok" if met(signed, before, after) else MISSING)


def pointers(q: Quorums) -> Iterator[Case]:
    """The pointer of either environment, signed by every subset."""
    for threshold in (1, 2):
        roots = [(q.root(pointer=(POINTER, threshold)), ROOT)]
        for environment, role in (("production", (POINTER, threshold)), ("staging", (STAGING, 1))):
            for signed in SUBSETS:
                document = ("pointer", q.pointer(environment=environment), signed)
                right = "ok" if met(signed, role) else MISSING
                yield q.case(roots, right, pointer=document, environment=environment)


def releases(q: Quorums) -> Iterator[Case]:
    """The release, under every pair of thresholds of author and approve, signed by every subset."""
    for author in ((AUTHOR, 1), (AUTHOR, 2)):
        for approve in (None, (APPROVE, 1), (APPROVE, 2)):
            roots = [(q.root(author=author, approve=approve), ROOT)]
            for environment in ("production", "staging"):
                asked = approve if environment == "production" else None
                for signed in SUBSETS:
                    right = "ok" if met(signed, author, asked) else MISSING
                    document = ("release", q.release(environment), signed)
                    yield q.case(roots, right, release=document, environment=environment)


def substituted(q: Quorums) -> Iterator[Case]:
    """A document made for another place or type, signed by every subset: it is never believed."""
    roots = [(q.root(), ROOT)]
    there, other = q.release("staging"), q.release(application="shop")
    for signed in SUBSETS:
        holds = met(signed, (POINTER, 1))
        for payload, code in (
            (q.pointer(environment="staging"), "package.wrong-environment"),
            (q.pointer(application="shop"), "package.wrong-application"),
            (q.release(), "package.malformed"),
        ):
            yield q.case(roots, code if holds else MISSING, pointer=("pointer", payload, signed))
        wrote = met(signed, (AUTHOR, 1))
        for payload, code in (
            (there, "package.wrong-environment"),
            (other, "package.wrong-application"),
            (q.pointer(), "package.malformed"),
            (q.root(), "package.malformed"),
        ):
            pointer = ("pointer", q.pointer(of=payload), POINTER)
            right = code if wrote else MISSING
            yield q.case(roots, right, release=("release", payload, signed), pointer=pointer)
        for kind, place in (("release", "pointer"), ("root", "pointer"), ("pointer", "release"), ("root", "release")):
            payload = q.pointer() if place == "pointer" else q.release()
            yield q.case(roots, "package.malformed", **{place: (kind, payload, signed)})  # type: ignore[arg-type]
        yield q.case(roots, "package.wrong-environment", environment="test", pointer=("pointer", q.pointer(), signed))
        yield q.case(roots, "package.wrong-application", application="shop", pointer=("pointer", q.pointer(), signed))


def holders(q: Quorums) -> Iterator[Case]:
    """Every way to give the three roles of an environment to four keys, with every threshold that could be asked."""
    four = ["author", "approve1", "pointer", "staging"]
    some = [list(each) for size in range(1, 5) for each in combinations(four, size)]
    for author in some:
        for pointer in some:
            for approve in [None, *some]:
                least = len(approve) if approve else 1
                apart = approve is None or not ({*author} & {*pointer} or {*approve} & {*author, *pointer})
                root = q.root(
                    author=(author, len(author)),
                    approve=(approve, least) if approve else None,
                    pointer=(pointer, len(pointer)),
                )
                release = ("release", q.release(), four)
                right = "ok" if apart else OVERLAP
                yield q.case([(root, ROOT)], right, release=release, pointer=("pointer", q.pointer(), four))


def counts(q: Quorums) -> Iterator[Case]:
    """Thresholds below one and above the number of keys, of every role."""
    for role, names in (("root", ROOT), ("author", AUTHOR), ("approve", APPROVE), ("pointer", POINTER)):
        for threshold in range(-1, 6):
            root = q.root(**{role: (names, threshold)})  # type: ignore[arg-type]
            right = "ok" if 1 <= threshold <= len(names) else "package.malformed"
            yield q.case([(root, ROOT)], right)


ALL = (first_roots, second_roots, pointers, releases, substituted, holders, counts)
