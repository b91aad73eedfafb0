"""The content server of applications that are not self-hosted: the tree of the package, with the same headers."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.http import parse_etags
from django.views.decorators.http import require_safe

from handrail.applications.connection import hosted_environments
from handrail.console.byte_ranges import in_range
from handrail.package.sdk_files import built_sdk, read_built
from handrail.package.verify import sha256_hex
from handrail.publishing.access import current_pointer
from handrail.publishing.signing import channel_of, files_of

TYPES = {
    "json": "application/json",
    "js": "text/javascript; charset=utf-8",
    "png": "image/png",
    "jpg": "image/jpeg",
    "webp": "image/webp",
    "avif": "image/avif",
    "woff2": "font/woff2",
    "mp4": "video/mp4",
    "webm": "video/webm",
}
CACHE = {
    "channel": "no-cache, no-transform",
    "blobs": "public, max-age=31536000, immutable, no-transform",
    "releases": "public, max-age=31536000, immutable, no-transform",
    "sdk": "public, max-age=300, stale-while-revalidate=86400, no-transform",
}


def _read(key: str, name: str) -> bytes | None:
    """The bytes of a path of the package tree, from what is live in any environment that this console hosts."""
    folder = name.partition("/")[0]
    for environment in hosted_environments(key):
        if folder == "sdk":
            found = [file for file in built_sdk() if file.path == name and file.name == environment.snippet_build]
            if found:
                return read_built(found[0])
            continue
        pointer = current_pointer(environment)
        if pointer is None:
            continue
        if name == environment.channel_path:
            return channel_of(pointer.release, bytes(pointer.envelope))
        if folder in {"blobs", "releases"}:
            data = files_of(pointer.release).get(name)
            if data is not None:
                return data
    return None


@login_not_required
@require_safe
def hosted(request: HttpRequest, key: str, name: str) -> HttpResponse:
    """One public file. Content is public and no cookie is used, so every origin may read it."""
    data = _read(key, name)
    if data is None:
        raise Http404
    folder, extension = name.partition("/")[0], name.rpartition(".")[2]
    etag = f'"{sha256_hex(data)[:32]}"'
    response: HttpResponse
    if etag in parse_etags(request.headers.get("If-None-Match", "")):
        response = HttpResponseNotModified()
    else:
        response = HttpResponse(data, content_type=TYPES.get(extension, "application/octet-stream"))
    response["ETag"] = etag
    response["Cache-Control"] = CACHE[folder]
    response["Access-Control-Allow-Origin"] = "*"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox; frame-ancestors 'none'"
    return in_range(request, response)
