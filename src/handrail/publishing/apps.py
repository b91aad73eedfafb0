"""The Django app ``publishing``."""

from django.apps import AppConfig


class PublishingConfig(AppConfig):
    """Names the app."""

    name = "handrail.publishing"
    label = "publishing"
    default_auto_field = "django.db.models.BigAutoField"
