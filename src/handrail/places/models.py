"""What Power Mode proposes, until an author decides."""

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
