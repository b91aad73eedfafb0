"""The Python verifier made anew from source, one of its modules changed, without touching the one that is imported."""

import importlib
import sys
from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path
from types import CodeType, ModuleType, SimpleNamespace
from typing import Any

from handrail.package.errors import PackageError

ROOT = Path(__file__).parents[3]
PACKAGE = ROOT / "src/handrail/package"
CHANNEL = ("canonical", "fields", "keys", "envelope", "roles", "trust", "verify")
"""The verifier of channel files, each module after those that it imports."""

PACKAGES = ("unpointed", "archive", "sdk_files", "tree", "brought", "assemble", "opened")
"""The reader of packages, on top of it."""

NAMES = (*CHANNEL, *PACKAGES)

MOST_KEPT = 20_000
_checked: dict[tuple[str, bytes, bytes, bytes], bool] = {}
_verdicts: dict[tuple[Any, ...], Any] = {}
_loaded: dict[tuple[str, bytes], Any] = {}


@lru_cache(None)
def source(name: str) -> str:
    """Text of a module."""
    return (PACKAGE / f"{name}.py").read_text("utf-8")


@lru_cache(None)
def _code(name: str) -> CodeType:
    return compile(source(name), str(PACKAGE / f"{name}.py"), "exec")


def original() -> SimpleNamespace:
    """The verifier and the reader as they are, freshly made."""
    return SimpleNamespace(**_made({}))


def changed(name: str, code: CodeType) -> SimpleNamespace:
    """With other code for one module; modules before it are shared, the others of its part are made anew."""
    return SimpleNamespace(**_made({name: code}))


@lru_cache(None)
def _originals() -> Mapping[str, ModuleType]:
    return _made({})


def _made(codes: Mapping[str, CodeType]) -> dict[str, ModuleType]:
    before = {name: importlib.import_module(f"handrail.package.{name}") for name in NAMES}
    parent = sys.modules["handrail.package"]
    made: dict[str, ModuleType] = {}
    first = min((NAMES.index(name) for name in codes), default=0)
    wanted = CHANNEL if first < len(CHANNEL) and codes else NAMES
    if codes:
        made |= {name: module for name, module in _originals().items() if NAMES.index(name) < first}
    try:
        for name in wanted:
            module = made.get(name)
            if module is None:
                module = ModuleType(f"handrail.package.{name}")
                module.__file__ = str(PACKAGE / f"{name}.py")
            sys.modules[module.__name__] = module
            setattr(parent, name, module)
            if name not in made:
                exec(codes.get(name) or _code(name), module.__dict__)
                if name == "opened":
                    module.__dict__["verify_channel"] = _keep_verdicts(module.__dict__["verify_channel"])
                if name == "keys" and "keys" not in codes:
                    _keep(module)
            made[name] = module
    finally:
        for name, module in before.items():
            sys.modules[module.__name__] = module
            setattr(parent, name, module)
    return made


def _keep_verdicts(verify: Callable[..., Any]) -> Callable[..., Any]:
    """The reader is changed, not the verifier: it is asked once about each channel file."""

    def verdict(channel: bytes, **asked: Any) -> Any:
        question = (channel, *sorted((name, str(value)) for name, value in asked.items()))
        if question not in _verdicts:
            try:
                _verdicts[question] = verify(channel, **asked)
            except PackageError as error:
                _verdicts[question] = error
        found = _verdicts[question]
        if isinstance(found, PackageError):
            raise found
        return found

    return verdict


def _keep(keys: ModuleType) -> None:
    """Keys are loaded and signatures checked once each, unless this very module is changed: the same question again."""
    public = keys.PublicKey
    load, verify = public.__dict__["_loaded"].func, public.verify

    def loaded(self: Any) -> Any:
        asked = (self.alg, self.pub)
        if asked not in _loaded:
            _loaded[asked] = load(self)
        return _loaded[asked]

    def checked(self: Any, data: bytes, signature: bytes) -> bool:
        asked = (self.alg, self.pub, data, signature)
        if asked not in _checked:
            _checked[asked] = verify(self, data, signature)
        return _checked[asked]

    public._loaded, public.verify = property(loaded), checked
