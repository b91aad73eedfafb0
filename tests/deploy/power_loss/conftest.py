"""Folders and commands for the proofs of power loss."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.power_loss.nursery import Nursery
from deploy.power_loss.stories import PACKAGES
from package.bank import Bank


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A folder in memory where there is one: the calls are recorded, what they cost does not matter."""
    shared = Path("/dev/shm")
    if not os.access(shared, os.W_OK):
        (tmp_path / "scratch").mkdir()
        yield tmp_path
        return
    with tempfile.TemporaryDirectory(dir=shared) as made:
        (Path(made) / "scratch").mkdir()
        yield Path(made)


@pytest.fixture
def nursery(folder: Path) -> Iterator[Nursery]:
    """Starts commands."""
    with Nursery(folder) as made:
        yield made


@pytest.fixture
def packages(folder: Path) -> dict[str, Path]:
    """Placeholders of commands → files."""
    found = {name: folder / f"{name}.zip" for name in PACKAGES} | {"KEY": folder / "key.pem"}
    for name, data in PACKAGES.items():
        found[name].write_bytes(data)
    found["KEY"].touch(0o600)
    found["KEY"].write_bytes(Bank().key.to_pem())
    return found
