"""What Power Mode synchronised from the app."""

from django.db import models

from handrail.applications.models.application import Application, Environment


class SyncedAssets(models.Model):
    """Name, icon, fonts and colours of the app as "Sync App Assets" last sent them. All of it is hostile input:
    it was checked and re-encoded before it got here."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="assets")
    environment = models.OneToOneField(Environment, on_delete=models.CASCADE, related_name="assets")
    name = models.CharField(max_length=200, blank=True, default="")
    icon = models.BinaryField(default=b"", blank=True)
    """PNG, re-encoded here, at most 256 × 256 pixels; empty when the page has none."""
    icon_sha256 = models.CharField(max_length=64, blank=True, default="")
    fonts = models.JSONField(default=list)
    """``[{"family", "weight", "style"}]``"""
    colours = models.JSONField(default=dict)
    """``{"background": "#rrggbb", …, "radius": <CSS pixels>}``"""
    sdk_version = models.CharField(max_length=32, blank=True, default="")
    synced_at = models.DateTimeField()

    def __str__(self) -> str:
        """Name and environment."""
        return f"{self.name} ({self.environment})"
