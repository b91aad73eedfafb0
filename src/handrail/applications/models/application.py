"""Applications and their environments."""

import secrets
from urllib.parse import urlsplit

from django.db import models

from handrail.package.plain_http import PLAIN_HTTP_BUILD, is_plain_http

KEY_LENGTH = 12
_FIRST = "abcdefghijkmnpqrstuvwxyz"
_REST = _FIRST + "23456789"


def new_key() -> str:
    """A fresh public key id: 12 lower-case letters and digits, the first a letter, without look-alikes."""
    return secrets.choice(_FIRST) + "".join(secrets.choice(_REST) for _ in range(KEY_LENGTH - 1))


class Application(models.Model):
    """One web application that gets guidance."""

    class Kind(models.TextChoices):
        """What the SDK runs in."""

        WEB = "web"
        HYBRID = "hybrid"

    class Step(models.TextChoices):
        """Where the creation flow was left."""

        APPLICATION = "application"
        HOSTING = "hosting"
        INTEGRATE = "integrate"
        CONNECT = "connect"
        DONE = "done"

    key = models.CharField(max_length=32, unique=True, default=new_key, editable=False)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.WEB)
    self_hosted = models.BooleanField(default=True)
    base_language = models.CharField(max_length=35, default="en")
    languages = models.JSONField(default=list)
    """Language names chosen at creation, base language first; afterwards the library's languages are the truth."""
    setup_step = models.CharField(max_length=12, choices=Step.choices, default=Step.HOSTING)
    trial = models.BooleanField(default=False)
    """Made by ``handrail try``: a means of trying, never for production."""
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("name", "pk")

    def __str__(self) -> str:
        """Its name."""
        return self.name

    @property
    def set_up(self) -> bool:
        """Whether the creation flow was gone through."""
        return self.setup_step == self.Step.DONE

    @property
    def icon(self) -> "str | None":
        """Path of the synced icon below the console's origin, else nothing."""
        newest = self.assets.exclude(icon_sha256="").order_by("-synced_at").first()
        return f"/applications/{self.key}/icon/{newest.icon_sha256[:16]}.png" if newest else None


class Environment(models.Model):
    """``staging``, ``production``, …: own self-hosted URL, channel, policy and snippet."""

    class Approval(models.TextChoices):
        """Where approvers sign."""

        CONSOLE = "console"
        INDEPENDENT = "independent"

    class Undo(models.TextChoices):
        """Who may undo at night without this console: where the pointer key is wanted. The root says where it is."""

        CONSOLE = "console"
        DEPLOYER = "deployer"

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="environments")
    name = models.CharField(max_length=32)
    self_hosted_url = models.CharField(max_length=500, blank=True, default="")
    """Address of the content server, normalised, without a slash at the end; empty: not asked for yet."""
    page_url = models.CharField(max_length=500, blank=True, default="")
    collector_url = models.CharField(max_length=500, blank=True, default="")
    """Address of the application's own pages in this environment; Power Mode opens it."""
    power = models.BooleanField(default=False)
    """Made for authoring: the snippet pins ``handrail-power.js``. Never in production."""
    approvals_needed = models.PositiveSmallIntegerField(default=0)
    approval = models.CharField(max_length=11, choices=Approval.choices, default=Approval.CONSOLE)
    """``independent``: nothing that is approved in this console's pages counts, only what was signed outside it."""
    undo = models.CharField(max_length=8, choices=Undo.choices, blank=True, default="")
    """The answer to "Who may undo at night without this console?"; empty: nobody was asked yet."""
    pointer_days = models.PositiveSmallIntegerField(default=30)
    """Days until a pointer expires: 30 where ``watch`` renews it, 180 where people carry zips by hand."""
    position = models.PositiveSmallIntegerField(default=0)
    hosting_verdict = models.JSONField(default=dict, blank=True)
    """Last check of the address: ``{"code", "params", "at"}``; empty when it was never checked."""
    handed_out = models.JSONField(default=dict, blank=True)
    """What the last shown snippet pinned: ``{"url", "trust", "sdk", "build"}``; empty before the first."""
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("position", "pk")
        constraints = [
            models.UniqueConstraint(fields=("application", "name"), name="environment_name_once"),
            models.CheckConstraint(
                condition=~models.Q(name="production", power=True), name="production_without_power_mode"
            ),
        ]

    def __str__(self) -> str:
        """Its name."""
        return self.name

    @property
    def is_independent(self) -> bool:
        """Whether approvals count only when they were signed outside this console."""
        return self.approval == self.Approval.INDEPENDENT

    @property
    def snippet_build(self) -> str:
        """File name of the SDK build that this environment's snippet pins.

        On plain http it is the one with its own verifier, for authoring as well: no other runs there.
        """
        if self.is_plain_http:
            return PLAIN_HTTP_BUILD
        return "handrail-power.js" if self.power else "handrail.js"

    @property
    def is_plain_http(self) -> bool:
        """Whether pages or content have an address of plain http beyond this machine: browsers withhold WebCrypto."""
        return is_plain_http(self.page_url) or is_plain_http(self.self_hosted_url)

    @property
    def channel_path(self) -> str:
        """Path of the channel file below the self-hosted URL."""
        return f"channel/{self.application.key}/{self.name}.json"

    @property
    def channel_url(self) -> str:
        """Address of the channel file; empty before the self-hosted URL is known."""
        return f"{self.self_hosted_url}/{self.channel_path}" if self.self_hosted_url else ""

    @property
    def page_origin(self) -> str:
        """Origin of the application's pages; empty when ``page_url`` is not known."""
        parts = urlsplit(self.page_url)
        return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""
