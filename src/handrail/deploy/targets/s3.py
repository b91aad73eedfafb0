"""A bucket, or a prefix of one, in a store that speaks S3's language.

The store makes each object durable before it answers, and replaces it as a whole. Blobs are put with their SHA-256,
which the store checks; the channel file only if it still is what this deployment started from (compare-and-swap),
where the store knows ``If-Match``.
"""

import base64
import errno
import hashlib
from collections.abc import Collection, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING, TypedDict, TypeVar, cast

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, NoCredentialsError, PartialCredentialsError
from botocore.loaders import create_loader
from botocore.session import Session

from handrail.deploy.errors import (
    ChannelMovedError,
    CommitUnknownError,
    DeployError,
    LockedError,
    LockLostError,
    ReadBackError,
    TargetInvalidError,
    TargetUnreachableError,
    WriteFailedError,
)
from handrail.deploy.outside import CONTENT_TYPES
from handrail.deploy.targets.base import Progress
from handrail.deploy.targets.lock_owner import LockOwner, owner_in_words

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

AT_ONCE = 8
"""Objects under way at the same time."""

_LOCK = ".handrail.lock"
_ABSENT = ""
_TRIES = 3
"""How often a request is sent when it is lost or the store is out of order, and a body read when it breaks off."""

_MODELS = create_loader()
"""What S3's language looks like, read from files once per process: a third of a small deployment."""

_CACHING = {
    "blobs": "public, max-age=31536000, immutable, no-transform",
    "releases": "public, max-age=31536000, immutable, no-transform",
    "sdk": "public, max-age=300, stale-while-revalidate=86400, no-transform",
    "channel": "no-cache, no-transform",
}
_NOT_THERE = {"NoSuchKey", "404", "NotFound"}
_MOVED = {"PreconditionFailed", "412", "ConditionalRequestConflict", "409"}
_UNSUPPORTED = {"NotImplemented", "501", "InvalidArgument", "InvalidRequest", "400"}

T = TypeVar("T")


class _Condition(TypedDict, total=False):
    IfMatch: str
    IfNoneMatch: str


class S3Target:
    """A document root in a bucket. Credentials, region and endpoint come from AWS's own settings unless given.

    Args:
        bucket: must exist.
        prefix: below which everything lies; may be empty.
        endpoint: address of a store that is not AWS.
        region: where the store asks for one.
    """

    def __init__(
        self, bucket: str, prefix: str = "", *, endpoint: str | None = None, region: str | None = None
    ) -> None:
        """Nothing is opened yet."""
        self._bucket, self._prefix = bucket, prefix.strip("/")
        self._endpoint, self._region = endpoint, region
        self._client: S3Client | None = None
        self._mine: LockOwner | None = None
        self._started_from: dict[str, str] = {}
        self._conditions: bool | None = None

    @property
    def name(self) -> str:
        """``s3://bucket/prefix``, and the endpoint where one was given."""
        place = f"s3://{self._bucket}/{self._prefix}".rstrip("/")
        return f"{place} at {self._endpoint}" if self._endpoint else place

    @property
    def promise(self) -> str:
        """See ``Target.promise``."""
        if self._conditions is False:
            return "is as durable as the store; two deployments at once are not kept apart (it ignores If-Match)"
        return "is as durable as the store"

    def open(self, *, create: bool) -> None:
        """See ``Target.open``. A prefix needs no making; a bucket is never made."""
        try:
            self._client = self._new_client()
            self._client.list_objects_v2(Bucket=self._bucket, Prefix=self._key(""), MaxKeys=1)
        except (NoCredentialsError, PartialCredentialsError) as error:
            self.close()
            reason = "there are no credentials (AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY)"
            raise TargetInvalidError(target=self.name, reason=reason) from error
        except (BotoCoreError, ClientError, ValueError) as error:
            self.close()
            raise TargetInvalidError(target=self.name, reason=_in_words(error)) from error

    def _new_client(self) -> "S3Client":
        config = Config(
            connect_timeout=10,
            read_timeout=60,
            max_pool_connections=AT_ONCE + 2,
            retries={"mode": "standard", "total_max_attempts": _TRIES},
            # Checksums are given here where they matter; the defaults are not understood by every store.
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
            s3={"addressing_style": "path"} if self._endpoint else {},
        )
        session = Session()
        session.register_component("data_loader", _MODELS)
        client = session.create_client("s3", endpoint_url=self._endpoint, region_name=self._region, config=config)
        return cast("S3Client", client)

    def close(self) -> None:
        """See ``Target.close``."""
        client, self._client, self._started_from = self._client, None, {}
        if client is not None:
            client.close()

    @contextmanager
    def lock(self, *, break_lock: bool) -> Iterator[None]:
        """See ``Target.lock``: an object made only if there is none. It outlives a killed process.

        The lock of an ended process of this machine is taken over unasked. With the lock's own object it is found out
        whether the store heeds conditions at all.
        """
        mine = LockOwner.me()
        with mine.in_use():
            self._started_from = {}
            try:
                self._take(mine, break_lock)
                self._conditions = self._heeds_conditions(mine)
            except (BotoCoreError, ClientError) as error:
                self._give_back(mine)
                raise TargetInvalidError(
                    target=self.name, reason=f"no lock can be made ({_in_words(error)})"
                ) from error
            self._mine = mine
            try:
                yield
            finally:
                self._mine = None
                self._give_back(mine)

    def _give_back(self, mine: LockOwner) -> None:
        """Remove the lock if it is ours; where the store cannot be asked, it stays and is shown."""
        with suppress(BotoCoreError, ClientError, DeployError):
            if self._owner()[0] == mine:
                self._s3.delete_object(Bucket=self._bucket, Key=self._key(_LOCK))

    def check_lock(self) -> None:
        """See ``Target.check_lock``."""
        try:
            mine = self._mine is not None and self._owner()[0] == self._mine
        except (BotoCoreError, ClientError) as error:
            raise self._unreachable(error) from error
        if not mine:
            raise LockLostError(target=self.name)

    def sweep(self) -> int:
        """See ``Target.sweep``: an object is there as a whole or not at all."""
        return 0

    def read(self, name: str, limit: int) -> bytes | None:
        """See ``Target.read``.

        Raises:
            TargetUnreachableError: the store does not answer.
        """
        try:
            data, etag = self._get(name, limit)
        except ClientError as error:
            if _code(error) in _NOT_THERE:
                self._started_from.setdefault(name, _ABSENT)
                return None
            if _status(error) >= 500:
                raise self._unreachable(error) from error
            raise OSError(errno.EACCES, _in_words(error), name) from error
        except BotoCoreError as error:
            raise self._unreachable(error) from error
        # The first look counts: everything that was verified since belongs to it.
        self._started_from.setdefault(name, etag)
        return data

    def _get(self, name: str, limit: int) -> tuple[bytes, str]:
        """At most ``limit + 1`` bytes of an object, and its ETag. A body that breaks off is no shorter file."""
        for tries_left in reversed(range(_TRIES)):
            answer = self._s3.get_object(Bucket=self._bucket, Key=self._key(name))
            data = b""
            try:
                with answer["Body"] as body:
                    while more := body.read(limit + 1 - len(data)):
                        data += more
            except BotoCoreError:
                if not tries_left:
                    raise
            else:
                break
        return data, answer["ETag"]

    def list_folder(self, folder: str) -> tuple[str, ...]:
        """See ``Target.list_folder``."""
        above = self._key(f"{folder}/")
        found: set[str] = set()
        try:
            pages = self._s3.get_paginator("list_objects_v2")
            for page in pages.paginate(Bucket=self._bucket, Prefix=above, Delimiter="/"):
                found |= {each["Key"][len(above) :] for each in page.get("Contents", [])}
                found |= {each["Prefix"][len(above) :].rstrip("/") for each in page.get("CommonPrefixes", [])}
        except (BotoCoreError, ClientError) as error:
            raise self._unreachable(error) from error
        return tuple(sorted(found - {""}))

    def changed_at(self, name: str) -> datetime | None:
        """See ``Target.changed_at``: the store's own time."""
        try:
            answer = self._s3.head_object(Bucket=self._bucket, Key=self._key(name))
        except (BotoCoreError, ClientError):
            return None
        return answer["LastModified"].astimezone(UTC)

    def put_all(self, files: Mapping[str, bytes], hashes: Mapping[str, str], progress: Progress) -> None:
        """See ``Target.put_all``."""
        with ThreadPoolExecutor(AT_ONCE) as pool:
            futures: dict[Future[None], str] = {
                pool.submit(self._put_checked, name, data, hashes[name]): name for name, data in files.items()
            }
            try:
                for done, future in enumerate(as_completed(futures), 1):
                    future.result()
                    progress("write", done, len(files))
            except (BotoCoreError, ClientError) as error:
                raise self._failed(futures[future], error) from error
            finally:
                pool.shutdown(wait=True, cancel_futures=True)

    def commit(self, name: str, data: bytes, modified_s: int) -> None:
        """See ``Target.commit``: replaced only if it is still what it was at the first look, where the store can tell.

        Raises:
            ChannelMovedError: it is not.
            CommitUnknownError: there was no answer, or an error, and the store does not say what is in place.
        """
        try:
            self._put_checked(name, data, hashlib.sha256(data).hexdigest(), self._condition(name))
        except (BotoCoreError, ClientError) as error:
            self._find_out(name, data, error)
        self._started_from.pop(name, None)

    def remove_all(self, names: Collection[str]) -> None:
        """See ``Target.remove_all``. One request each: not every store knows how to delete several at once."""
        with ThreadPoolExecutor(AT_ONCE) as pool:
            futures = {pool.submit(self._delete, name): name for name in names}
            try:
                for future in as_completed(futures):
                    future.result()
            except (BotoCoreError, ClientError) as error:
                raise self._failed(futures[future], error) from error
            finally:
                pool.shutdown(wait=True, cancel_futures=True)

    def _delete(self, name: str) -> None:
        self._s3.delete_object(Bucket=self._bucket, Key=self._key(name))

    def _condition(self, name: str) -> _Condition:
        if self._conditions is False:
            return {}
        if name not in self._started_from:
            reason = "what is there now could not be read, so it is not replaced"
            raise WriteFailedError(name=name, target=self.name, reason=reason)
        etag = self._started_from[name]
        return {"IfNoneMatch": "*"} if etag == _ABSENT else {"IfMatch": etag}

    def _find_out(self, name: str, data: bytes, error: BotoCoreError | ClientError) -> None:
        """The answer was an error, or none came: look whether the channel file was replaced all the same.

        A request that is sent again after its answer was lost finds its own object in the way.
        """
        moved = isinstance(error, ClientError) and _code(error) in _MOVED | _NOT_THERE
        try:
            found = self.read(name, len(data))
        except (DeployError, OSError) as second:
            raise CommitUnknownError(target=self.name, name=name, reason=_in_words(error)) from second
        if found == data:
            return
        if moved:
            raise ChannelMovedError(name=name, target=self.name) from error
        if not isinstance(error, ClientError) or _status(error) >= 500:
            # One of the tries may have got no answer and still be on its way: the condition keeps it from replacing
            # anybody else's release, but not from coming after this look.
            raise CommitUnknownError(target=self.name, name=name, reason=_in_words(error)) from error
        raise self._failed(name, error) from error

    def _put_checked(self, name: str, data: bytes, sha256: str, condition: _Condition | None = None) -> None:
        """Put one object with its headers. The store compares the checksum before it keeps anything."""
        if hashlib.sha256(data).hexdigest() != sha256:
            raise ReadBackError(name=name, target=self.name)
        self._s3.put_object(
            Bucket=self._bucket,
            Key=self._key(name),
            Body=data,
            ChecksumSHA256=base64.b64encode(bytes.fromhex(sha256)).decode("ascii"),
            ContentType=CONTENT_TYPES.get(name.rpartition(".")[2], "application/octet-stream"),
            CacheControl=_CACHING.get(name.partition("/")[0], "no-store"),
            **(condition or {}),
        )

    def _take(self, mine: LockOwner, break_lock: bool) -> None:
        owner, etag = self._owner()
        if etag is None:
            self._put_lock(mine, {"IfNoneMatch": "*"})
        elif break_lock:
            self._put_lock(mine, {})
        elif owner is not None and owner.is_dead:
            self._put_lock(mine, {"IfMatch": etag})
        else:
            raise LockedError(target=self.name, **owner_in_words(owner))
        # Asked, whatever the answer was: a request that was sent again finds its own lock in the way.
        holder = self._owner()[0]
        if holder != mine:
            raise LockedError(target=self.name, **owner_in_words(holder))

    def _owner(self) -> tuple[LockOwner | None, str | None]:
        """Who holds the lock, and its ETag; None and None when nobody does."""
        try:
            data, etag = self._get(_LOCK, 4096)
            return LockOwner.from_bytes(data), etag
        except ClientError as error:
            if _code(error) in _NOT_THERE:
                return None, None
            raise

    def _put_lock(self, mine: LockOwner, condition: _Condition) -> None:
        """Ask for it. A store that refuses conditions as such gets it without."""
        try:
            self._put_lock_object(mine, condition)
        except ClientError as error:
            if _code(error) in _MOVED | _NOT_THERE:
                return
            if not condition or _code(error) not in _UNSUPPORTED:
                raise
            self._put_lock_object(mine, {})

    def _put_lock_object(self, mine: LockOwner, condition: _Condition) -> None:
        key = self._key(_LOCK)
        kind = "application/json"
        self._s3.put_object(
            Bucket=self._bucket, Key=key, Body=mine.to_bytes(), ContentType=kind, CacheControl="no-store", **condition
        )

    def _heeds_conditions(self, mine: LockOwner) -> bool:
        """Whether both conditions are refused where they do not hold, tried on the lock that is ours."""
        conditions: tuple[_Condition, ...] = ({"IfNoneMatch": "*"}, {"IfMatch": '"0123456789abcdef0123456789abcdef"'})
        return all(self._is_refused(mine, condition) for condition in conditions)

    def _is_refused(self, mine: LockOwner, condition: _Condition) -> bool:
        try:
            self._put_lock_object(mine, condition)
        except ClientError as error:
            if _code(error) in _MOVED:
                return True
            if _code(error) in _UNSUPPORTED:
                return False
            raise
        return False

    @property
    def _s3(self) -> "S3Client":
        if self._client is None:
            raise TargetUnreachableError(target=self.name, reason="it is not open")
        return self._client

    def _key(self, name: str) -> str:
        return f"{self._prefix}/{name}" if self._prefix else name

    def _unreachable(self, error: Exception) -> TargetUnreachableError:
        return TargetUnreachableError(target=self.name, reason=_in_words(error))

    def _failed(self, name: str, error: BotoCoreError | ClientError) -> DeployError:
        if isinstance(error, ClientError) and _status(error) < 500:
            return WriteFailedError(name=name, target=self.name, reason=_in_words(error))
        return self._unreachable(error)


def _code(error: ClientError) -> str:
    return str(error.response.get("Error", {}).get("Code", ""))


def _status(error: ClientError) -> int:
    return int(error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0))


def _in_words(error: Exception) -> str:
    if not isinstance(error, ClientError):
        return str(error).rstrip(".")
    said = str(error.response.get("Error", {}).get("Message", "")).rstrip(".")
    return f"the store says {_code(error)}{f': {said}' if said else ''}"
