"""Tells Django, in this process, where its settings are, and children what they inherit."""

import os

from handrail.settings.reader import PREFIX


def name_django_settings() -> None:
    """Name ``handrail.project.settings`` unless something else was named already; called before Django starts."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "handrail.project.settings")


def inherited_environment() -> dict[str, str]:
    """This process's environment for a child that gets settings of its own: every ``HANDRAIL_*`` name left out."""
    return {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
