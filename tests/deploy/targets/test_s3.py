"""Deployments to moto's S3 server: what they do, refuse and heal, and what lost requests leave."""

import base64
import hashlib
import os
from pathlib import Path

import pytest

from deploy.place import FIRST, SECOND
from deploy.targets.places import CHANNEL, S3Place
from deploy.targets.racing import PAIR
from deploy.targets.s3_server import BUCKET
from handrail.deploy.errors import ChannelMovedError, LockedError, TargetInvalidError
from handrail.deploy.live import look
from handrail.deploy.targets.lock_owner import LockOwner
from handrail.deploy.targets.s3 import S3Target
from handrail.package.archive import read_zip
from package.bank import NOW, Bank

LOCK = ".handrail.lock"
NEW = read_zip(SECOND)[CHANNEL]


def test_a_bucket_without_a_prefix_is_fine(in_store: S3Place) -> None:
    in_store.prefix = ""
    assert in_store.deploy(FIRST).committed
    assert in_store.server.objects().keys() == {n for n in read_zip(FIRST) if "/" in n}


def test_each_object_has_its_content_type_caching_and_checksum(in_store: S3Place) -> None:
    in_store.deploy(FIRST)
    puts = [request for request in in_store.server.requests if request[0] == "PUT"]
    seen = {}
    for name in in_store.files():
        head = in_store.server.client.head_object(Bucket=BUCKET, Key=f"web/{name}")
        kind = (name.partition("/")[0], name.rpartition(".")[2])
        seen[kind] = (head["ContentType"], head["CacheControl"])
    sent = {path: headers.get("x_amz_checksum_sha256", "") for method, path, headers in puts}
    for name, data in in_store.files().items():
        assert base64.b64decode(sent[f"/guides/web/{name}"]) == hashlib.sha256(data).digest()
    fixed = "public, max-age=31536000, immutable, no-transform"
    assert seen == {
        ("blobs", "json"): ("application/json", fixed),
        ("blobs", "png"): ("image/png", fixed),
        ("releases", "json"): ("application/json", fixed),
        ("sdk", "js"): ("text/javascript", "public, max-age=300, stale-while-revalidate=86400, no-transform"),
        ("channel", "json"): ("application/json", "no-cache, no-transform"),
    }


def test_only_the_channel_file_and_the_lock_are_put_under_conditions(in_store: S3Place) -> None:
    in_store.deploy(FIRST)
    in_store.server.requests.clear()
    in_store.deploy(SECOND)
    puts = [(path, headers) for method, path, headers in in_store.server.requests if method == "PUT"]
    conditional = {path for path, headers in puts if {"if_match", "if_none_match"} & headers.keys()}
    assert conditional == {f"/guides/web/{LOCK}", f"/guides/web/{CHANNEL}"}
    assert next(headers for path, headers in puts if path.endswith(CHANNEL))["if_match"].startswith('"')
    assert not any(method == "DELETE" and not path.endswith(LOCK) for method, path, _ in in_store.server.requests)


@pytest.mark.parametrize("bucket", ["absent", "guides"])
def test_a_store_that_cannot_be_used_is_said(
    in_store: S3Place, bucket: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    if bucket == "guides":
        monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    target = S3Target(bucket, "web", endpoint=in_store.server.endpoint)
    with pytest.raises(TargetInvalidError, match="NoSuchBucket" if bucket == "absent" else "credentials"):
        target.open(create=True)


def test_the_lock_of_an_ended_process_of_this_machine_is_taken_and_no_other(in_store: S3Place) -> None:
    me = LockOwner.me()
    gone = os.fork()
    if gone == 0:
        os._exit(0)
    os.waitpid(gone, 0)
    elsewhere = LockOwner(me.token, me.host, gone, me.since, "another system")
    in_store.put(LOCK, elsewhere.to_bytes())
    with pytest.raises(LockedError, match=f"process {gone} on"):
        in_store.deploy(FIRST)
    in_store.put(LOCK, LockOwner(me.token, me.host, gone, me.since, me.system).to_bytes())
    assert in_store.deploy(FIRST).committed


@pytest.mark.parametrize("meanwhile", ["replaced", "deleted", "made"])
def test_a_channel_file_that_changed_meanwhile_is_not_replaced(in_store: S3Place, meanwhile: str) -> None:
    """Somebody without the lock: the condition alone keeps them apart, down to the last request."""
    if meanwhile != "made":
        in_store.deploy(FIRST)
    other = read_zip(PAIR[0])[CHANNEL]
    done = []

    def at_the_commit(method: str, path: str) -> None:
        if method == "PUT" and path.endswith(CHANNEL) and not done:
            done.append(path)
            key = f"web/{CHANNEL}"
            backend = in_store.server.backend
            if meanwhile == "deleted":
                backend.delete_object(BUCKET, key)
            else:
                backend.put_object(BUCKET, key, other)

    in_store.server.before = at_the_commit
    with pytest.raises(ChannelMovedError) as failure:
        in_store.deploy(SECOND)
    assert failure.value.exit_code == 20
    assert done
    assert in_store.files().get(CHANNEL) == (None if meanwhile == "deleted" else other)


@pytest.mark.parametrize("way", ["ignores_conditions", "refuses_conditions"])
def test_a_store_without_conditions_is_said_and_still_has_a_lock(in_store: S3Place, way: str) -> None:
    setattr(in_store.server, way, True)
    outcome = in_store.deploy(FIRST)
    assert outcome.committed
    assert outcome.promise.endswith("two deployments at once are not kept apart (it ignores If-Match)")
    in_store.put(LOCK, LockOwner("t", "elsewhere", 4, LockOwner.me().since - 200, "x").to_bytes())
    with pytest.raises(LockedError, match="process 4 on elsewhere, for 3 min 2"):
        in_store.deploy(SECOND)
    assert in_store.deploy(SECOND, break_lock=True).committed


def test_an_answer_lost_once_is_asked_for_again_and_harms_nothing(tmp_path: Path, in_store: S3Place) -> None:
    in_store.deploy(FIRST)
    for at in (1, 3, 5, 12):
        again = in_store.again(tmp_path / f"once{at}")
        in_store.server.inject("unanswered", at, times=1)
        outcome = again.deploy(SECOND)
        in_store.server.heal()
        assert outcome.committed
        assert again.live == NEW
        assert again.leftovers() == []


def test_a_store_that_goes_away_during_a_look_is_no_change_of_files(in_store: S3Place) -> None:
    in_store.deploy(FIRST)
    in_store.server.inject("lost", 3)
    live = look(
        in_store.target,
        in_store.receipts,
        application="bank",
        environment="production",
        trust=Bank().trust,
        now=NOW,
    )
    in_store.server.heal()
    assert (live.state, live.release, live.problems) == ("unreachable", None, ())
