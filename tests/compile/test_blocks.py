"""Blocks of one language are ready to be drawn."""

from pydantic import TypeAdapter

from handrail.compile.blocks import InLanguage, compile_action, compile_blocks
from handrail.schema.authored.application import Media
from handrail.schema.authored.blocks import Blocks
from handrail.schema.wire.blocks import Blob

_BLOCKS: TypeAdapter[Blocks] = TypeAdapter(Blocks)
_SHA = "a" * 64
_MEDIA = Media(sha256=_SHA, name="m", extension="png", width=4, height=3)
_GERMAN = InLanguage(["de", "en"], {_SHA: _MEDIA}, lambda media: Blob(sha256=_SHA, length=9, extension="png"))


def _compiled(*blocks: dict[str, object]) -> list[dict[str, object]]:
    compiled = compile_blocks(_BLOCKS.validate_python(list(blocks)), _GERMAN)
    return [block.model_dump(by_alias=True, exclude_none=True) for block in compiled]


def test_blocks_without_any_text_are_left_out() -> None:
    assert _compiled({"block": "heading", "text": {}}, {"block": "text", "text": {"de": " "}}) == []
    assert _compiled({"block": "list", "items": [{}, {"fr": "x"}]}) == []


def test_images_name_their_blob_and_alternative() -> None:
    image = {"block": "image", "media": _SHA, "alternative": {"en": " Two\nlines "}}
    assert _compiled(image)[0]["alternative"] == "Two lines"
    assert _compiled(image)[0]["blob"] == {"sha256": _SHA, "length": 9, "extension": "png"}


def test_an_image_of_unknown_media_is_left_out() -> None:
    assert _compiled({"block": "image", "media": "b" * 64, "alternative": {}}) == []


def test_labels_are_plain_text() -> None:
    button = {"label": {"en": "**Go**"}, "actions": [{"do": "openLink", "link": "/x", "newTab": True}]}
    [row] = compile_blocks(_BLOCKS.validate_python([{"block": "buttons", "buttons": [button]}]), _GERMAN)
    assert row.wire_json() == (
        b'{"block":"buttons","buttons":[{"label":"**Go**","style":"primary",'
        b'"actions":[{"do":"openLink","link":"/x","newTab":true}]}]}'
    )


def test_actions_keep_only_their_own_fields() -> None:
    blocks = _BLOCKS.validate_python(
        [{"block": "buttons", "buttons": [{"label": {"en": "x"}, "actions": [{"do": "close"}]}]}]
    )
    buttons = blocks[0].buttons
    assert compile_action(buttons[0].actions[0]).wire_json() == b'{"do":"close"}'
