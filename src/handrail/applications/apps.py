"""The Django app ``applications``: applications, environments, grants, tokens, keys, synced assets."""

from django.apps import AppConfig


class ApplicationsConfig(AppConfig):
    """Names the app."""

    name = "handrail.applications"
    label = "applications"
    default_auto_field = "django.db.models.BigAutoField"
