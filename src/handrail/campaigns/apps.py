"""The Django app ``campaigns``."""

from django.apps import AppConfig


class CampaignsConfig(AppConfig):
    """Names the app."""

    name = "handrail.campaigns"
    label = "campaigns"
    default_auto_field = "django.db.models.BigAutoField"
