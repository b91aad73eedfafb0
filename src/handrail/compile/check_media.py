"""Checks of pictures and videos: is what a block names of its kind, and are the captions captions?"""

from collections.abc import Iterator

from handrail.compile.captions import read_captions
from handrail.compile.problem import Problem
from handrail.schema.authored.application import ApplicationContent
from handrail.schema.authored.blocks import Image, Video
from handrail.schema.authored.references import blocks_of, place


def check_media(content: ApplicationContent) -> Iterator[Problem]:
    """Blocks that show media; that it exists is checked with the other references."""
    known = {each.sha256: each for each in content.media}
    for campaign in content.campaigns:
        for path, block in blocks_of(campaign):
            if not isinstance(block, Image | Video):
                continue
            media = known.get(block.media)
            if media is not None and media.is_video != isinstance(block, Video):
                code = "media.is-video" if media.is_video else "media.is-picture"
                yield Problem("error", code, place("campaign", campaign.id, *path, "media"), {"id": media.name})
            if isinstance(block, Video):
                for language, text in block.captions.items():
                    where = place("campaign", campaign.id, *path, "captions", language)
                    yield from _captions(text, where)


def _captions(text: str, where: str) -> Iterator[Problem]:
    _, faults = read_captions(text)
    for each in faults[:3]:
        yield Problem("error", f"captions.{each.fault}", where, {"line": str(each.line)})
