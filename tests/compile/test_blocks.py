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


_CLIP = "c" * 64
_VIDEO = Media(sha256=_CLIP, name="v", extension="webm", width=160, height=90)


def _with_video(*blocks: dict[str, object]) -> list[dict[str, object]]:
    language = InLanguage(
        ["de", "en"],
        {_SHA: _MEDIA, _CLIP: _VIDEO},
        lambda media: Blob.model_validate({"sha256": media.sha256, "length": 9, "extension": media.extension}),
    )
    compiled = compile_blocks(_BLOCKS.validate_python(list(blocks)), language)
    return [block.model_dump(by_alias=True, exclude_none=True) for block in compiled]


def test_a_video_names_its_blob_its_label_and_the_captions_of_the_language() -> None:
    captions = {"en": "WEBVTT\n\n00:01.000 --> 00:02.000\nPay", "de": "WEBVTT\n\n00:01.000 --> 00:02.000\nZahlen"}
    video = {"block": "video", "media": _CLIP, "label": {"en": " How to\npay "}, "captions": captions}
    assert _with_video(video) == [
        {
            "block": "video",
            "blob": {"sha256": _CLIP, "length": 9, "extension": "webm"},
            "width": 160,
            "height": 90,
            "label": "How to pay",
            "captions": [{"start": 1000, "end": 2000, "text": "Zahlen"}],
        }
    ]
    assert "captions" not in _with_video({**video, "captions": {}})[0]


def test_a_picture_is_not_played_and_a_video_is_not_drawn() -> None:
    assert _with_video({"block": "video", "media": _SHA, "label": {"en": "x"}}) == []
    assert _with_video({"block": "image", "media": _CLIP, "alternative": {}}) == []


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
