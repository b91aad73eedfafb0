"""`handrail sdk` prints what the page needs, from this installation's own files."""

import base64
import hashlib
import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from handrail.cli.app import app
from handrail.package import sdk_files

CODE = b"/* an SDK */"


@pytest.fixture
def built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An SDK as its build lays it down."""
    (tmp_path / "0.1.0").mkdir()
    (tmp_path / "0.1.0/handrail.js").write_bytes(CODE)
    index = {"version": "0.1.0", "files": {"handrail.js": {"sha256": hashlib.sha256(CODE).hexdigest(), "bytes": 12}}}
    (tmp_path / "index.json").write_text(json.dumps(index))
    monkeypatch.setattr(sdk_files, "_BUILT", tmp_path)
    return tmp_path


def test_tag_sri_and_csp_fit_the_file(built: Path) -> None:
    options = ["sdk", "--url", "https://guides.bank.example/g/", "--key", "bank", "--trust", "1.x", "--json"]
    found = json.loads(CliRunner().invoke(app, options).stdout)
    sri = "sha384-" + base64.b64encode(hashlib.sha384(CODE).digest()).decode()
    assert found["sri"] == sri
    assert found["csp"] == f"script-src '{sri}'; connect-src https://guides.bank.example"
    assert found["tag"] == (
        f'<script src="https://guides.bank.example/g/sdk/0.1.0/handrail.js" integrity="{sri}" crossorigin="anonymous" '
        'data-key="bank" data-trust="1.x" data-self-hosted-url="https://guides.bank.example/g"></script>'
    )


def test_values_are_escaped_in_the_tag(built: Path) -> None:
    out = CliRunner().invoke(app, ["sdk", "--key", '"><script>']).stdout
    assert not re.search(r"<script>", out)


def test_a_damaged_installation_is_said(built: Path) -> None:
    (built / "0.1.0/handrail.js").write_bytes(b"other")
    result = CliRunner().invoke(app, ["sdk"])
    assert result.exception is not None
    assert getattr(result.exception, "code", "") == "package.sdk-not-built"
    (built / "index.json").unlink()
    assert getattr(CliRunner().invoke(app, ["sdk"]).exception, "code", "") == "package.sdk-not-built"


def test_plain_http_gets_its_own_build_and_loopback_does_not(built: Path) -> None:
    own = b"/* with its own verifier */"
    (built / "0.1.0/handrail-http.js").write_bytes(own)
    index = json.loads((built / "index.json").read_text())
    index["files"]["handrail-http.js"] = {"sha256": hashlib.sha256(own).hexdigest(), "bytes": len(own)}
    (built / "index.json").write_text(json.dumps(index))

    def path(*options: str) -> str:
        found = json.loads(CliRunner().invoke(app, ["sdk", *options, "--json"]).stdout)
        return str(found["path"])

    assert path("--url", "http://guides.intranet") == "sdk/0.1.0/handrail-http.js"
    assert path("--url", "https://guides.bank.example", "--http") == "sdk/0.1.0/handrail-http.js"
    assert path("--url", "http://127.0.0.1:8000") == "sdk/0.1.0/handrail.js"
    asked_for_power = CliRunner().invoke(app, ["sdk", "--url", "http://guides.intranet", "--power"])
    assert "Power Mode does not run on plain http" in asked_for_power.stderr
    assert "handrail-http.js" in asked_for_power.stdout
