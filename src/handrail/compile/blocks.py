"""Blocks and actions of one language: texts resolved, markup turned into spans, images into blobs."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from handrail.compile.captions import read_captions
from handrail.compile.languages import resolve
from handrail.compile.markup import line, paragraphs, plain
from handrail.schema.authored import blocks as authored
from handrail.schema.authored.actions import Action
from handrail.schema.authored.application import Media
from handrail.schema.wire import blocks as wire
from handrail.schema.wire.actions import Action as WireAction


@dataclass(frozen=True)
class InLanguage:
    """What compiling the content of one language needs to know."""

    chain: list[str]
    """Languages to look for a text in, best first."""
    media: Mapping[str, Media]
    blob_of: Callable[[Media], wire.Blob]
    """Names the blob of a picture or video; raises MissingMediaError."""

    def text(self, texts: Mapping[str, str]) -> str:
        """The text a reader of this language gets."""
        return resolve(texts, self.chain)


def compile_blocks(blocks: list[authored.Block], language: InLanguage) -> list[wire.Block]:
    """Blocks in order; a text block without any text is left out."""
    compiled = (_block(each, language) for each in blocks)
    return [each for each in compiled if each is not None]


def _block(block: authored.Block, language: InLanguage) -> wire.Block | None:
    match block:
        case authored.Heading():
            spans = line(language.text(block.text))
            return wire.Heading(line=spans) if spans else None
        case authored.Paragraphs():
            found = paragraphs(language.text(block.text))
            return wire.Paragraphs(paragraphs=found) if found else None
        case authored.ItemList():
            items = [item for item in (line(language.text(each)) for each in block.items) if item]
            return wire.ItemList(numbered=block.numbered, items=items) if items else None
        case authored.Image():
            media = language.media.get(block.media)
            if media is None or media.is_video:
                return None
            return wire.Image(
                blob=language.blob_of(media),
                width=media.width,
                height=media.height,
                alternative=plain(language.text(block.alternative)),
            )
        case authored.Frame():
            return wire.Frame(link=block.link, title=plain(language.text(block.title)), height=block.height)
        case authored.Video():
            return _video(block, language)
        case authored.Columns():
            columns = [
                {"width": each.width, "blocks": compile_blocks([*each.blocks], language)} for each in block.columns
            ]
            return wire.Columns.model_validate({"columns": columns})
        case authored.Buttons():
            return wire.Buttons(buttons=[_button(each, language) for each in block.buttons])


def _video(block: authored.Video, language: InLanguage) -> wire.Video | None:
    media = language.media.get(block.media)
    if media is None or not media.is_video:
        return None
    cues, _ = read_captions(language.text(block.captions))
    return wire.Video(
        blob=language.blob_of(media),
        width=media.width,
        height=media.height,
        label=plain(language.text(block.label)),
        captions=cues or None,
    )


def _button(button: authored.Button, language: InLanguage) -> wire.Button:
    return wire.Button(
        label=plain(language.text(button.label)),
        style=button.style,
        actions=[compile_action(each) for each in button.actions],
    )


def compile_action(action: Action) -> WireAction:
    """An action in the one flat shape that the SDK runs."""
    return WireAction.model_validate(action.model_dump())
