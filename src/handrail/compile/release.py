"""Content + overlay → everything a release consists of, as bytes. Nothing is read, written or signed here."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, cast

from handrail.compile.blocks import InLanguage
from handrail.compile.campaigns import compile_content, compile_index_line, starts_by_itself
from handrail.compile.errors import MissingMediaError
from handrail.compile.languages import base_language, direction, fallback_chain, tags_of
from handrail.compile.rules import compile_rule, compile_segment
from handrail.compile.sdk_words import words_for
from handrail.compile.source import sorted_content, source_bytes
from handrail.compile.text_hash import text_hash
from handrail.compile.theme import compile_theme, with_default
from handrail.schema.authored.application import ApplicationContent, Media, Overlay
from handrail.schema.authored.campaign import Campaign
from handrail.schema.authored.places import Element
from handrail.schema.wire import boot as wire
from handrail.schema.wire.blocks import Blob

INLINE_BUDGET = 16_384
"""Bytes of campaign content that a boot file carries itself."""

MIN_SDK = "0.1.0"
"""The oldest SDK that reads boot files of format 1 as they are written here."""


@dataclass(frozen=True)
class CompiledRelease:
    """What the release payload names, ready to be hashed and packed."""

    boots: dict[str, bytes]
    """Lower-case locale tag → boot file; ``*`` is the base language's, for every other locale."""
    blobs: list[tuple[str, bytes]]
    """(extension, bytes) of content, pictures and videos, each once, ordered by hash."""
    source: bytes
    """Canonical JSON of the authored content."""
    min_sdk: str


def compile_release(
    content: ApplicationContent,
    overlay: Overlay,
    *,
    application: str,
    release: int,
    media: Mapping[str, bytes],
) -> CompiledRelease:
    """Compile everything of one environment.

    Args:
        content: the frozen content; without campaigns it is the default release.
        overlay: what differs per environment.
        application: the application's key.
        release: number of the release, from 1.
        media: SHA-256 → bytes, at least of the pictures and videos that campaigns show.

    Returns:
        The same bytes for the same input, whatever the order of campaigns, segments and the like.

    Raises:
        MissingMediaError: a shown picture's or video's bytes are absent or have another hash.
    """
    compiler = _Compiler(sorted_content(content), overlay, application, release, media)
    boots: dict[str, bytes] = {}
    for name, tags in tags_of(content).items():
        boot = compiler.boot(name)
        boots.update(dict.fromkeys(tags, boot))
    boots["*"] = boots[base_language(content).name]
    return CompiledRelease(
        boots=dict(sorted(boots.items())),
        blobs=[compiler.blobs[sha] for sha in sorted(compiler.blobs)],
        source=source_bytes(content),
        min_sdk=MIN_SDK,
    )


def compile_boot(
    content: ApplicationContent, overlay: Overlay, *, application: str, language: str, media: Mapping[str, bytes]
) -> tuple[bytes, dict[str, tuple[str, bytes]]]:
    """The boot file of one language alone, as a release would hold it: for previews.

    Args:
        content: as of ``compile_release``.
        overlay: as of ``compile_release``.
        application: the application's key.
        language: name of one of the content's languages.
        media: SHA-256 → bytes, at least of the pictures and videos that campaigns show.

    Returns:
        The boot file, and SHA-256 → (extension, bytes) of the blobs that it names.

    Raises:
        MissingMediaError: a shown picture's or video's bytes are absent or have another hash.
    """
    compiler = _Compiler(sorted_content(content), overlay, application, 0, media)
    return compiler.boot(language), compiler.blobs


class _Compiler:
    """One release being compiled; collects blobs while the boot files are made."""

    def __init__(
        self,
        content: ApplicationContent,
        overlay: Overlay,
        application: str,
        release: int,
        media: Mapping[str, bytes],
    ) -> None:
        self._content = content
        self._overlay = overlay
        self._application = application
        self._release = release
        self._media_bytes = media
        self._media = {each.sha256: each for each in content.media}
        self.blobs: dict[str, tuple[str, bytes]] = {}
        self._shared = self._without_language()

    def boot(self, name: str) -> bytes:
        """The boot file of one language."""
        content = self._content
        tags = tags_of(content)
        return wire.Boot(
            application=self._application,
            environment=self._overlay.environment,
            release=self._release,
            language=name,
            base_language=base_language(content).name,
            direction=cast(Literal["ltr", "rtl"], direction(name)),
            languages=[
                wire.Language(name=each.name, display_name=each.display_name, locales=tags[each.name])
                for each in content.languages
            ],
            words=words_for(content, name),
            campaigns=self._campaigns(name),
            **self._shared,
        ).wire_json()

    def _without_language(self) -> dict[str, object]:
        """The parts of a boot file that are the same in every language."""
        content = self._content
        default_theme, themes = with_default(content.themes, content.settings.default_theme)
        return {
            "settings": _settings(content, self._overlay),
            "attributes": [
                wire.Attribute(name=a.name, type=a.type, visibility=a.visibility, source=a.source)
                for a in content.attributes
            ],
            "tracked_events": [
                wire.TrackedEvent(
                    name=e.name,
                    clicked_element=e.clicked_element,
                    rule=None if e.rule is None else compile_rule(e.rule),
                )
                for e in content.tracked_events
            ],
            "segments": [wire.Named(id=s.id, rule=compile_segment(s, self._application)) for s in content.segments],
            "screens": [wire.Named(id=s.id, rule=compile_rule(s.rule)) for s in content.screens],
            "elements": [
                wire.Element(id=e.id, locator=compile_locator(e, self._application)) for e in content.elements
            ],
            "themes": [compile_theme(each) for each in themes],
            "default_theme": default_theme,
        }

    def _campaigns(self, name: str) -> list[wire.Campaign]:
        language = InLanguage(fallback_chain(self._content, name), self._media, self._media_blob)
        contents = {each.id: compile_content(each, language) for each in self._content.campaigns}
        sizes = {key: content.wire_json() for key, content in contents.items()}
        inline = _inline(self._content.campaigns, {key: len(data) for key, data in sizes.items()})
        lines: list[wire.Campaign] = []
        for campaign in self._content.campaigns:
            if campaign.id in inline:
                lines.append(compile_index_line(campaign, contents[campaign.id], None))
            else:
                lines.append(compile_index_line(campaign, None, self._blob("json", sizes[campaign.id])))
        return lines

    def _media_blob(self, media: Media) -> Blob:
        data = self._media_bytes.get(media.sha256)
        if data is None:
            raise MissingMediaError(name=media.name, sha256=media.sha256, reason="its bytes are missing")
        if hashlib.sha256(data).hexdigest() != media.sha256:
            raise MissingMediaError(name=media.name, sha256=media.sha256, reason="its bytes have another hash")
        return self._blob(media.extension, data)

    def _blob(self, extension: str, data: bytes) -> Blob:
        sha256 = hashlib.sha256(data).hexdigest()
        self.blobs[sha256] = (extension, data)
        return Blob.model_validate({"sha256": sha256, "length": len(data), "extension": extension})


def _inline(campaigns: list[Campaign], sizes: Mapping[str, int]) -> set[str]:
    """Which campaigns a boot file carries: those that start by themselves, by priority, as far as space allows."""
    wanted = sorted(
        (each for each in campaigns if starts_by_itself(each)),
        key=lambda each: (-each.auto_play.priority, each.id),
    )
    left = INLINE_BUDGET
    chosen: set[str] = set()
    for campaign in wanted:
        if sizes[campaign.id] <= left:
            left -= sizes[campaign.id]
            chosen.add(campaign.id)
    return chosen


def _settings(content: ApplicationContent, overlay: Overlay) -> wire.Settings:
    settings = content.settings
    return wire.Settings(
        session_timeout=settings.session_timeout_s,
        auto_play_per_session=settings.auto_play_cap.per_session,
        auto_play_min_seconds=settings.auto_play_cap.min_seconds_between,
        events_off=sorted(set(settings.events_off)),
        link_origins=sorted(set(settings.link_origins)),
        frame_origins=sorted(set(settings.frame_origins or ())) or None,
        page_origins=sorted(set(overlay.page_origins)),
        console_origin=overlay.console_origin,
        collector=overlay.collector,
    )


def compile_locator(element: Element, application: str) -> wire.Locator:
    """A locator as it ships: what was recorded, its text only as a keyed hash."""
    recorded = element.locator
    return wire.Locator(
        **recorded.model_dump(exclude={"text"}),
        text_hash=None if recorded.text is None else text_hash(application, recorded.text),
    )
