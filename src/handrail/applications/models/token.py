"""API tokens of programs: ``watch``, export and import, pipelines."""

from enum import StrEnum

from django.conf import settings
from django.db import models
from django.utils import timezone

from handrail.applications.models.application import Application, Environment


class Scope(StrEnum):
    """What a token may do. A token has scopes, never roles; approving is not among them."""

    PACKAGES_READ = "packages:read"
    REPORTS_WRITE = "reports:write"
    CONTENT_READ = "content:read"
    CONTENT_WRITE = "content:write"
    RELEASES_WRITE = "releases:write"
    EVIDENCE_READ = "evidence:read"
    POWER = "power"


class Token(models.Model):
    """A secret for a program. Only its hash is kept; the text is shown once."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="tokens")
    environment = models.ForeignKey(Environment, on_delete=models.CASCADE, null=True, blank=True, related_name="tokens")
    label = models.CharField(max_length=120)
    scopes = models.JSONField(default=list)
    secret_hash = models.CharField(max_length=64, unique=True)
    beginning = models.CharField(max_length=12)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-created_at",)

    def __str__(self) -> str:
        """Its label."""
        return self.label

    @property
    def valid(self) -> bool:
        """Neither revoked nor expired."""
        return self.revoked_at is None and (self.expires_at is None or self.expires_at > timezone.now())

    @property
    def audit_kind(self) -> str:
        """How the audit log calls this kind of actor."""
        return "token"

    @property
    def audit_name(self) -> str:
        """How the audit log names this actor."""
        return f"token {self.label}"
