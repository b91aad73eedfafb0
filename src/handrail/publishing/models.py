"""Releases, approvals, pointers and requests to repair."""

import json
from typing import Any

from django.conf import settings
from django.db import models

from handrail.applications.models import Application, Environment
from handrail.compile.source import content_from_source
from handrail.schema.authored.application import ApplicationContent, Overlay


class ReleaseQuerySet(models.QuerySet["Release"]):
    """Questions about releases."""

    def in_environment(self, environment: Environment) -> "ReleaseQuerySet":
        """Those of one environment, newest first."""
        return self.filter(environment=environment).order_by("-number")

    def open(self) -> "ReleaseQuerySet":
        """Proposed or approved ones: candidates that nobody has decided to drop or to make live."""
        return self.filter(state__in=(Release.State.PROPOSED, Release.State.APPROVED))


class Release(models.Model):
    """Frozen content and configuration for one environment, numbered per application; nothing in it ever changes."""

    class State(models.TextChoices):
        """How far it has come. *Live* is not a state: it is what somebody has seen, with time and source."""

        PROPOSED = "proposed"
        APPROVED = "approved"
        SIGNED = "signed"
        REJECTED = "rejected"
        WITHDRAWN = "withdrawn"

    application = models.ForeignKey(Application, models.CASCADE, related_name="releases")
    environment = models.ForeignKey(Environment, models.CASCADE, related_name="releases")
    number = models.PositiveIntegerField()
    is_default = models.BooleanField(default=False)
    """The first, without campaigns: what the default package holds."""
    state = models.CharField(max_length=10, choices=State.choices, default=State.PROPOSED)
    source = models.BinaryField()
    """Canonical JSON of the authored content: what the diff is made of and what ``release.source`` names."""
    overlay = models.JSONField()
    versions = models.JSONField(default=dict)
    """``kind/name`` → version of the draft that is in it."""
    campaigns = models.JSONField(null=True, blank=True)
    """Ids of the campaigns taken from the drafts; null: all of them."""
    show_again = models.JSONField(default=list)
    """Ids of stopped campaigns that this release lets start again."""
    base = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="+")
    """What the pointer named when this was proposed: the diff is against it."""
    promoted_from = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="promoted_to")
    note = models.CharField(max_length=400, blank=True, default="")
    proposed_at = models.DateTimeField()
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    proposed_by_name = models.CharField(max_length=160)
    authors = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+")
    """Everybody who wrote a change in it; none of them may approve it."""
    payload_sha256 = models.CharField(max_length=64)
    """The identity of the signed payload; approvals are bound to it."""
    envelope = models.BinaryField()
    files = models.JSONField(default=dict)
    """Path below ``blobs/`` → SHA-256 of the stored bytes."""
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = ReleaseQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["application", "number"], name="one_release_per_number")]

    def __str__(self) -> str:
        """Its number."""
        return f"release {self.number}"

    @property
    def content(self) -> ApplicationContent:
        """The frozen content."""
        return content_from_source(bytes(self.source))

    @property
    def data(self) -> dict[str, Any]:
        """The frozen content as plain JSON, where models are not needed."""
        found: dict[str, Any] = json.loads(bytes(self.source))
        return found

    @property
    def overlay_model(self) -> Overlay:
        """What differs per environment."""
        return Overlay.model_validate(self.overlay)

    @property
    def is_open(self) -> bool:
        """Whether it still waits for a decision or for being made live."""
        return self.state in (self.State.PROPOSED, self.State.APPROVED)


class Approval(models.Model):
    """What one person decided about one release, bound to the hash of what was shown."""

    class Decision(models.TextChoices):
        """Yes or no."""

        APPROVED = "approved"
        REJECTED = "rejected"

    release = models.ForeignKey(Release, models.CASCADE, related_name="approvals")
    decision = models.CharField(max_length=8, choices=Decision.choices)
    comment = models.TextField(max_length=4000, blank=True, default="")
    payload_sha256 = models.CharField(max_length=64)
    decided_at = models.DateTimeField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    decided_by_name = models.CharField(max_length=160)

    class Meta:
        ordering = ["decided_at"]
        constraints = [models.UniqueConstraint(fields=["release", "decided_by"], name="one_decision_per_person")]

    def __str__(self) -> str:
        """Who decided what."""
        return f"{self.decision} by {self.decided_by_name}"


class Pointer(models.Model):
    """The signed statement of what is live in one environment; only the highest ``seq`` of the newest keys counts."""

    class Reason(models.TextChoices):
        """Why it was signed."""

        LIVE = "live"
        ROLL_BACK = "roll-back"
        PAUSE = "pause"
        RESUME = "resume"
        STOP = "stop"
        RENEW = "renew"
        SEEN = "seen"
        """Signed by the deployer; this console has seen and verified it."""

    class Status(models.TextChoices):
        """Of the environment as a whole."""

        ACTIVE = "active"
        PAUSED = "paused"

    environment = models.ForeignKey(Environment, models.CASCADE, related_name="pointers")
    seq = models.PositiveBigIntegerField()
    keys_since = models.PositiveIntegerField()
    """Version of the root since which its signers hold the pointer role: what other keys counted counts no more."""
    release = models.ForeignKey(Release, models.PROTECT, related_name="pointers")
    status = models.CharField(max_length=6, choices=Status.choices, default=Status.ACTIVE)
    off = models.JSONField(default=list)
    reason = models.CharField(max_length=9, choices=Reason.choices)
    envelope = models.BinaryField()
    channel_sha256 = models.CharField(max_length=64)
    """SHA-256 of the channel file that carries it: what ``watch`` compares the server's file with."""
    signed_at = models.DateTimeField()
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    signed_by_name = models.CharField(max_length=160)
    expires_at = models.DateTimeField()

    class Meta:
        ordering = ["-keys_since", "-seq"]
        constraints = [models.UniqueConstraint(fields=["environment", "keys_since", "seq"], name="one_pointer_per_seq")]

    def __str__(self) -> str:
        """Sequence number and release."""
        return f"{self.seq} → {self.release}"


class RepairRequest(models.Model):
    """Somebody pressed Repair: the next deployer that asks is told to deploy the same release again."""

    environment = models.ForeignKey(Environment, models.CASCADE, related_name="repair_requests")
    requested_at = models.DateTimeField()
    requested_by_name = models.CharField(max_length=160)
    handed_out_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-requested_at"]

    def __str__(self) -> str:
        """Environment and time."""
        return f"repair of {self.environment} at {self.requested_at:%H:%M}"


class PointerRequest(models.Model):
    """Somebody wants what only the deployer's pointer key can do: what to run is said, and whether it was seen."""

    class Action(models.TextChoices):
        """What is wanted, as the command is called."""

        ROLL_BACK = "rollback"
        PAUSE = "pause"
        RESUME = "resume"
        STOP = "stop"
        HEARTBEAT = "heartbeat"

    environment = models.ForeignKey(Environment, models.CASCADE, related_name="pointer_requests")
    action = models.CharField(max_length=9, choices=Action.choices)
    release = models.ForeignKey(Release, models.CASCADE, null=True, blank=True, related_name="+")
    """Of a roll back: to which."""
    campaign = models.CharField(max_length=64, blank=True, default="")
    """Of a stop: which one."""
    requested_at = models.DateTimeField()
    requested_by_name = models.CharField(max_length=160)
    done_at = models.DateTimeField(null=True, blank=True)
    """When it was seen on the server, or taken back."""

    class Meta:
        ordering = ["-requested_at"]

    def __str__(self) -> str:
        """What is wanted where."""
        return f"{self.action} of {self.environment}"
