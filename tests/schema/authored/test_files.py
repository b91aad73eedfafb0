"""An application becomes files and comes back; what is wrong in files is said all at once."""

import hashlib
import json
import struct
import zlib
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from compile.sample import SHA, sample, sample_data
from handrail.errors import InvalidInputError
from handrail.schema.authored.application import ApplicationContent
from handrail.schema.authored.file_forms import FORMS, ApplicationFile, file_schemas
from handrail.schema.authored.files import from_files, media_paths, to_files

_TEXT = st.text(max_size=40) | st.sampled_from(
    [
        "no",
        "yes",
        "on",
        "1.0",
        "012",
        "1e3",
        "null",
        "~",
        "",
        " a ",
        "a\nb\n",
        "\n",
        "- x",
        "a: b",
        "#c",
        "&a",
        "*b",
        "!t",
    ]
)


def png(width: int, height: int) -> bytes:
    """A real picture of one colour."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = zlib.compress(b"".join(b"\0" + b"\x20\x60\x90" * width for _ in range(height)))
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def _problems(files: dict[str, Any]) -> list[dict[str, Any]]:
    with pytest.raises(InvalidInputError) as caught:
        from_files(files)
    problems = caught.value.params["problems"]
    assert isinstance(problems, list)
    return problems


def _told(files: dict[str, Any]) -> list[tuple[str, str, str]]:
    return [(p["where"], p["what"], p["do"]) for p in _problems(files)]


def _minimal(**more: str | bytes) -> dict[str, str | bytes]:
    languages = "languages:\n  - name: en\n    displayName: English\n"
    return {"application.yaml": f"name: Bank\n{languages}", **more}


def _sorted(content: ApplicationContent) -> ApplicationContent:
    return from_files(to_files(content))


def test_one_file_a_thing() -> None:
    assert list(to_files(sample())) == [
        "application.yaml",
        "attributes/balance.yaml",
        "attributes/branch.yaml",
        "attributes/plan.yaml",
        "campaigns/amount-tip.yaml",
        "campaigns/first-days.yaml",
        "campaigns/first-transfer.yaml",
        "campaigns/help-here.yaml",
        "campaigns/help.yaml",
        "campaigns/opinion.yaml",
        "campaigns/welcome.yaml",
        "campaigns/which-transfer.yaml",
        "elements/amount.yaml",
        "elements/send.yaml",
        "events/late.yaml",
        "events/paid.yaml",
        "media/logo.yaml",
        "screens/accounts.yaml",
        "screens/transfer.yaml",
        "segments/clerks.yaml",
        "themes/bank.yaml",
    ]
    assert media_paths(sample()) == {SHA: "media/logo.png"}


def test_everything_comes_back() -> None:
    back = from_files(to_files(sample()))
    for field in ApplicationContent.model_fields:
        mine, theirs = getattr(sample(), field), getattr(back, field)
        if isinstance(mine, list):
            assert sorted(map(repr, mine)) == sorted(map(repr, theirs)), field
        else:
            assert mine == theirs, field


def test_no_field_of_the_content_is_forgotten() -> None:
    held = {*ApplicationFile.model_fields, "media", *(form.field for form in FORMS)}
    assert held == set(ApplicationContent.model_fields)


def test_a_changed_text_is_one_changed_line() -> None:
    data = sample_data()
    data["campaigns"][0]["content"]["blocks"][0]["text"]["de"] = "Hallo"
    before, after = to_files(sample()), to_files(ApplicationContent.model_validate(data))
    changed = [path for path in before if before[path] != after[path]]
    assert changed == ["campaigns/welcome.yaml"]
    old, new = (files[changed[0]].splitlines() for files in (before, after))
    assert [(a.strip(), b.strip()) for a, b in zip(old, new, strict=True) if a != b] == [
        ("de: Willkommen", "de: Hallo")
    ]


def test_texts_of_several_lines_stand_as_blocks() -> None:
    assert "text:\n        en: |-\n          Hello {{plan}}" in to_files(sample())["campaigns/welcome.yaml"]


@given(_TEXT, _TEXT, _TEXT, st.lists(_TEXT.filter(bool), max_size=2))
def test_the_round_trip_is_stable_to_the_byte(one: str, two: str, name: str, values: list[str]) -> None:
    data = sample_data()
    blocks = data["campaigns"][0]["content"]["blocks"]
    blocks[0]["text"] = {"en": one, "de": two}
    blocks[1]["text"]["en"] = f"{one}\n\n{two}\n"
    data["campaigns"][0]["name"] = name or "x"
    data["media"][0]["name"] = name or "x"
    data["segments"][0]["rule"] = {"variable": "path", "operator": "oneOf", "value": values}
    content = ApplicationContent.model_validate(data)
    files = to_files(content)
    back = from_files(files)
    assert to_files(back) == files
    assert next(each for each in back.campaigns if each.id == "welcome").content == content.campaigns[0].content
    assert back.media == content.media


def test_other_readers_of_yaml_see_the_same() -> None:
    data = sample_data()
    data["campaigns"][0]["content"]["blocks"][0]["text"] = {"en": "no", "de": "1.0"}
    text = to_files(ApplicationContent.model_validate(data))["campaigns/welcome.yaml"]
    assert yaml.safe_load(text)["content"]["blocks"][0]["text"] == {"en": "no", "de": "1.0"}
    assert yaml.safe_load(text)["autoPlay"]["trigger"] == {"on": "static"}


def test_norwegian_is_a_language_and_not_a_no() -> None:
    files = _minimal(
        **{
            "application.yaml": "name: On\nlanguages:\n  - name: no\n    displayName: Norsk\n"
            "settings:\n  baseLanguage: no\n"
        }
    )
    content = from_files(files)
    assert (content.name, content.languages[0].name) == ("On", "no")
    assert "name: 'no'" in to_files(content)["application.yaml"]


def test_a_picture_needs_only_its_file() -> None:
    data = png(3, 2)
    image = "{block: image, media: tree.png, alternative: {}}"
    campaign = f"name: C\ncontent:\n  kind: announcement\n  blocks:\n    - {image}\n"
    content = from_files(_minimal(**{"media/tree.png": data, "campaigns/c.yaml": campaign}))
    sha256 = hashlib.sha256(data).hexdigest()
    assert [(m.sha256, m.name, m.extension, m.width, m.height) for m in content.media] == [
        (sha256, "tree", "png", 3, 2)
    ]
    assert content.campaigns[0].content.model_dump()["blocks"][0]["media"] == sha256
    assert "media: tree.png" in to_files(content)["campaigns/c.yaml"]


def test_a_video_needs_only_its_file_and_captions_are_lines_of_text() -> None:
    data = (Path(__file__).parents[2] / "golden/videos/clip.webm").read_bytes()
    campaign = (
        "name: C\ncontent:\n  kind: announcement\n  blocks:\n    - block: video\n      media: tour.webm\n"
        "      label: {en: How to pay}\n      captions:\n        en: |\n          WEBVTT\n\n"
        "          00:00.500 --> 00:01.500\n          Press Pay.\n"
    )
    files = _minimal(**{"media/tour.webm": data, "campaigns/c.yaml": campaign})
    content = from_files(files)
    sha256 = hashlib.sha256(data).hexdigest()
    assert [(m.sha256, m.name, m.extension, m.width, m.height) for m in content.media] == [
        (sha256, "tour", "webm", 160, 90)
    ]
    [video] = content.campaigns[0].content.blocks
    assert (video.media, video.captions["en"]) == (sha256, "WEBVTT\n\n00:00.500 --> 00:01.500\nPress Pay.\n")
    written = to_files(content)
    assert "media: tour.webm" in written["campaigns/c.yaml"]
    assert from_files({**written, "media/tour.webm": data}) == content
    missing = {path: text for path, text in written.items() if not path.startswith("media/")}
    assert _told(missing) == [
        ("campaigns/c.yaml", 'there is no video "tour.webm" in media/', "add the file or name another one")
    ]


def test_a_replaced_picture_counts_with_its_new_bytes() -> None:
    first = from_files(_minimal(**{"media/tree.png": png(3, 2)}))
    again = from_files({**to_files(first), "media/tree.png": png(5, 5)})
    assert (again.media[0].width, again.media[0].sha256) == (5, hashlib.sha256(png(5, 5)).hexdigest())


def test_two_pictures_of_one_name_get_two_files() -> None:
    data = sample_data()
    data["media"].append({**data["media"][0], "sha256": "a" * 64})
    content = ApplicationContent.model_validate(data)
    assert sorted(media_paths(content).values()) == [f"media/logo-{'a' * 8}.png", "media/logo.png"] or sorted(
        media_paths(content).values()
    ) == [f"media/logo-{SHA[:8]}.png", "media/logo.png"]
    assert to_files(_sorted(content)) == to_files(content)


def test_all_problems_are_told_at_once() -> None:
    files = to_files(sample())
    files["campaigns/welcome.yaml"] = (
        files["campaigns/welcome.yaml"].replace("priority", "prioritty").replace("en: Two", "en: 12")
    )
    files["campaigns/first-transfer.yaml"] = files["campaigns/first-transfer.yaml"].replace(
        "element: amount", "element: amonut"
    )
    files["segments/clerks.yaml"] += "colour: red\n"
    files["notes/x.yaml"] = "a: b"
    assert _told(files) == [
        (
            "campaigns/welcome.yaml: autoPlay.prioritty",
            'the field "prioritty" is not known here',
            'did you mean "priority"?',
        ),
        (
            "campaigns/welcome.yaml: content.blocks.3.items.1.en",
            "a text is expected, not 12",
            "put it in quotation marks",
        ),
        ("notes/x.yaml", "no kind of thing lives here", _told({**_minimal(), "notes/x.yaml": "a: b"})[0][2]),
        ("segments/clerks.yaml: colour", 'the field "colour" is not known here', "remove it"),
        (
            "campaigns/first-transfer.yaml: content.steps.1.element",
            'there is no element "amonut"',
            "create it, or name one that exists",
        ),
    ]
    line = files["campaigns/first-transfer.yaml"].splitlines().index("      element: amonut") + 1
    assert _problems(files)[-1]["line"] == line


@pytest.mark.parametrize(
    ("path", "text", "where", "what"),
    [
        ("segments/s.yaml", "a: &x b", "segments/s.yaml", "anchors (&) and aliases (*) are not allowed"),
        ("segments/s.yaml", "a: *x", "segments/s.yaml", "anchors (&) and aliases (*) are not allowed"),
        ("segments/s.yaml", "a: !!python/object/apply:os.system [id]", "segments/s.yaml", "tags (!) are not allowed"),
        ("segments/s.yaml", "name: a\nname: b", "segments/s.yaml", 'the key "name" is there twice'),
        ("segments/s.yaml", "? [a]\n: b", "segments/s.yaml", "a key must be a word"),
        ("segments/s.yaml", "- a", "segments/s.yaml", "the file does not hold fields"),
        ("segments/s.yaml", "", "segments/s.yaml", "the file does not hold fields"),
        ("segments/s.yaml", "[" * 100_000, "segments/s.yaml", "it is nested too deeply"),
        ("segments/s.yaml", "a" * 1_000_001, "segments/s.yaml", "the file is larger than 1,000,000 characters"),
        ("segments/s.yaml", b"name: \xff", "segments/s.yaml", "the file is not UTF-8"),
        ("segments/s.yml", "name: a", "segments/s.yml", "no kind of thing lives here"),
        ("segments/S.yaml", "name: a\nrule: {all: []}", "segments/S.yaml: id", '"S" does not have the right form'),
        (
            "segments/s.yaml",
            "id: s\nname: a\nrule: {all: []}",
            "segments/s.yaml: id",
            'the field "id" is the file\'s name',
        ),
        ("segments/s.yaml", "name: a", "segments/s.yaml: rule", 'the field "rule" is missing'),
        ("segments/s.yaml", "name: true\nrule: {all: []}", "segments/s.yaml: name", "a text is expected, not true"),
        (
            "campaigns/c.yaml",
            "name: C\nauto_play: {}\ncontent: {kind: announcement, blocks: []}",
            "campaigns/c.yaml: auto_play",
            'the field "auto_play" is not known here',
        ),
        ("media/a.svg", b"<svg/>", "media/a.svg", "no picture or video of a known kind"),
        ("media/a.png", b"GIF89a", "media/a.png", "the file is no png picture"),
        ("media/a.mp4", b"GIF89a", "media/a.mp4", "the file is no mp4 video"),
        (
            "campaigns/c.yaml",
            "name: C\ncontent: {kind: poster}",
            "campaigns/c.yaml: content",
            '"poster" is not known here',
        ),
    ],
)
def test_bad_files_are_told_with_what_to_do(path: str, text: str | bytes, where: str, what: str) -> None:
    problems = _problems(_minimal(**{path: text}))
    assert [(p["where"], p["what"]) for p in problems] == [(where, what)]
    assert problems[0]["do"]


def test_nothing_works_without_the_application_file() -> None:
    assert _told({"segments/s.yaml": "name: a\nrule: {all: []}"}) == [
        ("application.yaml", "the file is missing", "add it with name and languages")
    ]


def test_a_reference_to_a_file_that_is_wrong_itself_is_not_told_as_well() -> None:
    files = to_files(sample())
    files["elements/send.yaml"] = "name: 1"
    assert {p["where"].split(":")[0] for p in _problems(files)} == {"elements/send.yaml"}


def test_a_missing_picture_is_told() -> None:
    files = to_files(sample())
    del files["media/logo.yaml"]
    assert _told(files) == [
        ("campaigns/welcome.yaml", 'there is no picture "logo.png" in media/', "add the file or name another one")
    ]


def test_readmes_and_hidden_files_are_left_alone() -> None:
    content = from_files(_minimal(**{"README.md": "# hi", ".git/config": "x", ".handrail.json": "{}"}))
    assert content.name == "Bank"


def test_every_kind_of_file_has_a_schema_that_names_its_fields() -> None:
    schemas = file_schemas()
    folder = Path(__file__).parents[3] / "schema"
    for name, schema in schemas.items():
        assert json.loads((folder / name).read_text(encoding="utf-8")) == json.loads(json.dumps(schema))
    assert set(schemas) == {f"{form.kind}.schema.json" for form in FORMS} | {
        "application.schema.json",
        "media.schema.json",
    }
    for path, text in to_files(sample()).items():
        kind = {"campaigns": "campaign", "application.yaml": "application"}.get(path.partition("/")[0])
        if kind is not None:
            assert set(yaml.safe_load(text)) <= set(schemas[f"{kind}.schema.json"]["properties"]), path
            assert "id" not in schemas[f"{kind}.schema.json"]["properties"]
