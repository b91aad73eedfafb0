"""People, their one-time links, and the audit log."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils import timezone

LANGUAGES = (("", "as the browser says"), ("en", "English"), ("de", "Deutsch"))


class UserManager(BaseUserManager["User"]):
    """Makes people; e-mail addresses are kept in lower case, so that signing in does not depend on case."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """A person; without a password only a one-time link or a passkey signs in."""
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        """The person of an e-mail address, whatever its case."""
        return self.get(email=(username or "").strip().lower())


class User(AbstractBaseUser):
    """A person who signs in to the console. What they may do are ``applications.Grant`` rows; default: nothing."""

    email = models.EmailField(unique=True)
    display_name = models.CharField(max_length=120)
    language = models.CharField(max_length=8, blank=True, default="", choices=LANGUAGES)
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        ordering = ("display_name", "email")

    def __str__(self) -> str:
        """The name others see."""
        return self.display_name or self.email

    @property
    def audit_kind(self) -> str:
        """How the audit log calls this kind of actor."""
        return "person"

    @property
    def audit_name(self) -> str:
        """How the audit log names this actor."""
        return self.email

    def get_full_name(self) -> str:
        """The display name; allauth and passkeys ask for it under this name."""
        return self.display_name


class OneTimeLink(models.Model):
    """A link that signs one person in, once, for a short time. Only the hash of its secret is kept."""

    class Purpose(models.TextChoices):
        """What it is for: a first sign-in may set a password, a demo link works from the loopback address only."""

        INVITATION = "invitation"
        SIGN_IN = "sign-in"

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="one_time_links")
    purpose = models.CharField(max_length=16, choices=Purpose.choices)
    secret_hash = models.CharField(max_length=64, unique=True)
    loopback_only = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        """Purpose and person."""
        return f"{self.purpose} of {self.user}"


class ScheduledRun(models.Model):
    """When a piece of work that goes by the clock ran last. Its row is the lock: two processes run it once."""

    name = models.CharField(max_length=64, unique=True)
    ran_at = models.DateTimeField()

    def __str__(self) -> str:
        """Name and time."""
        return f"{self.name} {self.ran_at:%Y-%m-%d %H:%M}"


class AuditHead(models.Model):
    """One row: the newest entry's number and hash. Locking it puts writers of the log in a line."""

    sequence = models.PositiveBigIntegerField(default=0)
    entry_hash = models.CharField(max_length=64, default="0" * 64)

    def __str__(self) -> str:
        """Number and hash."""
        return f"{self.sequence} {self.entry_hash}"


class AuditEntry(models.Model):
    """Who did what to what, chained by hashes: changing, dropping or reordering one entry breaks the chain."""

    sequence = models.PositiveBigIntegerField(unique=True)
    at = models.DateTimeField()
    actor_kind = models.CharField(max_length=16)
    actor_name = models.CharField(max_length=254)
    action = models.CharField(max_length=64)
    target = models.CharField(max_length=254)
    application_key = models.CharField(max_length=32, blank=True, default="")
    details = models.JSONField(default=dict)
    previous_hash = models.CharField(max_length=64)
    entry_hash = models.CharField(max_length=64)

    class Meta:
        ordering = ("-sequence",)
        indexes = [
            models.Index(fields=("application_key", "action"), name="audit_application_action"),
            models.Index(fields=("actor_name",), name="audit_actor"),
        ]

    def __str__(self) -> str:
        """One line."""
        return f"{self.sequence} {self.actor_name} {self.action} {self.target}"
