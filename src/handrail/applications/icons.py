"""Icons that Power Mode synchronised."""

from handrail.applications.models import Application, SyncedAssets


def icon_of(application: Application, digest: str) -> bytes | None:
    """PNG bytes of the icon whose SHA-256 begins with ``digest``."""
    if len(digest) < 8:
        return None
    found = SyncedAssets.objects.filter(application=application, icon_sha256__startswith=digest).first()
    return bytes(found.icon) if found else None
