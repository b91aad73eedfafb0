"""Who may do what, where."""

from enum import StrEnum

from django.conf import settings
from django.db import models

from handrail.applications.models.application import Application, Environment


class Role(StrEnum):
    """What a grant allows. Roles combine; without a grant a person may do nothing."""

    AUTHOR = "author"
    TRANSLATOR = "translator"
    APPROVER = "approver"
    PUBLISHER = "publisher"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"


PER_ENVIRONMENT = frozenset({Role.APPROVER, Role.PUBLISHER})
"""Roles that may be limited to one environment."""


class Grant(models.Model):
    """One role of one person: for all applications, for one, or (approver, publisher) for one environment."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="grants")
    role = models.CharField(max_length=16, choices=[(role.value, role.value) for role in Role])
    application = models.ForeignKey(Application, on_delete=models.CASCADE, null=True, blank=True, related_name="grants")
    environment = models.ForeignKey(Environment, on_delete=models.CASCADE, null=True, blank=True, related_name="grants")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("role", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=("user", "role", "application", "environment"), nulls_distinct=False, name="grant_once"
            ),
            models.CheckConstraint(
                condition=models.Q(environment=None)
                | models.Q(application__isnull=False, role__in=sorted(PER_ENVIRONMENT)),
                name="grant_environment_only_for_approver_and_publisher",
            ),
        ]

    def __str__(self) -> str:
        """Role and where it holds."""
        where = self.environment or self.application or "*"
        return f"{self.role} of {self.user} on {where}"
