"""Serve the bank alone: ``python -m handrail.demo.bank --port 8701 [--environment staging] [--config FILE]``."""

import argparse
from pathlib import Path

from handrail.demo.bank.app import create_bank
from handrail.demo.serve import serve


def main() -> None:
    """Read the arguments and serve on the loopback address until stopped."""
    parser = argparse.ArgumentParser(prog="python -m handrail.demo.bank")
    parser.add_argument("--port", type=int, default=8701)
    parser.add_argument("--environment", default="production")
    parser.add_argument("--config", type=Path, help="JSON file with the snippet")
    options = parser.parse_args()
    serve(create_bank(options.environment, options.config), options.port)


if __name__ == "__main__":
    main()
