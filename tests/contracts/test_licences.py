"""What a customer's machine runs is licensed MIT, BSD, Apache, PSF, MPL or ISC (ADR 0006), and nothing else."""

import json
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
ALLOWED = re.compile(r"MIT|BSD|Apache|PSF|Python Software Foundation|MPL|Mozilla|ISC")


def run_time_packages() -> set[str]:
    lines = (ROOT / "requirements/run.txt").read_text().splitlines()
    return {m.group(1).lower() for line in lines if (m := re.match(r"^([A-Za-z0-9_.-]+)==", line))}


def test_python_dependencies_carry_allowed_licences() -> None:
    command = [str(Path(sys.executable).parent / "pip-licenses"), "--format=json", "--from=mixed", "--with-system"]
    listing = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    licences = {re.sub(r"[._]", "-", row["Name"].lower()): row["License"] for row in listing}
    wanted = {re.sub(r"[._]", "-", name) for name in run_time_packages()}
    refused = {n: licences[n] for n in wanted if n in licences and not ALLOWED.search(licences[n])}
    assert len(wanted & set(licences)) > 20
    assert not refused


def test_bundled_javascript_carries_allowed_licences() -> None:
    refused = {}
    for workspace in ("sdk", "console"):
        for name in json.loads((ROOT / workspace / "package.json").read_text()).get("dependencies", {}):
            licence = json.loads((ROOT / "node_modules" / name / "package.json").read_text())["license"]
            if not re.fullmatch(r"MIT|0BSD|BSD-[23]-Clause|Apache-2.0|MPL-2.0|ISC|OFL-1.1", licence):
                refused[name] = licence
    assert not refused
