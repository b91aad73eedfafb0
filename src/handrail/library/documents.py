"""Storing drafts of any kind: one way for all of them.

Every function checks the role first, works in one transaction and writes the audit entry last. Who may save what
is the table of ``docs/reference/roles.md``: authors everything, translators the texts of other languages.
"""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone
from pydantic import ValidationError

from handrail.accounts.audit import record
from handrail.applications.models import Application
from handrail.errors import ConflictError, InvalidInputError, NotFoundError
from handrail.library.access import Actor, person_behind, require_author, require_reader, require_translator
from handrail.library.kinds import KINDS, SETTINGS, Kind, name_of, title_of
from handrail.library.models import Document, Reference, Revision
from handrail.library.references import references_of
from handrail.library.translated import only_translations_differ
from handrail.schema.authored.application import Settings
from handrail.schema.base import AuthoredModel


class StaleVersionError(ConflictError):
    """Somebody else saved a newer version; ``current`` is theirs."""

    def __init__(self, current: Document) -> None:
        """Word who saved what when."""
        super().__init__(
            what=current.title,
            who=current.updated_by_name,
            when=timezone.localtime(current.updated_at).strftime("%H:%M"),
        )
        self.current = current


class NameTakenError(InvalidInputError):
    """Another document of this kind has the same id."""

    code = "content.name-taken"
    sentence = "There is already a {kind} named {name!r} in this application. Nothing was changed; choose another id."


class StillUsedError(InvalidInputError):
    """Other documents point to the one that was to be deleted."""

    code = "content.still-used"
    sentence = "{what} is still used by {users}. Nothing was deleted; change those first."


def body_of(document: AuthoredModel) -> dict[str, object]:
    """The JSON that is stored: camelCase, absent values left out."""
    return document.model_dump(mode="json", by_alias=True, exclude_none=True)


def parse(kind: Kind, data: object) -> AuthoredModel:
    """Validate data as a document of this kind.

    Raises:
        InvalidInputError: with one problem per field.
    """
    try:
        return kind.model.model_validate(data)
    except ValidationError as error:
        raise InvalidInputError(summary=str(error), problems=problems_of(error, kind.name)) from error


def problems_of(error: ValidationError, where: str) -> list[dict[str, str]]:
    """``{"where", "what"}`` per field that the schema refuses."""
    return [
        {"where": ".".join((where, *(str(part) for part in each["loc"]))), "what": each["msg"]}
        for each in error.errors(include_url=False, include_context=False)
    ]


def find_document(*, actor: Actor, application: Application, kind: Kind, name: str) -> Document:
    """One draft, archived ones included.

    Raises:
        NotFoundError: no such document in this application, or the actor may not see the application.
    """
    require_reader(actor, application)
    found = Document.objects.select_related("updated_by").filter(application=application, kind=kind.name, name=name)
    document = found.first()
    if document is None:
        raise NotFoundError(what=f"{kind.name}/{name}")
    return document


def list_documents(*, actor: Actor, application: Application, kind: Kind, archived: bool = False) -> list[Document]:
    """All drafts of one kind by title; the archived ones when asked for."""
    require_reader(actor, application)
    rows = Document.objects.of(application, kind.name).select_related("updated_by")
    return list(rows.exclude(archived_at=None) if archived else rows.kept())


def save_document(
    *,
    actor: Actor,
    application: Application,
    kind: Kind,
    document: AuthoredModel,
    expected_version: int | None,
    restored_from: int | None = None,
) -> Document:
    """Save a draft; an unchanged one stays as it is.

    Args:
        actor: an author, or a translator who changes texts of other languages only.
        application: where the document belongs.
        kind: its kind.
        document: the whole new draft.
        expected_version: the version that the person saw; None for a new document.
        restored_from: the revision this one repeats, if any.

    Raises:
        NotAllowedError: the role is missing.
        StaleVersionError: somebody saved another version meanwhile.
        NameTakenError: a new document has the id of an existing one.
    """
    _require_may_save(actor, application, kind, document)
    with transaction.atomic():
        stored = store(
            actor=actor,
            application=application,
            kind=kind,
            document=document,
            expected_version=expected_version,
            restored_from=restored_from,
        )
        record(actor, f"{kind.name}.saved", stored.title, {"name": stored.name, "version": stored.version}, application)
    return stored


def _require_may_save(actor: Actor, application: Application, kind: Kind, document: AuthoredModel) -> None:
    """Authors may save; translators too, as long as nothing but texts of other languages differs."""
    current = Document.objects.filter(application=application, kind=kind.name, name=name_of(kind, document)).first()
    if current is not None and only_translations_differ(
        before=current.body, after=body_of(document), base_language=base_language_of(application)
    ):
        require_translator(actor, application)
        return
    require_author(actor, application)


def base_language_of(application: Application) -> str:
    """The language that texts are written in first."""
    row = Document.objects.filter(application=application, kind=SETTINGS.name).first()
    return Settings.model_validate(row.body).base_language if row else "en"


def store(
    *,
    actor: Actor | None,
    application: Application,
    kind: Kind,
    document: AuthoredModel,
    expected_version: int | None,
    restored_from: int | None = None,
) -> Document:
    """Write draft, revision and references; for services that have checked the role and run a transaction."""
    name, body = name_of(kind, document), body_of(document)
    now = timezone.now()
    row = Document.objects.select_for_update().filter(application=application, kind=kind.name, name=name).first()
    if row is None:
        row = Document(application=application, kind=kind.name, name=name, version=0)
    elif row.archived_at is None:
        if expected_version is None:
            raise NameTakenError(kind=kind.name, name=name, problems=[{"where": "id", "what": "is taken"}])
        if row.version != expected_version:
            raise StaleVersionError(row)
        if row.body == body:
            return row
    row.title, row.body, row.version = title_of(kind, document), body, row.version + 1
    row.archived_at, row.updated_at = None, now
    _sign(row, actor)
    row.save()
    _keep_revision(row, restored_from)
    _index(row, kind, document)
    return row


def _sign(row: Document, actor: Actor | None) -> None:
    row.updated_by = person_behind(actor) if actor is not None else None
    row.updated_by_name = str(actor) if actor is not None else "Handrail"


def _keep_revision(row: Document, restored_from: int | None = None) -> None:
    Revision.objects.create(
        document=row,
        version=row.version,
        title=row.title,
        body=row.body,
        archived=row.archived_at is not None,
        saved_at=row.updated_at,
        saved_by=row.updated_by,
        saved_by_name=row.updated_by_name,
        restored_from=restored_from,
    )


def _index(row: Document, kind: Kind, document: AuthoredModel) -> None:
    row.references.all().delete()
    Reference.objects.bulk_create(
        Reference(source=row, kind=target, name=name) for target, name in sorted(references_of(kind, document))
    )


def archive_document(
    *, actor: Actor, application: Application, kind: Kind, name: str, expected_version: int
) -> Document:
    """Take a draft out of what will be published; it is kept with its revisions and can be brought back.

    Raises:
        StaleVersionError: somebody saved another version meanwhile.
        StillUsedError: other documents point to it.
    """
    require_author(actor, application)
    with transaction.atomic():
        row = Document.objects.select_for_update().filter(application=application, kind=kind.name, name=name).first()
        if row is None:
            raise NotFoundError(what=f"{kind.name}/{name}")
        if row.version != expected_version:
            raise StaleVersionError(row)
        users = used_by(row)
        if users:
            raise StillUsedError(what=row.title, users=", ".join(each.title for each in users), problems=[])
        put_away(actor=actor, row=row)
        record(actor, f"{kind.name}.archived", row.title, {"name": row.name, "version": row.version}, application)
    return row


def put_away(*, actor: Actor, row: Document) -> None:
    """Archive a row; for services that have checked the role and run a transaction."""
    if row.archived_at is not None:
        return
    row.version += 1
    row.archived_at = row.updated_at = timezone.now()
    _sign(row, actor)
    row.save()
    row.references.all().delete()
    _keep_revision(row)


def restore_revision(
    *, actor: Actor, application: Application, kind: Kind, name: str, version: int, expected_version: int
) -> Document:
    """Make an old revision (or an archived draft) the newest one; nothing between them is lost.

    Raises:
        NotFoundError: no such document or revision.
        InvalidInputError: the revision is from a version of Handrail whose fields are no longer known.
    """
    row = find_document(actor=actor, application=application, kind=kind, name=name)
    revision = row.revisions.filter(version=version).first()
    if revision is None:
        raise NotFoundError(what=f"{row}@{version}")
    return save_document(
        actor=actor,
        application=application,
        kind=kind,
        document=parse(kind, revision.body),
        expected_version=expected_version,
        restored_from=version,
    )


def revisions_of(*, actor: Actor, document: Document) -> list[Revision]:
    """Every revision, newest first."""
    require_reader(actor, document.application)
    return list(document.revisions.select_related("saved_by"))


def used_by(document: Document) -> list[Document]:
    """The drafts that point to this one, by title."""
    pointing = Document.objects.kept().filter(
        application=document.application_id, references__kind=document.kind, references__name=document.name
    )
    return list(pointing.exclude(pk=document.pk).order_by("title"))


def use_counts(*, application: Application, kind: Kind) -> dict[str, int]:
    """Name → how many drafts point to it."""
    names: Iterable[str] = Reference.objects.filter(
        source__application=application, source__archived_at=None, kind=kind.name
    ).values_list("name", flat=True)
    counts: dict[str, int] = {}
    for name in names:
        counts[name] = counts.get(name, 0) + 1
    return counts


def kind_named(name: str) -> Kind:
    """The kind of that name.

    Raises:
        NotFoundError: no such kind.
    """
    if name not in KINDS:
        raise NotFoundError(what=f"kind {name}")
    return KINDS[name]
