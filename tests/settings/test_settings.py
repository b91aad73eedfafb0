"""Settings: typed, from the environment or a file, unknown names refused."""

import stat
from pathlib import Path

import pytest

from handrail.settings import SettingError, read_command_line_settings, read_console_settings
from handrail.settings.database import database_configuration

SECRET = "x" * 40


def test_everything_has_a_default_but_the_secret_which_is_made_once(tmp_path: Path) -> None:
    first = read_console_settings({"HANDRAIL_DATA_DIR": str(tmp_path / "var")})
    second = read_console_settings({"HANDRAIL_DATA_DIR": str(tmp_path / "var")})
    assert first == second
    assert len(first.secret_key) >= 40
    assert stat.S_IMODE((tmp_path / "var/secret.key").stat().st_mode) == 0o600
    assert first.database_url == f"sqlite:///{tmp_path}/var/handrail.sqlite3"
    assert not first.allow_loopback_hosting
    assert not first.demo_sign_in


def test_an_unknown_name_refuses_to_start_and_names_the_likely_one() -> None:
    with pytest.raises(SettingError, match="did you mean HANDRAIL_CONSOLE_ORIGIN"):
        read_console_settings({"HANDRAIL_CONSOL_ORIGIN": "https://x.example"})
    with pytest.raises(SettingError, match="no such setting"):
        read_command_line_settings({"HANDRAIL_XYZZY": "1"})


def test_a_secret_may_lie_in_a_file_but_not_in_both_places(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text(SECRET + "\n")
    environ = {"HANDRAIL_SECRET_KEY_FILE": str(tmp_path / "secret"), "HANDRAIL_DATA_DIR": str(tmp_path)}
    assert read_console_settings(environ).secret_key == SECRET
    assert not (tmp_path / "secret.key").exists()
    with pytest.raises(SettingError, match="both"):
        read_console_settings({**environ, "HANDRAIL_SECRET_KEY": SECRET})
    with pytest.raises(SettingError, match="cannot be read"):
        read_console_settings({"HANDRAIL_SECRET_KEY_FILE": str(tmp_path / "nowhere")})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("HANDRAIL_ALLOW_LOOPBACK_HOSTING", "perhaps"),
        ("HANDRAIL_CONSOLE_ORIGIN", "guides.example.com"),
        ("HANDRAIL_CONSOLE_ORIGIN", "https://guides.example.com/path"),
        ("HANDRAIL_SECRET_KEY", "short"),
        ("HANDRAIL_LOG_LEVEL", "loud"),
    ],
)
def test_a_malformed_value_is_refused_by_name(name: str, value: str, tmp_path: Path) -> None:
    with pytest.raises(SettingError, match=name):
        read_console_settings({"HANDRAIL_DATA_DIR": str(tmp_path), name: value})


def test_secrets_are_not_in_the_printed_form(tmp_path: Path) -> None:
    environ = {
        "HANDRAIL_DATA_DIR": str(tmp_path),
        "HANDRAIL_SECRET_KEY": SECRET,
        "HANDRAIL_DATABASE_URL": "postgresql://me:hush@db.example/handrail",
    }
    shown = repr(read_console_settings(environ))
    assert SECRET not in shown
    assert "hush" not in shown
    assert "abc" not in repr(read_command_line_settings({"HANDRAIL_TOKEN": "abc"}))


def test_the_token_is_known_to_the_console_too(tmp_path: Path) -> None:
    environ = {"HANDRAIL_TOKEN": "hr_abc", "HANDRAIL_DATA_DIR": str(tmp_path)}
    assert read_console_settings(environ).data_dir == tmp_path
    assert read_command_line_settings(environ).token == "hr_abc"


def test_sqlite_and_postgresql_addresses_become_djangos() -> None:
    sqlite = database_configuration("sqlite:////srv/handrail/db.sqlite3")
    assert sqlite["NAME"] == "/srv/handrail/db.sqlite3"
    assert sqlite["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert "journal_mode=WAL" in sqlite["OPTIONS"]["init_command"]
    postgres = database_configuration("postgresql://me:p%40ss@db.example:5433/handrail?sslmode=require")
    assert (postgres["USER"], postgres["PASSWORD"], postgres["PORT"]) == ("me", "p@ss", "5433")
    assert postgres["OPTIONS"] == {"sslmode": "require"}
    with pytest.raises(SettingError):
        database_configuration("mysql://x/y")
