"""Addresses, folders and the last screen of the demonstration."""

import socket
from pathlib import Path

import pytest

from demo.ports import free_port
from handrail.demo.plan import DemoPlan, console_environment, read_facts
from handrail.demo.screen import last_screen
from handrail.demo.serve import PortTakenError, require_free
from handrail.settings import read_console_settings


def test_three_and_more_origins_stand_on_five_ports_in_a_row() -> None:
    plan = DemoPlan(Path("/data"), 8700)
    origins = [
        plan.console,
        plan.bank("production"),
        plan.bank("staging"),
        plan.content,
        plan.collector.removesuffix("/h/in"),
    ]
    assert [origin.rsplit(":", 1)[1] for origin in origins] == ["8700", "8701", "8702", "8703", "8704"]
    assert {origin.rsplit(":", 1)[0] for origin in origins} == {"http://127.0.0.1"}


def test_the_last_screen_has_fifteen_lines_with_every_address_and_three_sign_ins() -> None:
    plan = DemoPlan(Path("/data"), 8700)
    lines = last_screen(
        plan, {"author": "http://a/link", "approver": "http://b/link", "administrator": "http://c/link"}, 2.5
    )
    text = "\n".join(lines)
    assert len(lines) == 15
    for part in (
        plan.bank("production"),
        plan.bank("staging"),
        plan.content,
        plan.collector,
        "http://a/link",
        "http://b/link",
        "http://c/link",
        "Ctrl-C",
    ):
        assert part in text


def test_a_taken_port_is_named_with_what_needs_it_and_what_to_do() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(PortTakenError) as refused:
            require_free(port, "the console", "--port-base 9000")
    assert f"Port {port} on 127.0.0.1 is needed for the console" in refused.value.message
    assert "--port-base 9000" in refused.value.message
    require_free(free_port(), "the console", "--port-base 9000")


def test_the_console_gets_only_the_demonstrations_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HANDRAIL_DATABASE_URL", "postgresql://elsewhere/x")
    monkeypatch.setenv("PATH", "/bin")
    environment = console_environment(tmp_path, "http://127.0.0.1:8700")
    assert environment["PATH"] == "/bin"
    settings = read_console_settings(environment)
    assert settings.data_dir == tmp_path
    assert str(tmp_path) in settings.database_url
    assert settings.allow_loopback_hosting
    assert settings.demo_sign_in
    assert not settings.secure


def test_facts_are_nothing_before_the_first_start(tmp_path: Path) -> None:
    assert read_facts(tmp_path / "demo.json") is None
