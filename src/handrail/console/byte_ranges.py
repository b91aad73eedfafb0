"""Parts of a file: one range of bytes, as RFC 9110, section 14, has it. Safari plays no film without it.

Django answers whole files only. WhiteNoise knows ranges of files on disk, not of bytes from a database, and refuses a
range of one byte.
"""

import re

from django.http import HttpRequest, HttpResponse

_ONE_RANGE = re.compile(r"bytes=(?:([0-9]{1,99})-([0-9]{0,99})|-([0-9]{1,99}))", re.IGNORECASE)


def in_range(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The answer cut to the bytes that were asked for: status 206, or 416 where there are none; else as it was.

    As it was is every answer to a range that is malformed or one of several, to another method than GET, and to an
    ``If-Range`` that is not the strong tag of this answer: the standard lets a server send the whole instead.

    Args:
        request: may carry ``Range`` and ``If-Range``.
        response: the whole file with all its headers; they stay, but a 416 is not to be kept.
    """
    if response.status_code != 200:
        return response
    response["Accept-Ranges"] = "bytes"
    size = len(response.content)
    bounds = _bounds(request.headers.get("Range", ""), size)
    if request.method != "GET" or bounds is None or not size or not _is_same(request, response):
        return response
    start, end = bounds
    if start >= end:
        response.status_code = 416
        response["Content-Range"] = f"bytes */{size}"
        response["Cache-Control"] = "no-store"
        response.content = b""
        del response["Content-Type"]
        return response
    response.status_code = 206
    response["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
    response.content = response.content[start:end]
    return response


def _bounds(asked: str, size: int) -> tuple[int, int] | None:
    """Where the range begins and where it has ended, of so many bytes; nothing in it: there are no such bytes."""
    found = _ONE_RANGE.fullmatch(asked.strip())
    if found is None:
        return None
    first, last, suffix = found.groups()
    if suffix:
        return max(size - int(suffix), 0), size
    if last and int(last) < int(first):
        return None
    return int(first), min(int(last) + 1, size) if last else size


def _is_same(request: HttpRequest, response: HttpResponse) -> bool:
    """Whether the client has others of these very bytes, if it has some. Weak tags and times do not tell."""
    tag = request.headers.get("If-Range")
    return tag is None or (tag.startswith('"') and tag == response.get("ETag"))
