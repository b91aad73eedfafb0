"""The Django app ``accounts``: people, sign-on, audit."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Names the app."""

    name = "handrail.accounts"
    label = "accounts"
    default_auto_field = "django.db.models.BigAutoField"
