"""The difference that an approver reads, made from exactly the frozen content that was signed."""

from dataclasses import dataclass

from handrail.compile.diff import diff, in_words
from handrail.compile.wording import Speech
from handrail.library.access import Actor
from handrail.publishing.access import current_pointer, require_release_reader
from handrail.publishing.models import Release


@dataclass(frozen=True)
class ReadableChange:
    """One difference in the reader's language.

    Attributes:
        subject: the thing, e.g. *Walkthrough "First transfer"*; what the page groups by.
        words: the whole sentence.
        below: the same below a heading that says the subject.
        first: whether it is of the kind that an approver must see first.
    """

    subject: str
    words: str
    below: str
    first: bool


@dataclass(frozen=True)
class ReadableDiff:
    """A release against what it was proposed against.

    Attributes:
        release: what would be live.
        base: what is live; None when nothing is.
        first: changes an approver must see first.
        groups: (subject, changes) of the others, in order.
        stopped: names of campaigns that are stopped and stay so.
        shown_again: names of campaigns that were stopped and may start again.
        outdated: whether something else became live since the release was proposed.
    """

    release: Release
    base: Release | None
    first: list[ReadableChange]
    groups: list[tuple[str, list[ReadableChange]]]
    stopped: list[str]
    shown_again: list[str]
    outdated: bool

    @property
    def count(self) -> int:
        """How many changes there are."""
        return len(self.first) + sum(len(changes) for _, changes in self.groups)


def readable_diff(*, actor: Actor, release: Release, language: str = "en") -> ReadableDiff:
    """Everything that would be different for end users, in words.

    Args:
        actor: anybody with a role in the application.
        release: of any state; a past one is compared with what was live before it.
        language: ``de`` or English.
    """
    require_release_reader(actor, release.application)
    base = release.base
    speech: Speech = "de" if language.startswith("de") else "en"
    changes = diff(
        base.content if base is not None else None,
        release.content,
        base.overlay_model if base is not None else None,
        release.overlay_model,
    )
    readable = [
        ReadableChange(
            subject=each.where[0].in_(speech) if each.where else "",
            words=in_words(each, speech),
            below=in_words(each, speech, below_heading=True),
            first=each.weight == "first",
        )
        for each in changes
    ]
    groups: dict[str, list[ReadableChange]] = {}
    for change in readable:
        if not change.first:
            groups.setdefault(change.subject, []).append(change)
    pointer = current_pointer(release.environment)
    names = {each["id"]: str(each["name"]) for each in release.data.get("campaigns", [])}
    off = set(pointer.off if pointer is not None else ()) & set(names)
    return ReadableDiff(
        release=release,
        base=base,
        first=[each for each in readable if each.first],
        groups=list(groups.items()),
        stopped=[names[each] for each in sorted(off - set(release.show_again))],
        shown_again=[names[each] for each in sorted(set(release.show_again) & set(names))],
        outdated=release.is_open and (pointer.release_id if pointer is not None else None) != release.base_id,
    )
