"""What Power Mode proposes, until an author decides; and the pages that reach the console by a typed code."""

from django.conf import settings
from django.db import models


class ProposalQuerySet(models.QuerySet["Proposal"]):
    """Reading proposals."""

    def pending(self) -> "ProposalQuerySet":
        """Those nobody has decided yet, the oldest first."""
        return self.filter(state=Proposal.State.PENDING).order_by("created_at", "pk")


class Proposal(models.Model):
    """One thing that was captured or drafted in the running app. It is no content before an author accepts it."""

    class Kind(models.TextChoices):
        """What ``document`` holds: an authored element, an authored screen, or a walkthrough with its elements."""

        ELEMENT = "element"
        SCREEN = "screen"
        WALKTHROUGH = "walkthrough"

    class State(models.TextChoices):
        """Where it stands."""

        PENDING = "pending"
        ACCEPTED = "accepted"
        DISCARDED = "discarded"

    application = models.ForeignKey("applications.Application", models.CASCADE, related_name="proposals")
    environment = models.ForeignKey("applications.Environment", models.CASCADE, related_name="proposals")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    title = models.CharField(max_length=160)
    document = models.JSONField()
    state = models.CharField(max_length=12, choices=State.choices, default=State.PENDING)
    created_at = models.DateTimeField(auto_now_add=True)
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=("application", "state", "created_at"), name="proposal_application_state")]

    def __str__(self) -> str:
        """Kind and title."""
        return f"{self.kind}: {self.title}"


class AppOrigin(models.Model):
    """A further origin of the app's pages in one environment, as browsers send it: ``capacitor://localhost``, ``null``.

    The origin of the environment's own page address needs no row.
    """

    environment = models.ForeignKey("applications.Environment", models.CASCADE, related_name="app_origins")
    origin = models.CharField(max_length=300)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("origin",)
        constraints = [models.UniqueConstraint(fields=("environment", "origin"), name="app_origin_once")]

    def __str__(self) -> str:
        """The origin."""
        return self.origin


class Pairing(models.Model):
    """One page of the app that showed a code, and the session that an author made of it.

    Code, ticket and session key are kept as hashes only: the code as an HMAC under the console's secret (40 bits are
    few), the two others, of 256 bits, as SHA-256.
    """

    class State(models.TextChoices):
        """``waiting`` → ``typed`` (by an author) → ``confirmed`` → ``live`` (the page has its key) → ``ended``."""

        WAITING = "waiting"
        TYPED = "typed"
        CONFIRMED = "confirmed"
        LIVE = "live"
        ENDED = "ended"

    application = models.ForeignKey("applications.Application", models.CASCADE, related_name="pairings")
    environment = models.ForeignKey("applications.Environment", models.CASCADE, related_name="pairings")
    origin = models.CharField(max_length=300)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    code_hash = models.CharField(max_length=64)
    ticket_hash = models.CharField(max_length=64, unique=True)
    session_hash = models.CharField(max_length=64, unique=True, null=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+")
    messages = models.PositiveIntegerField(default=0)
    """How many messages the page has sent in the session."""
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    """Until when the next step may be made; of no meaning once the session is live."""
    started_at = models.DateTimeField(null=True, blank=True)
    used_at = models.DateTimeField(null=True, blank=True)
    """When the page last sent a message."""

    class Meta:
        indexes = [models.Index(fields=("application", "state", "created_at"), name="pairing_application_state")]

    def __str__(self) -> str:
        """Origin and state."""
        return f"{self.origin}: {self.state}"


class CodeTry(models.Model):
    """A code that an author typed and that no app showed. Counted, then forgotten."""

    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        """Who and when."""
        return f"{self.author} at {self.at}"
