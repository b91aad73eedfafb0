"""Content as code: one application as a tree of YAML files, one file a thing, and back. Pure; no disk is touched.

::

    application.yaml              name, settings, languages
    campaigns/<id>.yaml           segments/  screens/  elements/  themes/
    attributes/<name>.yaml        events/<name>.yaml
    media/<name>.png (jpg, webp, avif, mp4, webm) and media/<name>.yaml

What is usual is left out, keys stand in the models' order, so a change of one thing is a change of one line. Comments
in hand-written files are not kept by an export. Blocks name their picture or video by its file name.
"""

import hashlib
from collections.abc import Iterator, Mapping

from pydantic import BaseModel, ValidationError

from handrail.errors import InvalidInputError
from handrail.schema.authored.application import ApplicationContent, Media
from handrail.schema.authored.file_forms import FORMS, ApplicationFile, Form, MediaFile, media_names
from handrail.schema.authored.file_problems import FileProblem, problems_of
from handrail.schema.authored.image_size import picture
from handrail.schema.authored.references import FOLDERS, broken_references, duplicates
from handrail.schema.authored.video_size import VIDEOS, video
from handrail.schema.authored.yaml_form import Path, Plain, YamlError, read_yaml, write_yaml

_APPLICATION = "application.yaml"
_MEDIA = ("png", "jpg", "webp", "avif", *VIDEOS)
_FORM_OF = {FOLDERS[form.kind]: form for form in FORMS}


def to_files(content: ApplicationContent) -> dict[str, str]:
    """Path → text of every YAML file, sorted by path. The media's bytes go beside them (``media_paths``)."""
    pictures = media_names(content.media)
    own = ApplicationFile(name=content.name, settings=content.settings, languages=content.languages)
    files = {_APPLICATION: write_yaml(_dump(own))}
    for form in FORMS:
        for thing in getattr(content, form.field):
            data = _dump(thing)
            key = data.pop(form.key)
            _name_pictures(data, pictures)
            files[f"{FOLDERS[form.kind]}/{key}.yaml"] = write_yaml(data)
    for media in content.media:
        stem = pictures[media.sha256].rpartition(".")[0]
        sidecar = MediaFile(name=None if media.name == stem else media.name, **media.model_dump(exclude={"name"}))
        files[f"media/{stem}.yaml"] = write_yaml(_dump(sidecar))
    return dict(sorted(files.items()))


def media_paths(content: ApplicationContent) -> dict[str, str]:
    """SHA-256 → path of the bytes of each picture and video."""
    return {sha256: f"media/{name}" for sha256, name in media_names(content.media).items()}


def from_files(files: Mapping[str, str | bytes]) -> ApplicationContent:
    """The application that a tree of files describes.

    Args:
        files: path (with ``/``) → text or bytes; pictures and videos as bytes. Files that are neither YAML nor lie in
            ``media/`` are ignored (a README), and so is everything whose path holds a part beginning with a dot.

    Raises:
        InvalidInputError: with every problem at once in ``params["problems"]``: file, place in it, line, what is
            wrong, what to do.
    """
    reader = _Reader(files)
    content = reader.content()
    if content is not None:
        reader.problems += _broken(content, reader.failed, reader.lines)
    if reader.problems or content is None:
        raise invalid(reader.problems)
    return content


def invalid(problems: list[FileProblem]) -> InvalidInputError:
    """The error that carries ``problems``."""
    shown = "; ".join(f"{p.as_data()['where']}: {p.what} ({p.do})" for p in problems[:3])
    more = f"; and {len(problems) - 3} more" if len(problems) > 3 else ""
    return InvalidInputError(summary=shown + more, problems=[each.as_data() for each in problems])


def _dump(model: BaseModel) -> dict[str, Plain]:
    data: dict[str, Plain] = model.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    return data


def _images(data: Plain) -> Iterator[dict[str, Plain]]:
    """Every picture and video block in a campaign's data."""
    if isinstance(data, dict):
        if data.get("block") in ("image", "video"):
            yield data
        for each in data.values():
            yield from _images(each)
    elif isinstance(data, list):
        for each in data:
            yield from _images(each)


def _name_pictures(data: Plain, pictures: dict[str, str]) -> None:
    for image in _images(data):
        sha256 = image.get("media")
        if isinstance(sha256, str):
            image["media"] = pictures.get(sha256, sha256)


class _Reader:
    """Reads all files, collecting problems instead of stopping at the first."""

    def __init__(self, files: Mapping[str, str | bytes]) -> None:
        self.problems: list[FileProblem] = []
        self.failed: set[str] = set()
        """Files that could not be used: what refers to them is not to blame."""
        self._files = {path: files[path] for path in sorted(files) if not _is_hidden(path)}
        self.lines: dict[tuple[str, str], int] = {}
        """(file, path within) → line."""
        self._media: dict[str, Media] = {}

    def content(self) -> ApplicationContent | None:
        """Everything that could be read; None without a usable ``application.yaml``."""
        if _APPLICATION not in self._files:
            self._problem(_APPLICATION, "the file is missing", "add it with name and languages")
        self._pictures()
        found: dict[str, list[BaseModel]] = {form.field: [] for form in FORMS}
        own: BaseModel | None = None
        for path in self._files:
            folder, _, name = path.rpartition("/")
            if path == _APPLICATION:
                own = self._model(path, ApplicationFile, None)
            elif folder in _FORM_OF and name.endswith(".yaml"):
                form = _FORM_OF[folder]
                thing = self._model(path, form.model, (form, name.removesuffix(".yaml")))
                found[form.field] += [] if thing is None else [thing]
            elif path.endswith((".yaml", ".yml")) and folder != "media":
                do = f"use application.yaml or one of the folders {', '.join(sorted(_FORM_OF))}, media, and .yaml"
                self._problem(path, "no kind of thing lives here", do)
        if not isinstance(own, ApplicationFile):
            return None
        media = sorted(self._media.values(), key=lambda each: each.sha256)
        return ApplicationContent.model_validate(
            {"name": own.name, "settings": own.settings, "languages": own.languages, "media": media, **found}
        )

    def _problem(self, file: str, what: str, do: str, path: Path = (), line: int = 0) -> None:
        self.failed.add(file)
        self.problems.append(FileProblem(file, ".".join(str(each) for each in path), line, what, do))

    def _yaml(self, path: str) -> tuple[Plain, dict[Path, int]] | None:
        raw = self._files[path]
        try:
            text = raw.decode("utf-8-sig") if isinstance(raw, bytes) else raw.removeprefix("\ufeff")
            return read_yaml(text)
        except UnicodeDecodeError:
            self._problem(path, "the file is not UTF-8", "save it as UTF-8")
        except YamlError as error:
            self._problem(path, error.what, error.do, line=error.line)
        return None

    def _model(self, path: str, model: type[BaseModel], key: tuple[Form, str] | None) -> BaseModel | None:
        read = self._yaml(path)
        if read is None:
            return None
        data, lines = read
        self.lines |= {(path, ".".join(str(each) for each in place)): line for place, line in lines.items()}
        if not isinstance(data, dict):
            self._problem(path, "the file does not hold fields", "write it as key: value lines")
            return None
        complete = dict(data)
        if key is not None:
            form, name = key
            if form.key in data:
                what, do = f'the field "{form.key}" is the file\'s name', "remove it, or rename the file"
                self._problem(path, what, do, (form.key,), lines.get((form.key,), 0))
            complete = {form.key: name, **{k: v for k, v in data.items() if k != form.key}}
        self._find_pictures(path, complete)
        try:
            # Fields by the names of the schemas only: two spellings of one field would be one too many.
            return model.model_validate(complete, by_alias=True, by_name=False)
        except ValidationError as error:
            self.failed.add(path)
            self.problems += problems_of(error, model, path, complete, lines)
            return None

    def _find_pictures(self, path: str, data: Plain) -> None:
        for image in _images(data):
            name = image.get("media")
            if not isinstance(name, str) or name.count(".") != 1:
                continue
            known = self._media.get(f"media/{name.rpartition('.')[0]}")
            if known is None or not name.endswith(f".{known.extension}"):
                what = "video" if image["block"] == "video" else "picture"
                self._problem(path, f'there is no {what} "{name}" in media/', "add the file or name another one")
                image["media"] = "0" * 64
            else:
                image["media"] = known.sha256

    def _pictures(self) -> None:
        """Pictures and videos count with their bytes; where only the YAML file is there, with what it says."""
        stems: dict[str, list[str]] = {}
        for path in self._files:
            if path.startswith("media/"):
                stems.setdefault(path.rpartition(".")[0], []).append(path.rpartition(".")[2])
        for stem, endings in stems.items():
            pictures = [ending for ending in endings if ending in _MEDIA]
            if len(pictures) > 1:
                do = "give each a name of its own"
                self._problem(f"{stem}.{pictures[1]}", "two files share one name", do)
            for ending in endings:
                if ending not in (*_MEDIA, "yaml"):
                    self._problem(
                        f"{stem}.{ending}",
                        "no picture or video of a known kind",
                        "use png, jpg, webp, avif, mp4 or webm",
                    )
            self._picture(stem, pictures[0] if pictures else None, has_sidecar="yaml" in endings)

    def _picture(self, stem: str, ending: str | None, *, has_sidecar: bool) -> None:
        described = self._model(f"{stem}.yaml", MediaFile, None) if has_sidecar else None
        name = stem.removeprefix("media/")
        if isinstance(described, MediaFile) and described.name is not None:
            name = described.name
        if ending is not None:
            data = self._files[f"{stem}.{ending}"]
            data = data.encode() if isinstance(data, str) else data
            found = picture(data) or video(data)
            if found is None or found.extension != ending:
                what = "video" if ending in VIDEOS else "picture"
                self._problem(f"{stem}.{ending}", f"the file is no {ending} {what}", "save it in that format again")
                return
            sha256 = hashlib.sha256(data).hexdigest()
            fields = {"sha256": sha256, "extension": ending, "width": found.width, "height": found.height}
            self._add_media(stem, f"{stem}.{ending}", {"name": name, **fields})
        elif isinstance(described, MediaFile):
            self._add_media(stem, f"{stem}.yaml", {**described.model_dump(), "name": name})

    def _add_media(self, stem: str, path: str, fields: dict[str, object]) -> None:
        try:
            self._media[stem] = Media.model_validate(fields)
        except ValidationError as error:
            self.problems += problems_of(error, Media, path, {}, {})


def _is_hidden(path: str) -> bool:
    return any(part.startswith(".") for part in path.split("/"))


def _broken(content: ApplicationContent, failed: set[str], lines: Mapping[tuple[str, str], int]) -> list[FileProblem]:
    """References to nothing and ids given twice."""
    found: list[FileProblem] = []
    for broken in broken_references(content):
        file, _, path = broken.where.partition(": ")
        owner, _, step = broken.key.partition("/")
        folder = FOLDERS.get("campaign" if broken.kind == "step" else broken.kind, "")
        if f"{folder}/{owner}.yaml" in failed:
            continue
        if broken.kind == "media":
            if broken.key == "0" * 64:
                continue
            what = "there is no such file in media/"
        else:
            what = f'there is no {broken.kind} "{step or owner}"'
        found.append(FileProblem(file, path, lines.get((file, path), 0), what, "create it, or name one that exists"))
    for twice in duplicates(content):
        file, _, path = twice.where.partition(": ")
        if twice.kind == "media":
            what, do = "the same file is there twice", "keep one of the files"
        elif twice.kind == "triggerKey":
            what, do = f'another campaign has the trigger key "{twice.key}"', "choose another one"
        else:
            what, do = f'the {twice.kind} "{twice.key.rpartition("/")[2]}" is there twice', "keep one of them"
        found.append(FileProblem(file, path, lines.get((file, path), 0), what, do))
    return found
