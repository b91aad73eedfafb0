"""The places behind one named target: usually one folder, or several web servers that answer to the same name."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from handrail.deploy.errors import LockedError, StepFailedError
from handrail.deploy.targets.base import Target


@dataclass(frozen=True)
class BrokenLock:
    """A lock that was taken from somebody by ``--break-lock``.

    Attributes:
        target: the location.
        owner: who held it, in words.
        age: for how long, in words.
    """

    target: str
    owner: str
    age: str

    def as_data(self) -> dict[str, str]:
        """For ``--json``."""
        return {"target": self.target, "owner": self.owner, "age": self.age}

    def sentence(self) -> str:
        """In words."""
        return f"Took the lock on {self.target} from {self.owner}, who held it for {self.age}."


@dataclass(frozen=True)
class Locations:
    """One or more targets that are changed together.

    Attributes:
        targets: at least one, no place twice.
    """

    targets: tuple[Target, ...]

    @classmethod
    def of(cls, where: "Where") -> "Locations":
        """A single target is a list of one."""
        return where if isinstance(where, Locations) else cls((where,))

    @property
    def name(self) -> str:
        """As shown to people."""
        return ", ".join(target.name for target in self.targets)

    @property
    def journal(self) -> str:
        """The name that the journal goes by: the first location's, so that adding one to the list goes on with it."""
        return self.targets[0].name

    @contextmanager
    def opened(self, *, create: bool) -> Iterator[None]:
        """Open all; close them at the end.

        Raises:
            TargetInvalidError, TargetUnreachableError: one cannot be opened; those opened before are closed again.
            StepFailedError: the block ended with an error of the system that nobody put into words; what follows a
                commit does (``commit_all``, ``look_from_outside``), so this one was before.
        """
        with ExitStack() as stack:
            for target in self.targets:
                target.open(create=create)
                stack.callback(target.close)
            try:
                yield
            except OSError as error:
                raise StepFailedError(target=self.name, reason=error.strerror or str(error)) from error

    @contextmanager
    def locked(self, *, break_lock: bool) -> Iterator[tuple[BrokenLock, ...]]:
        """Hold the locks of all; gives back whose locks were broken.

        No lock is waited for, so two deployments that take them in different orders cannot block each other.

        Raises:
            LockedError: somebody else holds one, and ``break_lock`` is not set.
        """
        with ExitStack() as stack:
            broken = [_take(stack, target, break_lock=break_lock) for target in self.targets]
            yield tuple(each for each in broken if each is not None)


Where = Target | Locations
"""What commands take: a place, or several."""


def _take(stack: ExitStack, target: Target, *, break_lock: bool) -> BrokenLock | None:
    """Take one lock; break it only when it is held, so that it can be said whose it was."""
    try:
        stack.enter_context(target.lock(break_lock=False))
    except LockedError as held:
        if not break_lock:
            raise
        owner, age = str(held.params["owner"]), str(held.params["age"])
    else:
        return None
    stack.enter_context(target.lock(break_lock=True))
    return BrokenLock(target.name, owner, age)
