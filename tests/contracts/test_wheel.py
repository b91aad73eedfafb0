"""The wheel carries everything that runs, and builds from a clone on a machine without Node."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(target)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return next(target.glob("*.whl"))


def test_the_wheel_carries_sdk_console_docs_demo_and_german(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    for needed in (
        "handrail/static/sdk/index.json",
        "handrail/static/docs/index.html",
        "handrail/static/console/",
        "handrail/demo/bank/",
        "handrail/demo/content/application.yaml",
        "handrail/console/locale/de/LC_MESSAGES/django.mo",
        "handrail/console/templates/console/base.html",
        "handrail/py.typed",
    ):
        assert any(name.startswith(needed) for name in names), needed
    assert not any(name.endswith((".ts", ".map")) and "/static/" in name for name in names)


def test_an_installed_wheel_runs_the_command_line(wheel: Path, tmp_path: Path) -> None:
    """Installed beside this environment's dependencies, from the wheel alone."""
    subprocess.run(
        [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--target", str(tmp_path), str(wheel)], check=True
    )
    code = "import sys; sys.path.insert(0, sys.argv.pop(1)); from handrail.cli import main; main()"
    shown = subprocess.run(
        [sys.executable, "-I", "-c", code, str(tmp_path), "sdk"],
        capture_output=True,
        text=True,
        check=True,
        cwd=tmp_path,
    ).stdout
    assert "integrity=" in shown
    assert "sha384-" in shown
