"""A corpus of hostile zips: each refused with its code and for its own reason, before anything is written."""

import io
import warnings
import zipfile
import zlib
from pathlib import Path

import pytest

from handrail.deploy.protocol import deploy
from handrail.package.errors import PackageError
from handrail.package.opened import verify_package
from package.bank import KNOWN, NOW, Bank
from package.hostile_zips import ENTRIES, FILES, GOOD, HOSTILE
from package.zip_forge import forge


def test_the_forge_makes_what_the_writer_makes_when_nothing_is_changed() -> None:
    assert forge(ENTRIES) == GOOD
    verify_package(GOOD, trust=Bank().trust, now=NOW, known=KNOWN)


def test_the_corpus_is_large_and_without_repetition() -> None:
    assert len(HOSTILE) >= 150
    assert len({each.data for each in HOSTILE.values()}) == len(HOSTILE)
    assert GOOD not in {each.data for each in HOSTILE.values()}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_zip_is_refused_with_its_code_for_its_own_reason(name: str) -> None:
    hostile = HOSTILE[name]
    with pytest.raises(PackageError) as refusal:
        verify_package(hostile.data, trust=Bank().trust, now=NOW, known=KNOWN)
    assert refusal.value.code == hostile.code
    assert hostile.says in refusal.value.message


def read_by_the_standard_library(data: bytes) -> dict[str, bytes] | None:
    """Every file as ``zipfile`` would unpack it; None when it refuses."""
    try:
        with warnings.catch_warnings(), zipfile.ZipFile(io.BytesIO(data)) as archive:
            warnings.simplefilter("ignore")
            return {info.filename: archive.read(info) for info in archive.infolist()}
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, ValueError, zlib.error):
        return None


def test_the_standard_library_would_have_taken_most_of_them() -> None:
    zips = {name: each.data for name, each in HOSTILE.items() if each.code == "package.archive"}
    taken = {name: read_by_the_standard_library(data) for name, data in zips.items()}
    accepted = {name for name, found in taken.items() if found is not None}
    with_other_files = {name for name in accepted if taken[name] != FILES}
    print(f"{len(zips)} zips: zipfile takes {len(accepted)}, {len(with_other_files)} of them with other files")
    assert len(accepted) >= 90, sorted(zips.keys() - accepted)
    assert len(with_other_files) >= 35
    assert {"an absolute path", "a symbolic link", "another archive before it", "one name twice"} <= accepted


@pytest.mark.parametrize("name", ["a parent path", "a symbolic link", "an SDK file of its own", "one name twice"])
def test_nothing_is_put_on_a_target(name: str, tmp_path: Path) -> None:
    from deploy.place import Place

    place = Place(tmp_path)
    with pytest.raises(PackageError):
        deploy(HOSTILE[name].data, place.target, place.options())
    assert not place.root.exists()
