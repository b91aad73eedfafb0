"""``handrail keys show|rotate|sign``: the root, which says who may sign what, and the one that follows it."""

import sys
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from handrail.cli.key_password import PasswordFile, open_key
from handrail.cli.output import AsJson, TrustMissingError, TrustOption, print_data, read_file

if TYPE_CHECKING:
    from collections.abc import Iterable

    from handrail.deploy.keys.files import PublicPart
    from handrail.deploy.keys.rotate import Rotation
    from handrail.package.keys import PublicKey, Signer
    from handrail.package.rotation import Plan, Seat

ROOT_LASTS = timedelta(days=730)

ChainPath = Annotated[
    Path, typer.Argument(metavar="CHAIN", help="A package, a channel file, or a chain that rotate wrote.")
]
KeyFiles = Annotated[
    list[Path] | None,
    typer.Option("--key", help="Root key that signs: its file, its note, or a pkcs11: address; several times."),
]
OutFile = Annotated[Path, typer.Option("--out", help="Where the chain with the new root is written.")]
NamesFolder = Annotated[
    Path | None,
    typer.Option("--names", help="Folder of exported public keys, whose labels are shown; labels prove nothing."),
]
Adds = Annotated[
    list[str] | None,
    typer.Option(
        metavar="ROLE=FILE", help="Key (exported, key file, or note) for root, author, approve@ENV, pointer@ENV."
    ),
]
Removes = Annotated[
    list[str] | None,
    typer.Option(metavar="KEYID", help="Key that holds nothing any more; its beginning is enough."),
]
Thresholds = Annotated[
    list[str] | None,
    typer.Option(metavar="ROLE=N", help="How many of a role's keys must sign; approve@ENV=0: no approval there."),
]
NewEnvironments = Annotated[
    list[str] | None,
    typer.Option(metavar="ENV", help="New environment; its pointer key comes with --add pointer@ENV=FILE."),
]
GoneEnvironments = Annotated[
    list[str] | None,
    typer.Option(metavar="ENV", help="Environment that is given up; nothing of it verifies any more."),
]
Yes = Annotated[bool, typer.Option("--yes", help="For scripts: sign without asking.")]


def show(*, chain: ChainPath, trust: TrustOption = None, names: NamesFolder = None, as_json: AsJson = False) -> None:
    """Say who may sign what under the newest root; of one that waits for signatures, what it would change."""
    from handrail.deploy.keys.chain import read_chain
    from handrail.deploy.keys.rotate import sign_further
    from handrail.deploy.keys.words import changes_in_words, holders_in_words
    from handrail.package.errors import SignatureMissingError
    from handrail.package.trust import trust_of
    from handrail.package.verify import verify_root_chain

    if trust is None:
        raise TrustMissingError
    roots = read_chain(chain).roots
    waiting: Rotation | None = None
    try:
        root = verify_root_chain(roots, trust)[-1]
    except SignatureMissingError:
        waiting = sign_further(roots, trust=trust, signers=())
        root = waiting.current
    known = _names(names)
    lines = changes_in_words(root, waiting.following, known) if waiting else holders_in_words(root, known)
    if as_json:
        missing = [] if waiting is None else _missing(waiting)
        anchor = trust_of(roots[-1].payload)
        print_data({"version": root.version, "trust": anchor, "words": list(lines), "missing": missing})
        return
    typer.echo("\n".join(lines))
    if waiting is not None:
        _say_missing(waiting)


def rotate(
    *,
    chain: ChainPath,
    out: OutFile,
    trust: TrustOption = None,
    add: Adds = None,
    remove: Removes = None,
    threshold: Thresholds = None,
    add_environment: NewEnvironments = None,
    remove_environment: GoneEnvironments = None,
    days: Annotated[int, typer.Option(help="Days until the new root expires.", min=1, max=3650)] = ROOT_LASTS.days,
    live: Annotated[
        list[Path] | None, typer.Option(help="Package or channel file of another environment that is live.")
    ] = None,
    nothing_live: Annotated[list[str] | None, typer.Option(help="Environment in which nothing is live.")] = None,
    approval: Annotated[
        list[Path] | None,
        typer.Option("--approval", help="Approval of a live release, of `handrail approve`; several times."),
    ] = None,
    key: KeyFiles = None,
    password_file: PasswordFile = None,
    names: NamesFolder = None,
    as_json: AsJson = False,
) -> None:
    """Make root N+1, signed by the keys at hand. Refused when a live release would not verify under it."""
    from handrail.deploy.keys.chain import read_chain
    from handrail.deploy.keys.rotate import approved, sign_further
    from handrail.deploy.keys.rotate import rotate as run
    from handrail.package.envelope import RELEASE_TYPE, read_envelope
    from handrail.package.verify import verify_root_chain

    if trust is None:
        raise TrustMissingError
    found = [read_chain(each) for each in (chain, *(live or ()))]
    approvals = [read_envelope(read_file(each), RELEASE_TYPE) for each in approval or ()]
    current = verify_root_chain(found[0].roots, trust)[-1]
    new = frozenset(add_environment or ())
    plan = replace(
        _plan(list(current.keys), add or [], remove or [], threshold or [], days),
        new_environments=new,
        gone_environments=frozenset(remove_environment or ()),
    )
    made = run(
        found[0].roots,
        trust=trust,
        plan=plan,
        signers=(),
        live=[
            (each.environment, approved(each.release, approvals))
            for each in found
            if each.environment and each.release and each.environment not in plan.gone_environments
        ],
        # What has just come into being has nothing live in it.
        nothing_live=frozenset(nothing_live or ()) | new,
    )
    if not as_json:
        _say_changes(made, _names(names) | _labels(each.partition("=")[2] for each in add or ()))
    signed = sign_further(made.roots, trust=trust, signers=_opened(key, password_file)) if key else made
    _finish(signed, out, as_json)


def sign(
    *,
    chain: ChainPath,
    out: OutFile,
    trust: TrustOption = None,
    key: KeyFiles = None,
    password_file: PasswordFile = None,
    names: NamesFolder = None,
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Read what a root that another administrator has made would change, and add your signature if you say so."""
    from handrail.deploy.keys.chain import read_chain
    from handrail.deploy.keys.errors import RootNotConfirmedError
    from handrail.deploy.keys.rotate import sign_further

    if trust is None:
        raise TrustMissingError
    if not key:
        raise typer.BadParameter("name your root key with --key; `handrail keys show` only reads")
    roots = read_chain(chain).roots
    read = sign_further(roots, trust=trust, signers=())
    if not as_json:
        _say_changes(read, _names(names))
    if not yes:
        if as_json or not sys.stdin.isatty():
            raise RootNotConfirmedError(version=read.following.version, reason="nobody could be asked; --yes signs")
        if not typer.confirm(f"Sign root {read.following.version}?", default=False, err=True):
            raise RootNotConfirmedError(version=read.following.version, reason="you did not say yes")
    _finish(sign_further(roots, trust=trust, signers=_opened(key, password_file)), out, as_json)


def _say_changes(made: "Rotation", names: dict[str, str]) -> None:
    from handrail.deploy.keys.words import changes_in_words

    typer.echo("\n".join(changes_in_words(made.current, made.following, names)) + "\n")


def _names(folder: Path | None) -> dict[str, str]:
    return _labels(sorted(folder.iterdir())) if folder is not None and folder.is_dir() else {}


def _labels(paths: "Iterable[Path | str]") -> dict[str, str]:
    """Key id → label, of files that hold a public part; others are passed over."""
    from handrail.compile.wording import printable
    from handrail.deploy.keys.errors import KeysError
    from handrail.deploy.keys.files import read_public_part

    found: dict[str, str] = {}
    for path in paths:
        with suppress(KeysError):
            part = read_public_part(Path(path))
            found[part.key.keyid] = printable(part.label)
    return {keyid: label for keyid, label in found.items() if label}


def _opened(paths: list[Path] | None, password_file: Path | None) -> "list[Signer]":
    return [open_key(path, password_file) for path in paths or ()]


def _plan(held: list[str], add: list[str], remove: list[str], threshold: list[str], days: int) -> "Plan":
    from handrail.package.rotation import Plan, Seat

    thresholds: dict[Seat, int] = {}
    for each in threshold:
        seat, _, count = each.partition("=")
        if not count.isdigit():
            raise typer.BadParameter(f"--threshold {each}: write ROLE=N")
        thresholds[Seat.parse(seat)] = int(count)
    return Plan(
        add=tuple(_seat_and_key(each) for each in add),
        remove=frozenset(_whole_id(each, held) for each in remove),
        thresholds=thresholds,
        expires=datetime.now(UTC).replace(microsecond=0) + timedelta(days=days),
    )


def _seat_and_key(text: str) -> "tuple[Seat, PublicKey]":
    from handrail.deploy.keys.files import read_public_part
    from handrail.package.rotation import Seat

    seat, _, path = text.partition("=")
    if not path:
        raise typer.BadParameter(f"--add {text}: write ROLE=FILE")
    return Seat.parse(seat), read_public_part(Path(path)).key


def _whole_id(beginning: str, held: list[str]) -> str:
    """A key id from its beginning, of at least eight digits."""
    found = [keyid for keyid in held if keyid.startswith(beginning)]
    if len(beginning) < 8 or len(found) != 1:
        raise typer.BadParameter(f"--remove {beginning}: {len(found)} keys of the root begin so; give 8 digits or more")
    return found[0]


def _missing(made: "Rotation") -> list[dict[str, object]]:
    return [{"root": m.version, "have": m.have, "need": m.need, "keyids": list(m.keyids)} for m in made.missing]


def _say_missing(made: "Rotation") -> None:
    for each in made.missing:
        count, left = each.need - each.have, ", ".join(keyid[:16] for keyid in each.keyids)
        more = "1 more signature" if count == 1 else f"{count} more signatures"
        typer.echo(f"  still needed: {more} by keys of root {each.version} (of {left})")


def _finish(made: "Rotation", out: Path, as_json: bool) -> None:
    from handrail.deploy.keys.chain import chain_bytes

    write(out, chain_bytes(made.roots))
    if as_json:
        version, missing = made.following.version, _missing(made)
        print_data({"file": str(out), "version": version, "trust": made.trust, "missing": missing})
        return
    typer.echo(f"Wrote {out}: root {made.following.version} of {made.following.application}.")
    for keyid in made.unused:
        typer.echo(f"  warning: key {keyid[:16]} holds the root role in neither root; it did not sign")
    _say_missing(made)
    if made.missing:
        typer.echo(f"Nothing accepts it before. Their holders run `handrail keys sign {out} --key … --out …`.")
        return
    typer.echo(f"It is complete. New trust anchor for every page: {made.trust}")
    typer.echo("Upload it to the console. Where the deployer holds the pointer key, bring it to each target:")
    typer.echo(f"`handrail point TARGET --renew --roots {out} --key …`")


def write(path: Path, data: bytes) -> None:
    from handrail.deploy.durable import write_file
    from handrail.deploy.keys.errors import KeyFileFormError

    try:
        # Often over the chain that was read: at no moment may half of it lie there.
        write_file(path, data, mode=0o644, replace=True)
    except OSError as error:
        raise KeyFileFormError(path=path, reason=str(error.strerror)) from error


def said(part: "PublicPart") -> str:
    label = f" of {part.label}" if part.label else ""
    return f"{part.role} key{label}, id {part.key.keyid}, {part.key.alg}, made {part.created}"
