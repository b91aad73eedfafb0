"""``handrail point``: the holder of the pointer key makes something live, in a file or on a target."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from handrail.cli.output import (
    AcceptSdk,
    AsJson,
    BreakLock,
    DryRun,
    StateFolder,
    TrustMissingError,
    TrustOption,
    now,
    print_data,
    progress_bar,
    read_file,
)
from handrail.cli.pointer_key import (
    Approvals,
    Back,
    Days,
    KeyPasswordFile,
    PointerKeys,
    RootsFile,
    open_keys,
    wishes_of,
)

if TYPE_CHECKING:
    from handrail.deploy.completing import Pointed, Wishes
    from handrail.deploy.options import Options
    from handrail.package.complete import Terms
    from handrail.package.keys import Signer
    from handrail.package.verify import Verdict

_NO_KEY = "a pointer needs a key"


def point(
    *,
    what: Annotated[
        str,
        typer.Argument(metavar="PACKAGE|TARGET", help="A package (zip), or a target as `handrail deploy` takes it."),
    ],
    trust: TrustOption = None,
    key: PointerKeys = None,
    key_password_file: KeyPasswordFile = None,
    renew: Annotated[
        bool, typer.Option("--renew", help="Renew the pointer of what is live: of a package, by a small package.")
    ] = False,
    days: Days = None,
    back: Back = False,
    roots: RootsFile = None,
    approval: Approvals = None,
    out: Annotated[Path | None, typer.Option("--out", "-o", help="Package: where the signed one is written.")] = None,
    live: Annotated[
        Path | None, typer.Option("--live", help="Package: the package of what is live, instead of the next three.")
    ] = None,
    after: Annotated[
        int | None, typer.Option("--after", help="Package: the seq that is live; the new one is higher.")
    ] = None,
    paused: Annotated[bool, typer.Option("--paused", help="Package: the environment stays paused.")] = False,
    off: Annotated[
        list[str] | None, typer.Option("--off", help="Package: id of a campaign that stays stopped.")
    ] = None,
    application: Annotated[str | None, typer.Option("--application", help="Target: key of the application.")] = None,
    environment: Annotated[str | None, typer.Option("--environment", help="Target: its environment.")] = None,
    accept_sdk: AcceptSdk = None,
    dry_run: DryRun = False,
    break_lock: BreakLock = False,
    state: StateFolder = None,
    as_json: AsJson = False,
) -> None:
    """Sign the pointer that makes a release live, or renews it, and say in words what it does.

    Of a package without a pointer it writes one with a pointer, which anybody may deploy. It cannot see what is live:
    say so with --live, or with --paused, --off and --after. On a target it points to the release that waits there
    under pending/. It needs no console and, for a package, no network."""
    wishes = wishes_of(days=days, back=back, roots=roots, approval=approval)
    accept = tuple(accept_sdk or ())
    if not _is_package(what):
        deed = _OnTarget(what, trust, application, environment, accept, dry_run, break_lock, state)
        deed.run(key, key_password_file, wishes, renew=renew, as_json=as_json)
        return
    if trust is None:
        raise TrustMissingError
    if not key:
        raise typer.BadParameter(_NO_KEY, param_hint="--key")
    said = _Said(live, after, paused, tuple(sorted(off or ())))
    signing = open_keys(key, key_password_file)
    pointed = _in_file(Path(what), trust, signing, wishes, said, accept_sdk=accept, renew=renew)
    target = out or Path(what).with_name(f"{Path(what).stem}-{'renewed' if renew else 'pointed'}.zip")
    _write(pointed, None if dry_run else target, as_json=as_json)


def _is_package(what: str) -> bool:
    return Path(what).is_file() or what.endswith(".zip")


@dataclass(frozen=True)
class _Said:
    """What the command line says of what is live, where nothing can be looked at."""

    live: Path | None
    after: int | None
    paused: bool
    off: tuple[str, ...]

    def terms(self, at: datetime, lives: timedelta, before: "Verdict | None") -> "Terms":
        from handrail.package.complete import Terms

        pointer = before.pointer if before else None
        paused = self.paused or (pointer is not None and pointer.status == "paused")
        off = tuple(sorted({*self.off, *(pointer.off if pointer else ())}))
        after = self.after if pointer is None else max(self.after or 0, pointer.seq)
        return Terms(at, at.replace(microsecond=0) + lives, after, "paused" if paused else "active", off)


def _in_file(
    path: Path,
    trust: str,
    keys: "Sequence[Signer]",
    wishes: "Wishes",
    said: _Said,
    *,
    accept_sdk: tuple[str, ...],
    renew: bool,
) -> "Pointed":
    from handrail.deploy.completing import POINTER_DAYS, complete_on_terms, live_in, renew_on_terms
    from handrail.deploy.options import Options
    from handrail.deploy.pointing import lifetime
    from handrail.deploy.receipts import Receipts, default_state_folder

    at, data = now(), read_file(path)
    # No receipt is written for a file.
    options = Options(
        trust=trust, receipts=Receipts(default_state_folder(), str(path)), accept_sdk=accept_sdk, now=lambda: at
    )
    before = live_in(data, options) if renew else live_in(read_file(said.live), options) if said.live else None
    lives = timedelta(days=POINTER_DAYS) if before is None else lifetime(before.pointer)
    terms = said.terms(at, lives if wishes.days is None else timedelta(days=wishes.days), before)
    if renew:
        # The highest seq that is known comes from the package itself, unless its keys were replaced since.
        return renew_on_terms(data, keys, options, terms=replace(terms, seq_after=said.after), wishes=wishes)
    return complete_on_terms(data, keys, options, terms=terms, wishes=wishes, live=before)


@dataclass(frozen=True)
class _OnTarget:
    """``handrail point TARGET``."""

    name: str
    trust: str | None
    application: str | None
    environment: str | None
    accept_sdk: tuple[str, ...]
    dry_run: bool
    break_lock: bool
    state: Path | None

    def run(
        self, key: list[Path] | None, password_file: Path | None, wishes: "Wishes", *, renew: bool, as_json: bool
    ) -> None:
        from handrail.cli.deploy import print_outcome
        from handrail.cli.targets import find_place
        from handrail.deploy.completing import complete_for, renew_for, waiting_on
        from handrail.deploy.protocol import deploy

        place = find_place(self.name, self.state)
        options: Options = replace(
            place.options(self.trust),
            application=place.needed("application", self.application),
            environment=place.needed("environment", self.environment),
            dry_run=self.dry_run,
            break_lock=self.break_lock,
            accept_sdk=self.accept_sdk,
        )
        held = key or ([Path(place.named.key)] if place.named.key else [])
        if not held:
            raise typer.BadParameter(_NO_KEY, param_hint="--key")
        signing, action = open_keys(held, password_file), "heartbeat" if renew else "point"
        if renew:
            pointed = renew_for(place.target, options, signing, wishes)
        else:
            pointed = complete_for(waiting_on(place.target, options), place.target, options, signing, wishes)
        if not as_json:
            typer.echo("\n".join(pointed.in_words()))
        with progress_bar(as_json) as progress:
            outcome = deploy(pointed.data, place.target, replace(options, progress=progress), action)
        print_outcome(outcome, as_json=as_json)


def _write(pointed: "Pointed", out: Path | None, *, as_json: bool) -> None:
    from handrail.cli.pull import write_whole

    if out is not None:
        write_whole(out, pointed.data)
    if as_json:
        file = None if out is None else str(out)
        print_data({"file": file, "bytes": len(pointed.data), **pointed.as_data()})
        return
    typer.echo("\n".join(pointed.in_words()))
    if out is None:
        typer.echo("Nothing was written.")
        return
    typer.echo(f"Wrote {out}. It takes effect once it is deployed: `handrail deploy {out} TARGET`.")
