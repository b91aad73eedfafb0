"""Free loopback ports."""

import socket


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def free_ports(count: int) -> int:
    """The first of ``count`` ports in a row that are all free now."""
    while True:
        base = free_port()
        taken = []
        for port in range(base, base + count):
            with socket.socket() as probe:
                if port > 65_000 or probe.connect_ex(("127.0.0.1", port)) == 0:
                    taken.append(port)
        if not taken:
            return base
