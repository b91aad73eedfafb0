"""A database of another version is told before anything of it is changed."""

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from demo.ports import free_ports
from handrail.project.database import DatabaseOtherError, require_own_database
from handrail.settings import ConsoleSettings

SETTINGS = ConsoleSettings(
    data_dir=Path("/data"), database_url="sqlite:///unused", secret_key="only-for-tests" * 4, console_origin="http://a"
)


def do(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def refused() -> str:
    with pytest.raises(DatabaseOtherError) as caught:
        require_own_database(SETTINGS)
    return caught.value.message


@pytest.mark.django_db
def test_the_database_of_this_version_is_its_own() -> None:
    require_own_database(SETTINGS)


@pytest.mark.django_db
def test_a_column_that_an_edited_step_added_is_missed() -> None:
    do("ALTER TABLE publishing_release DROP COLUMN overlay")
    said = refused()
    assert "the table publishing_release has no column overlay" in said
    assert "mv /data /data.old" in said


@pytest.mark.django_db
def test_a_column_that_nothing_knows_and_a_table_that_is_missing_are_told() -> None:
    do("ALTER TABLE publishing_release ADD COLUMN mood varchar(3)")
    assert "has a column mood that nothing here knows" in refused()
    do("ALTER TABLE publishing_release DROP COLUMN mood")
    do("DROP TABLE publishing_pointerrequest")
    assert "the table publishing_pointerrequest is missing" in refused()


@pytest.mark.django_db
def test_a_newer_version_s_database_is_told() -> None:
    do("INSERT INTO django_migrations (app, name, applied) VALUES ('publishing', '0009_later', '2026-01-01')")
    assert "it went through the step publishing.0009_later" in refused()


@pytest.mark.django_db
def test_steps_that_were_not_taken_yet_are_no_difference() -> None:
    do("DELETE FROM django_migrations WHERE app = 'publishing'")
    do("DROP TABLE publishing_pointerrequest")
    require_own_database(SETTINGS)


def test_handrail_says_it_in_one_sentence_and_leaves_the_file_alone(tmp_path: Path) -> None:
    data = tmp_path / "var"
    link = [sys.executable, "-m", "handrail.cli", "admin", "create-sign-in-link", "nobody@example.com"]
    start = [sys.executable, "-m", "handrail.cli", "demo", "--data", str(data), "--port-base", str(free_ports(8))]
    environment = {"HANDRAIL_DATA_DIR": str(data), "PATH": "/usr/bin:/bin"}
    assert (
        "nobody@example.com"
        in subprocess.run(link, env=environment, capture_output=True, text=True, check=False).stderr
    )
    with sqlite3.connect(data / "handrail.sqlite3") as database:
        database.execute("ALTER TABLE publishing_release DROP COLUMN overlay")
    database.close()
    before = (data / "handrail.sqlite3").read_bytes()
    done = subprocess.run(start, env=environment, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 10, done.stdout + done.stderr
    assert done.stderr.startswith("serve.database-other: The database ")
    assert "Traceback" not in done.stderr
    assert f"mv {data} {data}.old" in done.stderr
    assert (data / "handrail.sqlite3").read_bytes() == before
