"""A package with real content: the sample bank's guidance, compiled, built and signed."""

from datetime import UTC, datetime, timedelta

from handrail.compile.release import compile_release
from handrail.demo.guidance import sample_media
from handrail.package.build import assemble_package, build_release, channel_file, sign_root
from handrail.schema.authored.application import ApplicationContent, Overlay
from package.bank import SDK, SEQ, Bank


def guided_package(content: ApplicationContent, **pointer: object) -> bytes:
    """The package of an application's content, for production, valid by today's clock."""
    bank = Bank()
    overlay = Overlay(environment="production", page_origins=["https://bank.example.com"])
    made = compile_release(content, overlay, application="bank", release=3, media=sample_media())
    release = build_release(
        application="bank",
        environment="production",
        version=3,
        created=datetime(2026, 11, 25, tzinfo=UTC),
        boots=made.boots,
        blobs=made.blobs,
        source=made.source,
        min_sdk=made.min_sdk,
        author=bank.key,
        audit_head="ab" * 32,
    )
    signed = bank.pointer(release, 3, SEQ, **{"expires": datetime.now(UTC) + timedelta(days=30), **pointer})
    return assemble_package(
        kind="full",
        application="bank",
        environment="production",
        release=3,
        channel=channel_file([sign_root(bank.root(), [bank.key])], release.envelope, signed),
        files=release.files,
        sdk=SDK,
    )
