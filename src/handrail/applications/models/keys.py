"""Signing keys the console holds, and the chain of roots."""

from django.conf import settings
from django.db import models

from handrail.applications.models.application import Application, Environment


class SigningKeyRecord(models.Model):
    """A signing key. The private part is encrypted at rest; it is empty for keys that others hold."""

    class KeyRole(models.TextChoices):
        """What the root says the key may sign."""

        ROOT = "root"
        AUTHOR = "author"
        POINTER = "pointer"
        APPROVE = "approve"

    class Kept(models.TextChoices):
        """Where the private part of an enrolled key lies, as the administrator was told."""

        FILE = "file"
        TOKEN = "token"  # noqa: S105 (a smart card, not a password)
        BROWSER = "browser"

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="keys")
    environment = models.ForeignKey(Environment, on_delete=models.CASCADE, null=True, blank=True, related_name="keys")
    role = models.CharField(max_length=8, choices=KeyRole.choices)
    key_id = models.CharField(max_length=64)
    public = models.JSONField()
    """``{"alg", "pub"}`` as the root names it."""
    private_encrypted = models.BinaryField(default=b"", blank=True)
    holder = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="signing_keys"
    )
    """Who holds it, where a person does: signatures prove keys, this record says whose they are."""
    holder_name = models.CharField(max_length=160, blank=True, default="")
    kept = models.CharField(max_length=7, choices=Kept.choices, blank=True, default="")
    """Empty for the console's own keys."""
    created_at = models.DateTimeField(auto_now_add=True)
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("role", "pk")
        constraints = [models.UniqueConstraint(fields=("application", "key_id"), name="signing_key_once")]

    @property
    def is_here(self) -> bool:
        """Whether this console holds the private part."""
        return bool(self.private_encrypted)

    def __str__(self) -> str:
        """Role and the beginning of the key id."""
        return f"{self.role} {self.key_id[:12]}"


class RootRecord(models.Model):
    """One root of the chain. The newest names who may sign now; the first page pin may be older."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="roots")
    version = models.PositiveIntegerField()
    payload = models.BinaryField()
    envelope = models.BinaryField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("version",)
        constraints = [models.UniqueConstraint(fields=("application", "version"), name="root_version_once")]

    def __str__(self) -> str:
        """Application and version."""
        return f"{self.application} root {self.version}"


class WantedRoot(models.Model):
    """The next root as an administrator wants it; administrators sign it on their own machines, and it comes back."""

    application = models.OneToOneField(Application, on_delete=models.CASCADE, related_name="wanted_root")
    payload = models.BinaryField()
    envelope = models.BinaryField()
    """With the signatures that were handed in so far."""
    wanted_at = models.DateTimeField()
    wanted_by_name = models.CharField(max_length=160)

    def __str__(self) -> str:
        """Of which application."""
        return f"next root of {self.application}"
