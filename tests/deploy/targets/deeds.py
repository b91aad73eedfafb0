"""What people do to a document root, and what may be live before and after it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from deploy.place import FIRST, SECOND
from deploy.targets.places import CHANNEL, DirectoryPlace
from handrail.deploy.gc import collect
from handrail.deploy.pointing import point, rolled_back, unchanged
from handrail.errors import HandrailError
from handrail.package.archive import read_zip
from handrail.package.tree import verify_tree
from handrail.package.verify import verify_channel
from package.bank import NOW, Bank

Live = tuple[int, str] | None
"""Release and status; None: no channel file."""

UNKNOWN = -1
"""Stands for the exit code of ``deploy.commit-unknown``: old or new, said openly."""

WHOLE = {name: data for name, data in read_zip(SECOND).items() if "/" in name}


def live(files: Mapping[str, bytes]) -> Live:
    """What a visitor gets, verified down to the last file that the channel file names: anything mixed raises."""
    if CHANNEL not in files:
        return None
    verdict = verify_channel(files[CHANNEL], application="bank", environment="production", trust=Bank().trust, now=NOW)
    verify_tree(lambda name, limit: files.get(name), verdict.release)
    return verdict.release.version, verdict.pointer.status


@dataclass(frozen=True)
class Deed:
    """One deed.

    Attributes:
        name: its name.
        before: deeds before it.
        do: does it.
        old: what is live when it begins.
        new: what is live when it is done.
    """

    name: str
    before: tuple[Callable[[DirectoryPlace], object], ...]
    do: Callable[[DirectoryPlace], object]
    old: Live
    new: Live

    def prepare(self, place: DirectoryPlace) -> None:
        """Everything before it."""
        for each in self.before:
            each(place)

    def attempt(self, place: DirectoryPlace) -> int:
        """Do it; the exit code that the command would end with. Another exception than a refusal is a mistake."""
        try:
            self.do(place)
        except HandrailError as error:
            return UNKNOWN if error.code == "deploy.commit-unknown" else int(getattr(error, "exit_code", 10))
        return 0

    def allowed(self, code: int) -> set[Live]:
        """What may be live after that exit code."""
        if code == UNKNOWN:
            return {self.old, self.new}
        return {self.new} if code in (0, 30) else {self.old}


def _first(place: DirectoryPlace) -> object:
    return place.deploy(FIRST)


def _second(place: DirectoryPlace) -> object:
    return place.deploy(SECOND)


def _roll_back(place: DirectoryPlace) -> object:
    options = place.options(application="bank", environment="production")
    return point(place.target, options, key=Bank().key, action="rollback", choose=rolled_back(1))


def _pause(place: DirectoryPlace) -> object:
    options = place.options(application="bank", environment="production")
    return point(place.target, options, key=Bank().key, action="pause", choose=unchanged("paused"))


def _collect(place: DirectoryPlace) -> object:
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    return collect(place.target, place.options(now=lambda: tomorrow), keep_releases=1, keep_days=0)


DEPLOY = Deed("deploy", (_first,), _second, (1, "active"), (2, "active"))
DEEDS = (
    DEPLOY,
    Deed("deploy the first", (), _first, None, (1, "active")),
    Deed("rollback", (_first, _second), _roll_back, (2, "active"), (1, "active")),
    Deed("pause", (_first,), _pause, (1, "active"), (1, "paused")),
    Deed("gc", (_first, _second), _collect, (2, "active"), (2, "active")),
)


def judge(deed: Deed, place: DirectoryPlace, code: int | None) -> None:
    """Old or new is live, as the exit code says (None: killed); doing it again heals, unasked, and leaves nothing.

    Raises:
        AssertionError: it is not so.
    """
    found = live(place.files())
    allowed = {deed.old, deed.new} if code is None else deed.allowed(code)
    assert found in allowed, f"exit code {code}, but live is {found}"
    deed.do(place)
    files = place.files()
    assert live(files) == deed.new
    assert place.leftovers() == []
    if deed.name == "gc":
        assert files == WHOLE
