"""What "Sync App Assets" sends is checked, re-encoded and kept; so is that the SDK was seen live."""

import base64
import io
from typing import Any

import pytest
from PIL import Image, PngImagePlugin

from handrail.accounts.models import User
from handrail.applications.models import Application, ConnectionReport, Environment, Role, SyncedAssets
from handrail.errors import InvalidInputError, NotAllowedError
from handrail.library.services import theme_from_assets
from handrail.places.assets import report_seen_live, sync_assets, synced_assets
from places.conftest import make_person


def png(side: int = 32, hidden: str = "") -> str:
    extra = PngImagePlugin.PngInfo()
    if hidden:
        extra.add_text("comment", hidden)
    written = io.BytesIO()
    Image.new("RGBA", (side, side), "#0b6e4f").save(written, "PNG", pnginfo=extra)
    return base64.b64encode(written.getvalue()).decode()


def assets(**change: object) -> dict[str, Any]:
    return {
        "title": "Sample Bank",
        "icon": png(),
        "fonts": [{"family": "Bank Sans", "weight": "400", "style": "normal"}],
        "colours": {
            "background": "#ffffff",
            "text": "#101010",
            "primary": "#0b6e4f",
            "onPrimary": "#ffffff",
            "radius": 6,
        },
        "sdkVersion": "0.1.0",
        **change,
    }


def test_the_looks_of_the_app_are_kept(author: User, bank: Application, staging: Environment) -> None:
    row = sync_assets(actor=author, environment=staging, document=assets())
    assert (row.name, row.sdk_version, row.colours["onPrimary"]) == ("Sample Bank", "0.1.0", "#ffffff")
    assert row.fonts == [{"family": "Bank Sans", "weight": "400", "style": "normal"}]
    assert synced_assets(actor=author, application=bank) == [row]
    assert bank.icon and row.icon_sha256[:16] in bank.icon


def test_a_theme_can_be_made_from_them(author: User, bank: Application, staging: Environment) -> None:
    sync_assets(actor=author, environment=staging, document=assets())
    light = theme_from_assets(actor=author, application=bank).body["light"]
    assert (light["primary"], light["radius"], light["fontFamily"]) == (
        "#0b6e4f",
        6,
        '"Bank Sans", system-ui, sans-serif',
    )


def test_syncing_again_replaces(author: User, staging: Environment) -> None:
    sync_assets(actor=author, environment=staging, document=assets())
    sync_assets(actor=author, environment=staging, document=assets(title="New", icon=None))
    row = SyncedAssets.objects.get()
    assert (row.name, row.icon_sha256) == ("New", "")


def test_nothing_hidden_in_the_icon_survives_and_it_is_small(author: User, staging: Environment) -> None:
    row = sync_assets(actor=author, environment=staging, document=assets(icon=png(600, "a secret remark")))
    assert b"secret" not in bytes(row.icon)
    with Image.open(io.BytesIO(bytes(row.icon))) as picture:
        assert picture.size == (256, 256)


@pytest.mark.parametrize(
    "change",
    [
        {"icon": "%%%"},
        {"icon": base64.b64encode(b"<svg onload=alert(1)>").decode()},
        {"icon": "A" * 60_004},
        {"fonts": [{"family": "x; } * { background: url(//evil.example)"}]},
        {"colours": {"primary": "red; }"}},
        {"colours": {"radius": 1000}},
        {"sdkVersion": "<b>"},
        {"html": "<script>"},
    ],
)
def test_hostile_assets_are_refused_whole(author: User, staging: Environment, change: dict[str, object]) -> None:
    with pytest.raises(InvalidInputError):
        sync_assets(actor=author, environment=staging, document=assets(**change))
    assert not SyncedAssets.objects.exists()


def test_only_authors_sync_and_report(bank: Application, staging: Environment) -> None:
    other = make_person(Role.AUDITOR, bank)
    for call in (sync_assets, report_seen_live):
        with pytest.raises(NotAllowedError):
            call(actor=other, environment=staging, document=assets())


def test_the_sdk_seen_live_is_proof_of_connection(author: User, staging: Environment) -> None:
    seen = {"release": 4, "seq": 9, "verified": True, "sdkVersion": "0.1.0", "page": "https://bank.example/x"}
    row = report_seen_live(actor=author, environment=staging, document=seen)
    assert (row.state, row.source, row.release, row.seq, row.green) == ("live", "power", 4, 9, True)
    again = report_seen_live(actor=author, environment=staging, document=seen)
    assert again.pk == row.pk
    assert again.at > row.since
    report_seen_live(actor=author, environment=staging, document=seen | {"seq": 10})
    assert ConnectionReport.objects.count() == 2


def test_an_sdk_that_verified_nothing_proves_nothing(author: User, staging: Environment) -> None:
    assert not report_seen_live(actor=author, environment=staging, document={"verified": False}).green
