"""Free loopback ports, below those that the system gives to outgoing connections: a server may need them again."""

import random
import socket


def free_port() -> int:
    """A port that nobody listens on now."""
    return free_ports(1)


def free_ports(count: int) -> int:
    """The first of ``count`` ports in a row that are all free now."""
    while True:
        base = random.randrange(12_000, 32_000)
        try:
            for port in range(base, base + count):
                with socket.socket() as probe:
                    probe.bind(("127.0.0.1", port))
        except OSError:
            continue
        return base
