"""What travels leaves absent values out and comes back the same."""

import json

from compile.sample import PICTURE, SHA, overlay, sample
from handrail.compile.release import compile_release
from handrail.schema.wire.boot import Boot
from handrail.schema.wire.events import EventBatch


def test_a_boot_file_holds_no_null_but_in_programs() -> None:
    release = compile_release(sample(), overlay(), application="bank", release=1, media={SHA: PICTURE})
    for data in release.boots.values():
        boot = Boot.model_validate_json(data)
        assert boot.wire_json() == data
        without_programs = json.dumps(json.loads(data, object_hook=lambda o: None if "yes" in o else o))
        assert without_programs.count("null") == json.dumps(json.loads(data)).count('"yes"')


def test_events_come_without_what_is_absent() -> None:
    batch = {"application": "bank", "environment": "production", "sdk": "0.1.0", "events": []}
    assert EventBatch.model_validate_json(json.dumps(batch)).user is None
