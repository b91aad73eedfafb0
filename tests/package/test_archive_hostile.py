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
from proof import Proof


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


def is_refused(data: bytes) -> bool:
    """Whether the reader of packages refuses it."""
    try:
        verify_package(data, trust=Bank().trust, now=NOW, known=KNOWN)
    except PackageError:
        return True
    return False


def read_by_the_standard_library(data: bytes) -> dict[str, bytes] | None:
    """Every file as ``zipfile`` would unpack it; None when it refuses."""
    try:
        with warnings.catch_warnings(), zipfile.ZipFile(io.BytesIO(data)) as archive:
            warnings.simplefilter("ignore")
            return {info.filename: archive.read(info) for info in archive.infolist()}
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, ValueError, zlib.error):
        return None


@pytest.mark.proof
def test_the_standard_library_would_have_taken_most_of_them(proof: Proof) -> None:
    zips = {name: each.data for name, each in HOSTILE.items() if each.code == "package.archive"}
    taken = {name: read_by_the_standard_library(data) for name, data in zips.items()}
    accepted = {name for name, found in taken.items() if found is not None}
    with_other_files = {name for name in accepted if taken[name] != FILES}
    assert len(accepted) >= 90, sorted(zips.keys() - accepted)
    assert len(with_other_files) >= 35
    assert {"an absolute path", "a symbolic link", "another archive before it", "one name twice"} <= accepted
    proof.record(
        "hostile-zips",
        files=len(HOSTILE), taken=sum(not is_refused(each.data) for each in HOSTILE.values()),
        taken_by_zipfile=len(accepted), of_these_with_other_files=len(with_other_files),
    )  # fmt: skip


@pytest.mark.parametrize("name", ["a parent path", "a symbolic link", "an SDK file of its own", "one name twice"])
def test_nothing_is_put_on_a_target(name: str, tmp_path: Path) -> None:
    from deploy.place import Place

    place = Place(tmp_path)
    with pytest.raises(PackageError):
        deploy(HOSTILE[name].data, place.target, place.options())
    assert not place.root.exists()
