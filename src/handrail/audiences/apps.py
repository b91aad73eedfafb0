"""The Django app ``audiences``."""

from django.apps import AppConfig


class AudiencesConfig(AppConfig):
    """Names the app."""

    name = "handrail.audiences"
    label = "audiences"
    default_auto_field = "django.db.models.BigAutoField"
