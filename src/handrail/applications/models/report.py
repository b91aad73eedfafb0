"""What was seen on an environment's content server, by whom and when."""

from django.db import models

from handrail.applications.models.application import Environment


class ConnectionReportQuerySet(models.QuerySet["ConnectionReport"]):
    """Questions about reports."""

    def newest_first(self) -> "ConnectionReportQuerySet":
        """The newest first."""
        return self.order_by("-at", "-pk")

    def live(self) -> "ConnectionReportQuerySet":
        """Those that saw the environment's own release verified."""
        return self.filter(state=ConnectionReport.State.LIVE)


class ConnectionReport(models.Model):
    """One observation. Repeated equal observations move ``at`` instead of adding rows; ``since`` stays."""

    class Source(models.TextChoices):
        """Who looked."""

        WATCH = "watch"
        OUTSIDE = "outside"
        POWER = "power"

    class State(models.TextChoices):
        """What was seen. ``live``: a release of this application and environment that verifies."""

        LIVE = "live"
        PAUSED = "paused"
        UNREACHABLE = "unreachable"
        WRONG_PLACE = "wrong-place"
        WRONG_APPLICATION = "wrong-application"
        CORS_MISSING = "cors-missing"
        OLD_RELEASE = "old-release"
        INVALID = "invalid"
        DAMAGED = "damaged"
        REFUSED = "refused"

    environment = models.ForeignKey(Environment, on_delete=models.CASCADE, related_name="reports")
    source = models.CharField(max_length=8, choices=Source.choices)
    state = models.CharField(max_length=20, choices=State.choices)
    at = models.DateTimeField()
    since = models.DateTimeField()
    release = models.PositiveBigIntegerField(null=True, blank=True)
    seq = models.PositiveBigIntegerField(null=True, blank=True)
    problems = models.JSONField(default=list)
    """``[{"code", "message", "path"?}]``"""
    message = models.CharField(max_length=500, blank=True, default="")

    objects = ConnectionReportQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=("environment", "-at"), name="report_environment_at")]

    def __str__(self) -> str:
        """Source, state, release."""
        return f"{self.source}: {self.state} {self.release or ''}"

    @property
    def green(self) -> bool:
        """Whether it proves that the connection works."""
        return self.state in {self.State.LIVE, self.State.PAUSED}


class PinSeen(models.Model):
    """The trust anchor that one page was last seen to pin."""

    environment = models.ForeignKey(Environment, on_delete=models.CASCADE, related_name="pins")
    page = models.CharField(max_length=500)
    """Address of the page."""
    trust = models.CharField(max_length=80)
    """``<root version>.<hash>``, as it stands in the page."""
    source = models.CharField(max_length=8, choices=ConnectionReport.Source.choices)
    at = models.DateTimeField()

    class Meta:
        ordering = ["page"]
        constraints = [models.UniqueConstraint(fields=["environment", "page"], name="one_pin_per_page")]

    def __str__(self) -> str:
        """Page and anchor."""
        return f"{self.page}: {self.trust}"
