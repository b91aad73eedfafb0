"""Drafts of every kind, their revisions, what they point to, and media."""

from django.conf import settings
from django.db import models

from handrail.applications.models import Application
from handrail.library.kinds import KINDS
from handrail.schema.authored.video_size import VIDEOS
from handrail.schema.base import AuthoredModel


class DocumentQuerySet(models.QuerySet["Document"]):
    """Reading drafts."""

    def of(self, application: Application, kind: str) -> "DocumentQuerySet":
        """All of one kind, archived ones included, by title."""
        return self.filter(application=application, kind=kind).order_by("title", "name")

    def kept(self) -> "DocumentQuerySet":
        """Those that are not archived."""
        return self.filter(archived_at=None)


class Document(models.Model):
    """The draft of one authored thing: one validated document, one row, one version number."""

    application = models.ForeignKey("applications.Application", models.CASCADE, related_name="documents")
    kind = models.CharField(max_length=16, choices=[(name, name) for name in KINDS])
    name = models.CharField(max_length=80)
    title = models.CharField(max_length=160)
    body = models.JSONField()
    version = models.PositiveIntegerField(default=1)
    archived_at = models.DateTimeField(null=True, blank=True)
    updated_at = models.DateTimeField()
    updated_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    updated_by_name = models.CharField(max_length=160)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["application", "kind", "name"], name="one_document_per_name")]
        indexes = [models.Index(fields=["application", "kind", "title"])]

    def __str__(self) -> str:
        """``kind/name``."""
        return self.path

    @property
    def path(self) -> str:
        """``kind/name``: how a document is named outside its table."""
        return f"{self.kind}/{self.name}"

    @property
    def document(self) -> AuthoredModel:
        """The draft as a validated model."""
        return KINDS[self.kind].model.model_validate(self.body)


class Revision(models.Model):
    """An immutable copy of a draft as it was saved."""

    document = models.ForeignKey(Document, models.CASCADE, related_name="revisions")
    version = models.PositiveIntegerField()
    title = models.CharField(max_length=160)
    body = models.JSONField()
    archived = models.BooleanField(default=False)
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    """Whoever answers for it; of a token, the person who made it: the approver must be somebody else."""
    saved_by_name = models.CharField(max_length=160)
    restored_from = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["document", "version"], name="one_revision_per_version")]
        ordering = ["-version"]

    def __str__(self) -> str:
        """``kind/name@version``."""
        return f"{self.document}@{self.version}"


class Reference(models.Model):
    """One document points to another; ids, never foreign keys, so that cycles between kinds are fine."""

    source = models.ForeignKey(Document, models.CASCADE, related_name="references")
    kind = models.CharField(max_length=16)
    name = models.CharField(max_length=80)

    class Meta:
        indexes = [models.Index(fields=["kind", "name"])]
        constraints = [models.UniqueConstraint(fields=["source", "kind", "name"], name="one_reference_per_target")]

    def __str__(self) -> str:
        """``source → kind/name``."""
        return f"{self.source} → {self.kind}/{self.name}"


class Blob(models.Model):
    """Stored bytes, named by their SHA-256: media, and what releases consist of."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    data = models.BinaryField()
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        """The hash."""
        return self.sha256


class Media(models.Model):
    """A picture or video of an application."""

    application = models.ForeignKey("applications.Application", models.CASCADE, related_name="media")
    blob = models.ForeignKey(Blob, models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    extension = models.CharField(max_length=4)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    uploaded_at = models.DateTimeField()
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["application", "blob"], name="one_media_per_picture")]
        ordering = ["name", "blob_id"]

    def __str__(self) -> str:
        """Its name."""
        return self.name

    @property
    def content_type(self) -> str:
        """As servers name it in ``Content-Type``."""
        return f"{'video' if self.is_video else 'image'}/{'jpeg' if self.extension == 'jpg' else self.extension}"

    @property
    def is_video(self) -> bool:
        """Whether it is played rather than drawn."""
        return self.extension in VIDEOS
