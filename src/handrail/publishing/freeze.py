"""Freezes drafts into what a release holds: content, overlay, versions, and who wrote the changes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from handrail.accounts.models import User
from handrail.applications.models import Application, Environment
from handrail.campaigns.content import read_content
from handrail.compile.check import check, problem_in_words
from handrail.library.kinds import CAMPAIGN
from handrail.library.models import Document, Revision
from handrail.publishing.errors import UnpublishableError
from handrail.publishing.models import Release
from handrail.schema.authored.application import ApplicationContent, Overlay
from handrail.settings import console_settings


@dataclass(frozen=True)
class Frozen:
    """Drafts at one moment."""

    content: ApplicationContent
    versions: Mapping[str, int]
    """``kind/name`` → version, archived ones too: an archived draft is a change as well."""


def freeze(application: Application, campaigns: Iterable[str] | None, base: Release | None) -> Frozen:
    """The content to be published.

    Args:
        application: whose drafts.
        campaigns: ids whose drafts go out; the others stay as they are in ``base``. None: everything.
        base: what is live.
    """
    content = read_content(application)
    rows = Document.objects.filter(application=application).values_list("kind", "name", "version")
    versions = {f"{kind}/{name}": version for kind, name, version in rows}
    if campaigns is None:
        return Frozen(content, versions)
    chosen = set(campaigns)
    live = list(base.content.campaigns) if base is not None else []
    kept = [each for each in live if each.id not in chosen]
    drafts = [each for each in content.campaigns if each.id in chosen]
    old = base.versions if base is not None else {}
    prefix = f"{CAMPAIGN.name}/"
    versions = {
        path: version
        for path, version in versions.items()
        if not path.startswith(prefix) or path.removeprefix(prefix) in chosen
    } | {path: version for path, version in old.items() if path in {f"{prefix}{each.id}" for each in kept}}
    return Frozen(content.model_copy(update={"campaigns": [*kept, *drafts]}), versions)


def require_publishable(content: ApplicationContent) -> None:
    """Refuse what the checks call an error.

    Raises:
        UnpublishableError: with all problems.
    """
    problems = [
        {"where": each.where, "what": problem_in_words(each)} for each in check(content) if each.severity == "error"
    ]
    if problems:
        summary = "; ".join(f"{each['where']}: {each['what']}" for each in problems[:3])
        raise UnpublishableError(summary=summary, problems=problems)


def overlay_of(environment: Environment) -> Overlay:
    """What differs per environment; Power Mode's console is named only where the snippet pins it."""
    return Overlay(
        environment=environment.name,
        page_origins=[environment.page_origin] if environment.page_origin else [],
        console_origin=console_settings().console_origin if environment.power else None,
        collector=environment.collector_url or None,
    )


def authors_of(application: Application, versions: Mapping[str, int], base: Release | None) -> set[User]:
    """Everybody who saved a revision that is in ``versions`` and not in ``base``."""
    old = base.versions if base is not None else {}
    found: set[User] = set()
    revisions = Revision.objects.filter(document__application=application).select_related("document", "saved_by")
    for revision in revisions.defer("body"):
        path = revision.document.path
        after, until = old.get(path, 0), versions.get(path, 0)
        if after < revision.version <= until and revision.saved_by is not None:
            found.add(revision.saved_by)
    return found
