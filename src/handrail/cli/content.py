"""``handrail export``, ``handrail import`` and ``handrail check``: content as code (docs/reference/content.md).

Export and import talk to the console's REST API with a scoped token (``HANDRAIL_TOKEN`` or ``HANDRAIL_TOKEN_FILE``);
check needs neither network nor token. Pydantic and httpx are loaded only when one of them runs.
"""

import base64
import hashlib
import json
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Annotated, NoReturn
from urllib.parse import quote

import typer

from handrail.errors import HandrailError

if TYPE_CHECKING:
    import httpx

    from handrail.schema.authored.application import ApplicationContent

REFUSED = 10
"""Exit code: the input or the console refused; nothing was changed."""
FAILED = 20
"""Exit code: the console could not be reached or answered oddly; nothing was changed here."""

_STATE = ".handrail.json"
_TIMEOUT_S = 60.0
_YAML_LARGEST = 4_000_000
_PICTURE_LARGEST = 8 * 1024 * 1024

Directory = Annotated[Path, typer.Argument(metavar="DIR", help="Directory of the application's files.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print the result as data.")]


class ConsoleUnreachableError(HandrailError):
    """The console gave no usable answer; nothing was changed."""

    code = "console.unreachable"
    sentence = "The console at {console} gave no usable answer: {reason}. Nothing was changed; check the address."


class ConsoleRefusedError(HandrailError):
    """The console answered with an error of its own; nothing was changed."""

    code = "console.refused"
    sentence = "{message}"


class FilesUnusableError(HandrailError):
    """The directory cannot be read or written as it is; nothing was changed."""

    code = "content.files-unusable"
    sentence = "{where}: {problem}. Nothing was changed; {do}."


def export_content(
    application: Annotated[str, typer.Argument(help="Key of the application.")],
    directory: Directory,
    console: Annotated[str, typer.Option(help="Address of the console, e.g. https://console.example.com.")],
    as_json: AsJson = False,
) -> None:
    """Write everything authored of an application into DIR, one file a thing."""
    try:
        changed = _export(application, directory, console)
    except HandrailError as error:
        _fail(error, as_json)
    if as_json:
        _print(json.dumps({"directory": str(directory), **changed}))
    else:
        counts = ", ".join(f"{len(paths)} {name}" for name, paths in changed.items())
        _print(f"Exported {application} to {directory}: {counts} files.")


def import_content(
    directory: Directory,
    console: Annotated[str | None, typer.Option(help="Address of the console; absent: where DIR came from.")] = None,
    application: Annotated[str | None, typer.Option(help="Key; absent: the one DIR was exported from.")] = None,
    force: Annotated[bool, typer.Option(help="Overwrite what others changed since the export.")] = False,
    as_json: AsJson = False,
) -> None:
    """Check DIR and put all of it into the application's drafts, or change nothing."""
    try:
        done = _import(directory, console, application, force=force)
    except HandrailError as error:
        _fail(error, as_json)
    if as_json:
        _print(json.dumps({"directory": str(directory), **done}))
    else:
        for verb, names in done.items():
            for name in names:
                _print(f"{verb} {name}")
        _print(f"Imported {directory}: the drafts are exactly these files. Nothing is live yet.")


def check_content(directory: Directory, as_json: AsJson = False) -> None:
    """Say what is wrong or unwise in DIR, offline. Exit 10 when something must be corrected."""
    from handrail.compile.check import check, problem_in_words
    from handrail.schema.authored.files import from_files

    try:
        content = from_files(_read(directory))
    except HandrailError as error:
        _fail(error, as_json)
    problems = check(content)
    errors = sum(problem.severity == "error" for problem in problems)
    if as_json:
        found = [
            {"severity": p.severity, "code": p.code, "where": p.where, "what": problem_in_words(p)} for p in problems
        ]
        _print(json.dumps({"errors": errors, "problems": found}, ensure_ascii=False))
    else:
        for problem in problems:
            _print(f"{problem.severity}: {problem.where}: {problem_in_words(problem)}")
        _print(f"{errors} to correct, {len(problems) - errors} to consider.")
    if errors:
        raise typer.Exit(REFUSED)


def _export(application: str, directory: Path, console: str) -> dict[str, list[str]]:
    """Fetch and write; returns the paths written, kept and removed."""
    from handrail.schema.authored.files import media_paths, to_files

    with _client(console) as client:
        answer = _answer(client, "GET", f"{_path(application)}/content")
        content = _content(answer, console)
        pictures = {
            path: _picture(client, application, sha256, console) for sha256, path in media_paths(content).items()
        }
    wanted = {path: text.encode() for path, text in to_files(content).items()} | pictures
    by_folded = {path.casefold(): path for path in wanted}
    for path in wanted:
        if by_folded[path.casefold()] != path:
            raise FilesUnusableError(
                where=path,
                problem=f"many file systems cannot hold it beside {by_folded[path.casefold()]}",
                do="rename one of the two in the console",
            )
    state = {"application": application, "console": console, "baseVersion": _version(answer)}
    changed = _write_all(directory, wanted)
    _write(directory / _STATE, (json.dumps(state, indent=2) + "\n").encode())
    return changed


def _import(directory: Path, console: str | None, application: str | None, *, force: bool) -> dict[str, list[str]]:
    """Check and send; returns what the console says it created, changed and removed."""
    from handrail.schema.authored.files import from_files

    files = _read(directory)
    content = from_files(files)
    state = _state(directory)
    console, application = console or state.get("console"), application or state.get("application")
    if not console or not application:
        raise FilesUnusableError(
            where=str(directory),
            problem="it does not say which application of which console it belongs to",
            do="give --console and --application",
        )
    known = {each.sha256 for each in content.media}
    pictures = {hashlib.sha256(data).hexdigest(): data for path, data in files.items() if path.startswith("media/")}
    same = console == state.get("console") and application == state.get("application")
    body = {
        "content": content.model_dump(mode="json", by_alias=True, exclude_none=True),
        "media": {sha: base64.b64encode(data).decode() for sha, data in sorted(pictures.items()) if sha in known},
        "baseVersion": state.get("baseVersion") if same and not force else None,
    }
    with _client(console) as client:
        answer = _answer(client, "PUT", f"{_path(application)}/content", body)
    new_state = {"application": application, "console": console, "baseVersion": _version(answer)}
    _write(directory / _STATE, (json.dumps(new_state, indent=2) + "\n").encode())
    return _done(answer)


def _done(answer: "httpx.Response") -> dict[str, list[str]]:
    try:
        data = answer.json()
    except ValueError:
        data = {}
    verbs = ("created", "changed", "removed")
    return {verb: [str(each) for each in data.get(verb, [])] for verb in verbs if isinstance(data, dict)}


def _path(application: str) -> str:
    return f"/api/v1/applications/{quote(application, safe='')}"


def _client(console: str) -> "httpx.Client":
    """A client that carries the token to this one console and follows no redirect."""
    import httpx

    from handrail.settings.command_line import read_command_line_settings

    token = read_command_line_settings().token
    if not token:
        raise ConsoleRefusedError(
            message="No token: set HANDRAIL_TOKEN or HANDRAIL_TOKEN_FILE to one made in the console under "
            "Application → Tokens. Nothing was changed."
        )
    if not console.startswith(("https://", "http://")):
        raise ConsoleUnreachableError(console=console, reason="the address begins with https:// or http://")
    return httpx.Client(base_url=console.rstrip("/"), headers={"Authorization": f"Bearer {token}"}, timeout=_TIMEOUT_S)


def _answer(client: "httpx.Client", method: str, path: str, body: object = None) -> "httpx.Response":
    """A successful answer.

    Raises:
        ConsoleUnreachableError: no answer, or one that is not the console's.
        ConsoleRefusedError: the console says why.
        InvalidInputError: the console lists problems of the content.
    """
    import httpx

    try:
        response = client.request(method, path, json=body) if body is not None else client.request(method, path)
    except httpx.HTTPError as error:
        reason = str(error) or type(error).__name__
        raise ConsoleUnreachableError(console=str(client.base_url), reason=reason) from error
    if response.is_success:
        return response
    try:
        data = response.json()
        message = str(data["message"])
    except (ValueError, KeyError, TypeError):
        raise ConsoleUnreachableError(
            console=str(client.base_url), reason=f"it answered {response.status_code} without an explanation"
        ) from None
    _raise_problems(data)
    raise ConsoleRefusedError(message=message, status=response.status_code, reason=str(data.get("code", "")))


def _raise_problems(data: Mapping[str, object]) -> None:
    """Raise the problems that a refusal lists, if it lists any."""
    from handrail.errors import InvalidInputError

    params = data.get("params")
    problems = data.get("problems") or (params.get("problems") if isinstance(params, dict) else None)
    if isinstance(problems, list) and problems:
        raise InvalidInputError(str(data["message"]), problems=problems)


def _content(answer: "httpx.Response", console: str) -> "ApplicationContent":
    from pydantic import ValidationError

    from handrail.schema.authored.application import ApplicationContent

    try:
        return ApplicationContent.model_validate_json(answer.content)
    except ValidationError as error:
        reason = f"its content is of another version ({error.error_count()} fields are not known here)"
        raise ConsoleUnreachableError(console=console, reason=reason) from error


def _picture(client: "httpx.Client", application: str, sha256: str, console: str) -> bytes:
    data = _answer(client, "GET", f"{_path(application)}/media/{sha256}").content
    if hashlib.sha256(data).hexdigest() != sha256:
        raise ConsoleUnreachableError(console=console, reason=f"the picture {sha256} came with other bytes")
    return data


def _version(answer: "httpx.Response") -> str | None:
    """The content's version, which the console gives as ETag."""
    tag = answer.headers.get("etag")
    return tag.removeprefix("W/").strip('"') if tag else None


def _state(directory: Path) -> dict[str, str | None]:
    try:
        data = json.loads((directory / _STATE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return data if isinstance(data, dict) else {}


def _read(directory: Path) -> dict[str, bytes]:
    """All files of the tree; links are not followed, hidden files and folders left out."""
    if not directory.is_dir():
        raise FilesUnusableError(where=str(directory), problem="there is no such directory", do="name another one")
    files: dict[str, bytes] = {}
    for folder, below, names in os.walk(directory):
        below[:] = sorted(name for name in below if not name.startswith("."))
        for name in sorted(names):
            path = Path(folder) / name
            relative = path.relative_to(directory).as_posix()
            is_content = name.endswith((".yaml", ".yml")) or relative.startswith("media/")
            if name.startswith(".") or not is_content or path.is_symlink():
                continue
            largest = _YAML_LARGEST if name.endswith((".yaml", ".yml")) else _PICTURE_LARGEST
            if path.stat().st_size > largest:
                raise FilesUnusableError(
                    where=str(path), problem=f"it is larger than {largest:,} bytes", do="shrink it"
                )
            files[relative] = path.read_bytes()
    return files


def _write_all(directory: Path, wanted: Mapping[str, bytes]) -> dict[str, list[str]]:
    """Bring the tree to ``wanted``: files that already say the same keep their comments, others of its kinds go."""
    from handrail.schema.authored.references import FOLDERS

    if directory.exists():
        present = _read(directory)
        if any(directory.iterdir()) and "application.yaml" not in present:
            raise FilesUnusableError(
                where=str(directory), problem="it holds other files", do="name an empty directory or an earlier export"
            )
    else:
        present = {}
    changed: dict[str, list[str]] = {"written": [], "kept": [], "removed": []}
    for path, data in wanted.items():
        if path in present and _says_the_same(path, present[path], data):
            changed["kept"].append(path)
            continue
        target = directory / PurePosixPath(path)
        target.parent.mkdir(parents=True, exist_ok=True)
        _write(target, data)
        changed["written"].append(path)
    for path in present:
        if path not in wanted and path.partition("/")[0] in FOLDERS.values():
            (directory / PurePosixPath(path)).unlink()
            changed["removed"].append(path)
    return changed


def _says_the_same(path: str, present: bytes, wanted: bytes) -> bool:
    from handrail.schema.authored.yaml_form import YamlError, read_yaml

    if present == wanted or not path.endswith(".yaml"):
        return present == wanted
    try:
        return repr(read_yaml(present.decode())[0]) == repr(read_yaml(wanted.decode())[0])
    except (UnicodeDecodeError, YamlError):
        return False


def _write(target: Path, data: bytes) -> None:
    """Replace a file in one step, so that an interrupted export leaves whole files."""
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=".handrail-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(name).chmod(0o644)
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _fail(error: HandrailError, as_json: bool) -> NoReturn:
    """Say what is wrong and leave with the fitting exit code."""
    problems = error.params.get("problems")
    listed = problems if isinstance(problems, list) else []
    if as_json:
        _print(json.dumps({"code": error.code, "message": error.message, "problems": listed}, ensure_ascii=False))
    else:
        for each in listed:
            line = f" (line {each['line']})" if each.get("line") else ""
            advice = f"; {each['do']}" if each.get("do") else ""
            typer.echo(f"{each['where']}{line}: {each['what']}{advice}", err=True)
        count = f"{len(listed)} problems. Nothing was changed." if len(listed) > 1 else "Nothing was changed."
        typer.echo(count if listed else error.message, err=True)
    raise typer.Exit(FAILED if isinstance(error, ConsoleUnreachableError) else REFUSED) from error


def _print(text: str) -> None:
    typer.echo(text)
