"""The whole content of an application: read from its drafts, and written back all or nothing."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from handrail.accounts.audit import record
from handrail.applications.models import Application
from handrail.compile.check import check, problem_in_words
from handrail.errors import ConflictError, InvalidInputError
from handrail.library.access import Actor, person_behind, require_author, require_reader
from handrail.library.documents import body_of, put_away, store
from handrail.library.kinds import KINDS, LANGUAGES, SETTINGS, Kind, LanguageList, name_of
from handrail.library.media import authored, publishable, store_blob
from handrail.library.models import Document, Media, Revision
from handrail.library.services import ensure_basics
from handrail.schema.authored.application import ApplicationContent
from handrail.schema.base import AuthoredModel


class ContentChangedError(ConflictError):
    """The application was changed after the version that an import was made from."""

    code = "content.changed-since-export"
    sentence = (
        "The application was changed since version {base} that this import is based on (it is at {current} now). "
        "Nothing was changed; export again, merge, and import the result."
    )


@dataclass(frozen=True)
class ImportResult:
    """What an import did; every entry is ``kind/name``."""

    created: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    """Archived: kept with their revisions."""
    unchanged: int = 0
    version: int = 0
    """The content's version afterwards."""


def content_version(application: Application) -> int:
    """Grows with every save of any document of the application; 0 before the first."""
    return Revision.objects.filter(document__application=application).aggregate(newest=Max("pk"))["newest"] or 0


def load_content(*, actor: Actor, application: Application) -> ApplicationContent:
    """Everything authored of the application, archived things left out."""
    require_reader(actor, application)
    return read_content(application)


def read_content(application: Application) -> ApplicationContent:
    """The same for services that have checked the role."""
    ensure_basics(application)
    bodies: dict[str, list[object]] = {kind.field: [] for kind in KINDS.values()}
    single: dict[str, object] = {}
    for row in Document.objects.kept().filter(application=application).order_by("name"):
        kind = KINDS[row.kind]
        if kind is LANGUAGES:
            single["languages"] = row.body["languages"]
        elif kind is SETTINGS:
            single["settings"] = row.body
        else:
            bodies[kind.field].append(row.body)
    media = [authored(each) for each in Media.objects.filter(application=application).order_by("blob_id")]
    return ApplicationContent.model_validate({"name": application.name, **bodies, **single, "media": media})


def read_media(application: Application, content: ApplicationContent) -> dict[str, bytes]:
    """SHA-256 → bytes of the pictures and videos that ``content`` names."""
    wanted = [each.sha256 for each in content.media]
    rows = Media.objects.filter(application=application, blob_id__in=wanted).select_related("blob")
    return {row.blob_id: bytes(row.blob.data) for row in rows}


def import_content(
    *,
    actor: Actor,
    application: Application,
    content: ApplicationContent,
    media: Mapping[str, bytes],
    base_version: int | None = None,
) -> ImportResult:
    """Make the application's drafts equal to ``content``: everything is checked first, then all of it or nothing.

    Args:
        actor: an author, or a token with ``content:write``.
        application: where to.
        content: the whole content; what it does not have is archived.
        media: SHA-256 → bytes of the pictures and videos that are not there yet.
        base_version: ``content_version`` that the import was made from; None: whatever is there is overwritten.

    Raises:
        InvalidInputError: errors of the checks or pictures that do not fit, as ``problems``.
        ContentChangedError: somebody saved meanwhile.
    """
    require_author(actor, application)
    problems = [*_check(content), *_check_media(application, content, media)]
    if problems:
        summary = "; ".join(f"{each['where']}: {each['what']}" for each in problems[:5])
        raise InvalidInputError(summary=summary, problems=problems)
    with transaction.atomic():
        Application.objects.select_for_update().get(pk=application.pk)
        current = content_version(application)
        if base_version is not None and base_version != current:
            raise ContentChangedError(base=base_version, current=current)
        _write_media(actor, application, content, media)
        result = _write_documents(actor, application, content)
        _drop_media(application, content)
        if result.created or result.changed or result.removed:
            details = {"created": result.created, "changed": result.changed, "removed": result.removed}
            record(actor, "content.imported", application.name, details, application)
    return result


def _check(content: ApplicationContent) -> list[dict[str, str]]:
    return [
        {"where": each.where, "what": problem_in_words(each)} for each in check(content) if each.severity == "error"
    ]


def _check_media(
    application: Application, content: ApplicationContent, media: Mapping[str, bytes]
) -> list[dict[str, str]]:
    """Every picture must be there already or be brought along, with its hash, and be what it says it is."""
    there = set(Media.objects.filter(application=application).values_list("blob_id", flat=True))
    problems: list[dict[str, str]] = []
    for each in content.media:
        where = f"media/{each.name}"
        data = media.get(each.sha256)
        if data is None:
            if each.sha256 not in there:
                problems.append({"where": where, "what": "its bytes were not brought along"})
            continue
        if hashlib.sha256(data).hexdigest() != each.sha256:
            problems.append({"where": where, "what": "its bytes have another SHA-256"})
            continue
        try:
            _, extension, width, height = publishable(each.name, data)
        except InvalidInputError as error:
            problems.append({"where": where, "what": error.message})
            continue
        if (extension, width, height) != (each.extension, each.width, each.height):
            problems.append({"where": where, "what": f"is a {extension} of {width} × {height} pixels"})
    return problems


def _write_media(
    actor: Actor, application: Application, content: ApplicationContent, media: Mapping[str, bytes]
) -> None:
    there = set(Media.objects.filter(application=application).values_list("blob_id", flat=True))
    for each in content.media:
        if each.sha256 not in there:
            Media.objects.create(
                application=application,
                blob=store_blob(media[each.sha256]),
                name=each.name,
                extension=each.extension,
                width=each.width,
                height=each.height,
                uploaded_at=timezone.now(),
                uploaded_by=person_behind(actor),
            )


def _drop_media(application: Application, content: ApplicationContent) -> None:
    kept = [each.sha256 for each in content.media]
    Media.objects.filter(application=application).exclude(blob_id__in=kept).delete()


def documents_of(content: ApplicationContent) -> Iterable[tuple[Kind, AuthoredModel]]:
    """Every document of the content with its kind, what is pointed to first."""
    for kind in KINDS.values():
        if kind is SETTINGS:
            yield kind, content.settings
        elif kind is LANGUAGES:
            yield kind, LanguageList(languages=content.languages)
        else:
            for document in getattr(content, kind.field):
                yield kind, document


def _write_documents(actor: Actor, application: Application, content: ApplicationContent) -> ImportResult:
    rows = {(row.kind, row.name): row for row in Document.objects.filter(application=application)}
    result = ImportResult()
    unchanged, seen = 0, set()
    for kind, document in documents_of(content):
        key = (kind.name, name_of(kind, document))
        seen.add(key)
        row = rows.get(key)
        if row is not None and row.archived_at is None and row.body == body_of(document):
            unchanged += 1
            continue
        version = row.version if row is not None else None
        stored = store(actor=actor, application=application, kind=kind, document=document, expected_version=version)
        (result.created if row is None else result.changed).append(stored.path)
    for key, row in rows.items():
        if key not in seen and row.archived_at is None:
            put_away(actor=actor, row=row)
            result.removed.append(row.path)
    return ImportResult(
        created=result.created,
        changed=result.changed,
        removed=result.removed,
        unchanged=unchanged,
        version=content_version(application),
    )
