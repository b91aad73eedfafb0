"""Two deployments at the same moment."""

import threading
from collections.abc import Callable

from handrail.deploy.protocol import Outcome
from handrail.errors import HandrailError
from package.bank import SEQ, Bank

PAIR = (Bank().package(2, SEQ + 10, "one"), Bank().package(2, SEQ + 10, "two"))
"""Two packages with pointers of the same seq: whatever the order, only one of them may go live."""


def race(*deployments: Callable[[], Outcome]) -> list[Outcome | HandrailError]:
    """Start all at once; what each of them ended with."""
    ended: dict[int, Outcome | HandrailError] = {}
    start = threading.Barrier(len(deployments))

    def run(number: int) -> None:
        start.wait()
        try:
            ended[number] = deployments[number]()
        except HandrailError as error:
            ended[number] = error

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(deployments))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [ended[number] for number in range(len(deployments))]
