"""The Django app ``places``."""

from django.apps import AppConfig


class PlacesConfig(AppConfig):
    """Names the app."""

    name = "handrail.places"
    label = "places"
    default_auto_field = "django.db.models.BigAutoField"
