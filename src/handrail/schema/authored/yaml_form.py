"""YAML as content as code uses it: written in one stable form, read strictly.

Written: block style, keys in the models' order, texts of several lines as ``|`` blocks, everything quoted that some
YAML reader could take for something else (``no``, ``1.0``, dates). Read: one document, plain values only by YAML 1.2
(``no`` is a text, ``true`` is not), no anchors, aliases, tags or duplicate keys, limited size and depth.
"""

import re
from typing import Final

import yaml

Plain = str | int | float | bool | None | list["Plain"] | dict[str, "Plain"]
Path = tuple[str | int, ...]

LARGEST: Final = 1_000_000
"""Characters of one file."""
DEEPEST: Final = 60

_NULL = re.compile(r"(null|Null|NULL|~|)\Z")
_TRUTH = re.compile(r"(true|True|TRUE|false|False|FALSE)\Z")
_WHOLE = re.compile(r"[-+]?[0-9]{1,18}\Z")
_BROKEN = re.compile(r"[-+]?([0-9]{1,18}\.[0-9]{0,40}|\.[0-9]{1,40}|[0-9]{1,18}(?=[eE]))([eE][-+]?[0-9]{1,3})?\Z")
_ESCAPED = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff]")
"""What PyYAML would write raw and read back as something else."""
_NOT_IN_BLOCKS = re.compile(r" \n| \Z")


class YamlError(Exception):
    """The text is no YAML of the accepted kind.

    Attributes:
        line: counted from 1; 0 when the whole file is meant.
        what: what is wrong.
        do: what to do.
    """

    def __init__(self, line: int, what: str, do: str) -> None:
        """Keep the three parts."""
        super().__init__(what)
        self.line, self.what, self.do = line, what, do


def read_yaml(text: str) -> tuple[Plain, dict[Path, int]]:
    """Read one document.

    Returns:
        The plain value, and the line (from 1) at which each of its parts begins.

    Raises:
        YamlError: see the module's words.
    """
    if len(text) > LARGEST:
        raise YamlError(0, f"the file is larger than {LARGEST:,} characters", "split it")
    loader = _Loader(text)
    try:
        node = loader.get_single_node()
        lines: dict[Path, int] = {}
        return (None if node is None else _plain(node, (), lines)), lines
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        raise YamlError(line, f"not readable as YAML: {error.problem}", "look at this line and the one above") from None
    except yaml.YAMLError as error:
        raise YamlError(0, f"not readable as YAML: {error}".split("\n", maxsplit=1)[0], "save it as UTF-8") from None
    except RecursionError:
        raise YamlError(0, "it is nested too deeply", "flatten it") from None
    finally:
        loader.dispose()


class _Loader(yaml.SafeLoader):
    """PyYAML's parser up to nodes; values are made by ``_plain``."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self._depth = 0

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        event = self.peek_event()  # type: ignore[no-untyped-call]
        line = event.start_mark.line + 1
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None) is not None:
            raise YamlError(line, "anchors (&) and aliases (*) are not allowed", "write it out or put it in quotes")
        if getattr(event, "tag", None) is not None:
            raise YamlError(line, "tags (!) are not allowed", "leave the tag out or put the text in quotes")
        self._depth += 1
        if self._depth > DEEPEST:
            raise YamlError(line, "it is nested too deeply", "flatten it")
        node: yaml.Node | None = super().compose_node(parent, index)
        self._depth -= 1
        return node


def _plain(node: yaml.Node, path: Path, lines: dict[Path, int]) -> Plain:
    lines[path] = node.start_mark.line + 1
    if isinstance(node, yaml.ScalarNode):
        return node.value if node.style is not None else resolve(node.value)
    if isinstance(node, yaml.SequenceNode):
        return [_plain(each, (*path, index), lines) for index, each in enumerate(node.value)]
    found: dict[str, Plain] = {}
    for key_node, value_node in node.value:
        line = key_node.start_mark.line + 1
        if not isinstance(key_node, yaml.ScalarNode):
            raise YamlError(line, "a key must be a word", "write it as key: value")
        key = str(key_node.value)
        if key in found:
            raise YamlError(line, f'the key "{key}" is there twice', "keep one of them")
        found[key] = _plain(value_node, (*path, key), lines)
    return found


def resolve(text: str) -> str | int | float | bool | None:
    """What an unquoted word means by YAML 1.2's core rules (without octal, hexadecimal and infinity)."""
    if _NULL.match(text):
        return None
    if _TRUTH.match(text):
        return text.lower() == "true"
    if _WHOLE.match(text):
        return int(text)
    if _BROKEN.match(text):
        return float(text)
    return text


class _Dumper(yaml.SafeDumper):
    """PyYAML's emitter with lists indented below their key."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        del indentless
        super().increase_indent(flow, False)

    def ignore_aliases(self, data: object) -> bool:
        return True


def _represent_text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = None
    if _ESCAPED.search(text):
        style = '"'
    elif "\n" in text:
        style = '"' if _NOT_IN_BLOCKS.search(text) or not text.strip() else "|"
    elif not isinstance(resolve(text), str):
        style = "'"
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _represent_text)


def write_yaml(data: object) -> str:
    """The one form in which data is written; ``read_yaml`` gives the same data back."""
    text: str = yaml.dump(
        data, Dumper=_Dumper, sort_keys=False, allow_unicode=True, default_flow_style=False, width=2**31
    )
    return text
