"""A deed in a process of its own, which may be killed."""

import os
from collections.abc import Callable

from deploy.targets.deeds import Deed
from deploy.targets.places import DirectoryPlace

KILLED = -9


def in_a_child(deed: Deed, place: DirectoryPlace, before: Callable[[int], object]) -> int:
    """Do it in a forked process; ``before`` is called with its id before it begins.

    Returns:
        The exit code of the deed, or ``KILLED``; 99 for an exception that is no refusal.
    """
    waits, goes = os.pipe()
    pid = os.fork()
    if pid == 0:
        code = 99
        try:
            os.close(goes)
            os.read(waits, 1)
            code = deed.attempt(place) & 0xFF
        finally:
            os._exit(code)
    os.close(waits)
    before(pid)
    os.write(goes, b"x")
    os.close(goes)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
