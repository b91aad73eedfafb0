"""The guides about watch, build pipelines and monitoring, followed line by line."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.console_server import TOKEN, ConsoleServer
from deploy.servers.far_side import BEGAN, FarSide, package
from deploy.servers.guide import Guide
from deploy.servers.run import nginx_server
from package.bank import Bank


@pytest.fixture
def far(tmp_path: Path) -> FarSide:
    made = FarSide(tmp_path)
    return made


@pytest.fixture
def console() -> Iterator[ConsoleServer]:
    server = ConsoleServer()
    yield server
    server.close()


def test_the_unit_of_the_guide_is_taken_by_systemd(far: FarSide) -> None:
    assert shutil.which("systemd-analyze"), "systemd-analyze is needed (Debian: systemd)"
    far.config(console="https://console.bank.example")
    (far.folder / "etc/handrail/token").write_text(TOKEN)
    guide = Guide("how-to/watch.md", far.folder, far.names)
    guide.follow()
    unit = (far.folder / "etc/handrail/handrail-watch.service").read_text()
    assert "User=guides" in unit
    assert TOKEN not in unit


def test_the_script_of_the_pipeline_deploys_and_says_what_happened(far: FarSide, console: ConsoleServer) -> None:
    console.offer(BEGAN + 84, 42, package(42))
    with nginx_server(far.root, far.folder / "nginx", location="/") as url:
        far.config(url=url.rstrip("/"))
        names = {**far.names, "https://console.bank.example": console.origin}
        script = Guide("how-to/deploy-by-ci.md", far.folder, names).block("sh")
        (far.folder / "deploy.sh").write_text(script)
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"

        def run(token: str = TOKEN) -> subprocess.CompletedProcess[str]:
            environment = {"PATH": path, "HOME": str(far.folder), "HANDRAIL_TOKEN": token}
            command = ["sh", "deploy.sh"]
            return subprocess.run(command, cwd=far.folder, env=environment, capture_output=True, text=True, check=False)

        done = run()
        assert done.returncode == 0, done.stderr
        deployed = json.loads((far.folder / "deployed.json").read_text())
        assert (deployed["release"], deployed["committed"]) == (42, True)
        found = json.loads((far.folder / "doctor.json").read_text())["findings"]
        assert [each["code"] for each in found] == ["doctor.live"]
        assert run().returncode == 0, "again, and nothing changes"
        assert json.loads((far.folder / "deployed.json").read_text())["committed"] is False
        refused = run("another token")
        assert refused.returncode == 10, refused.stderr
        assert len(list((far.folder / "state").iterdir())) == 1


def test_the_lines_of_monitoring_print_what_the_guide_shows(far: FarSide) -> None:
    live = FarSide(far.folder / "live", live=42)
    live.config()
    live.key_file("etc/handrail/pointer.pem", Bank().key)
    with nginx_server(live.root, live.folder / "nginx", location="/") as url:
        names = {**live.names, "https://guides.bank.example": url.rstrip("/")}
        guide = Guide("how-to/monitoring.md", live.folder, names)
        (live.folder / "check-guidance").write_text(guide.block("sh"))
        guide.follow()
        (live.root / "channel/bank/production.json").unlink()
        command = ["sh", "check-guidance", url, "--application", "bank", "--trust", live.names["1.Xm5…"]]
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        done = subprocess.run(
            command,
            cwd=live.folder,
            env={"PATH": path, "HOME": str(live.folder)},
            capture_output=True,
            text=True,
            check=False,
        )
    assert (done.returncode, done.stdout.strip()) == (2, "GUIDANCE CRITICAL: doctor.wrong-place")
    assert len(guide.ran) == 4
