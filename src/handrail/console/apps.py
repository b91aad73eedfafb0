"""The Django app ``console``: the HTML face. It has no models; templates and words live here."""

from django.apps import AppConfig


class ConsoleConfig(AppConfig):
    """Names the app."""

    name = "handrail.console"
    label = "console"
