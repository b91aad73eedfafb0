"""The console assembles a package when asked for: the same bytes years later, in another zone, under another umask."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from handrail.package.archive import read_zip
from handrail.publishing import services
from handrail.publishing.services.point import require_pointer
from handrail.publishing.signing import files_of
from publishing.conftest import Newsroom

pytestmark = pytest.mark.django_db


@contextmanager
def another_world() -> Iterator[None]:
    """Three years later, in Tokyo, with another umask and a date for reproducible builds."""
    later = datetime.now(UTC) + timedelta(days=3 * 365)
    before = os.umask(0o077)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(timezone, "now", lambda: later)
        patch.setattr(time, "time", later.timestamp)
        patch.setenv("TZ", "Asia/Tokyo")
        patch.setenv("SOURCE_DATE_EPOCH", "1")
        time.tzset()
        yield
    time.tzset()
    os.umask(before)


def test_package_and_candidate_of_a_release_never_change(newsroom: Newsroom) -> None:
    production, deployer = newsroom.bank.production, newsroom.bank.publisher
    newsroom.publish()
    first = services.full_package(actor=deployer, environment=production)
    seq = require_pointer(production).seq
    newsroom.change("Summer news")
    newsroom.publish()
    assert services.full_package(actor=deployer, environment=production) != first
    newsroom.change("Autumn news")
    release = services.propose(actor=newsroom.bank.author, environment=production)
    candidate = services.candidate_file(actor=newsroom.bank.approver, release=release)
    with another_world():
        assert services.full_package(actor=deployer, environment=production, seq=seq) == first
        assert services.candidate_file(actor=newsroom.bank.approver, release=release) == candidate
    assert len(read_zip(first)) > 8


def test_the_same_content_proposed_on_another_day_has_the_same_files(newsroom: Newsroom) -> None:
    production = newsroom.bank.production
    first = services.propose(actor=newsroom.bank.author, environment=production)
    with another_world():
        second = services.propose(actor=newsroom.bank.author, environment=production)
    assert (first.number, second.number) == (1, 2)

    def content(files: dict[str, bytes], number: int) -> set[bytes]:
        numbered = (b'"release":%d' % number, b'"release":0')
        return {data.replace(*numbered) for name, data in files.items() if name.startswith("blobs/")}

    one, two = content(dict(files_of(first)), 1), content(dict(files_of(second)), 2)
    manifest = {data for data in one if data.startswith(b'{"application"')}
    assert one - manifest == {data for data in two if not data.startswith(b'{"application"')}
    assert len(manifest) == 1
