"""Tells Django, in this process, where its settings are."""

import os


def name_django_settings() -> None:
    """Name ``handrail.project.settings`` unless something else was named already; called before Django starts."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "handrail.project.settings")
