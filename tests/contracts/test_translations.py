"""Every string of the console is there in German, complete, with the same placeholders."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import polib

ROOT = Path(__file__).parents[2]
COMMITTED = ROOT / "src/handrail/console/locale/de/LC_MESSAGES/django.po"
PLACEHOLDER = re.compile(r"%\([a-z_]+\)[sd]|%[sd]|\{[a-z_]*\}")


def strings_in_the_source(workplace: Path) -> set[str]:
    """What gettext finds in templates and Python code."""
    shutil.copytree(ROOT / "src/handrail", workplace / "handrail", ignore=shutil.ignore_patterns("static", "locale"))
    (workplace / "locale").mkdir()
    command = [
        sys.executable,
        "-m",
        "django",
        "makemessages",
        "--locale=de",
        "--no-location",
        "--extension=html,txt,py",
    ]
    # Without the console's settings: with them makemessages would write into the committed catalogue.
    environment = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    subprocess.run(command, cwd=workplace, env=environment, check=True, capture_output=True)
    made = polib.pofile(str(workplace / "locale/de/LC_MESSAGES/django.po"))
    return {entry.msgid for entry in made if not entry.obsolete}


def test_no_german_string_is_missing_or_doubtful(tmp_path: Path) -> None:
    german = {entry.msgid: entry for entry in polib.pofile(str(COMMITTED)) if not entry.obsolete}
    wanted = strings_in_the_source(tmp_path)
    assert len(wanted) > 100
    missing = sorted(s for s in wanted if s not in german or not german[s].translated())
    assert not missing
    fuzzy = [s for s in wanted if german[s].fuzzy]
    assert not fuzzy


def test_translations_keep_the_placeholders() -> None:
    broken = []
    for entry in polib.pofile(str(COMMITTED)):
        if entry.obsolete or not entry.translated():
            continue
        texts = [entry.msgstr] if entry.msgstr else list(entry.msgstr_plural.values())
        wanted = set(PLACEHOLDER.findall(entry.msgid)) | set(PLACEHOLDER.findall(entry.msgid_plural))
        broken += [entry.msgid for text in texts if not set(PLACEHOLDER.findall(text)) <= wanted]
    assert not broken
