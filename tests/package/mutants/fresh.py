"""The Python verifier made anew from source, one of its modules changed, without touching the one that is imported."""

import importlib
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from types import CodeType, ModuleType, SimpleNamespace
from typing import Any

ROOT = Path(__file__).parents[3]
PACKAGE = ROOT / "src/handrail/package"
NAMES = ("canonical", "fields", "keys", "envelope", "roles", "trust", "verify")
"""The modules of the verifier, each after those that it imports."""

MOST_KEPT = 20_000
_checked: dict[tuple[str, bytes, bytes, bytes], bool] = {}
_loaded: dict[tuple[str, bytes], Any] = {}


@lru_cache(None)
def source(name: str) -> str:
    """Text of a module."""
    return (PACKAGE / f"{name}.py").read_text("utf-8")


@lru_cache(None)
def _code(name: str) -> CodeType:
    return compile(source(name), str(PACKAGE / f"{name}.py"), "exec")


def original() -> SimpleNamespace:
    """The verifier as it is, freshly made."""
    return SimpleNamespace(**_made({}))


@contextmanager
def changed(name: str, code: CodeType) -> Iterator[SimpleNamespace]:
    """The verifier with other code for one module; in the block, imports find these modules too."""
    yield SimpleNamespace(**_made({name: code}))


@lru_cache(None)
def _originals() -> Mapping[str, ModuleType]:
    return _made({})


def _made(codes: Mapping[str, CodeType]) -> dict[str, ModuleType]:
    before = {name: importlib.import_module(f"handrail.package.{name}") for name in NAMES}
    parent = sys.modules["handrail.package"]
    made: dict[str, ModuleType] = {}
    first = min((NAMES.index(name) for name in codes), default=0)
    if codes:
        made |= {name: module for name, module in _originals().items() if NAMES.index(name) < first}
    try:
        for name in NAMES:
            module = made.get(name)
            if module is None:
                module = ModuleType(f"handrail.package.{name}")
                module.__file__ = str(PACKAGE / f"{name}.py")
            sys.modules[module.__name__] = module
            setattr(parent, name, module)
            if name not in made:
                exec(codes.get(name) or _code(name), module.__dict__)
                if name == "keys" and "keys" not in codes:
                    _keep(module)
            made[name] = module
    finally:
        for name, module in before.items():
            sys.modules[module.__name__] = module
            setattr(parent, name, module)
    return made


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
