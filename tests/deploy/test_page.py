"""The page's snippet, linted: for every finding one page that triggers exactly it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from deploy.place import TODAY, Place, lasting
from deploy.servers.broken import Reply, broken_server
from deploy.test_doctor import POWER, SDK, SIGNED, Rotated, all_codes, found
from handrail.deploy.findings import Finding
from handrail.deploy.page_policy import Script, allows_connect, allows_script, read_policies, relaxations
from handrail.package.build import BuiltRelease, build_release
from handrail.package.sdk_files import built_sdk, read_built, sri_of
from package.bank import NOW, Bank

SRI = sri_of(read_built(SDK))


@dataclass
class Page:
    """An application's page; ``html`` and ``headers`` are what it answers with."""

    html: str = ""
    headers: dict[str, str] | None = None
    script: str = ""

    def broken(self, reply: Reply) -> None:
        if reply.path in ("", "app.js"):
            reply.status = 200
            reply.body = self.html.encode() if reply.path == "" else self.script.encode()
            reply.headers |= {"content-type": "text/html"}
            reply.headers.pop("content-security-policy", None)
            reply.headers |= self.headers or {}


def snippet(content: str, /, **changes: str) -> str:
    values = {
        "preload": '<link rel="preload" as="fetch" crossorigin href="{url}/channel/bank/production.json">',
        "src": "{url}/" + SDK.path,
        "integrity": f'integrity="{SRI}"',
        "crossorigin": "crossorigin",
        "key": 'data-key="bank"',
        "trust": f'data-trust="{Bank().trust}"',
        "url": 'data-self-hosted-url="{url}"',
        "environment": 'data-environment="production"',
        "more": "",
    } | changes
    attributes = " ".join(values[n] for n in ("integrity", "crossorigin", "key", "trust", "url", "environment"))
    text = f'<head>{values["preload"]}<script src="{values["src"]}" {attributes}></script>{values["more"]}</head>'
    return text.replace("{url}", content)


@dataclass
class World:
    """A healthy content server and a page of another origin."""

    root: Path
    content: str
    page: Page
    address: str

    def findings(self, html: str, **headers: str) -> list[Finding]:
        self.page.html, self.page.headers = html, {k.replace("_", "-"): v for k, v in headers.items()}
        return found(self.content, page=self.address)

    def codes(self, html: str, **headers: str) -> set[str]:
        return all_codes(self.findings(html, **headers))


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    place = Place(tmp_path_factory.mktemp("page"))
    place.deploy(lasting(seq=SIGNED))
    (place.root / SDK.path).write_bytes(read_built(SDK))
    page = Page()
    with broken_server(place.root) as content, broken_server(place.root / "no", page.broken) as address:
        yield World(place.root, content, page, f"{address}/")


def test_the_snippet_is_right(world: World) -> None:
    assert world.codes(snippet(world.content)) == set()
    policy = f"default-src 'none'; script-src '{SRI}'; connect-src {world.content}; require-trusted-types-for 'script'"
    assert world.codes(snippet(world.content), content_security_policy=policy) == set()
    by_host = f"default-src 'self'; script-src 'self' {world.content}; connect-src 'self' {world.content}"
    assert world.codes(snippet(world.content), content_security_policy=by_host) == set()


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("page-options", {"key": 'data-key="other"'}),
        ("page-options", {"url": 'data-self-hosted-url="https://old.example"'}),
        ("page-options", {"url": ""}),
        ("page-options", {"environment": 'data-environment="staging"'}),
        ("page-options", {"key": "", "trust": ""}),
        ("page-trust", {"trust": 'data-trust="1.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"'}),
        ("page-trust", {"trust": ""}),
        ("page-integrity", {"integrity": f'integrity="sha384-{"A" * 64}"'}),
        ("page-integrity-missing", {"integrity": ""}),
        ("page-sdk-missing", {"src": "{url}/sdk/9.9.9/handrail.js"}),
        ("page-crossorigin", {"crossorigin": ""}),
        ("page-preload", {"preload": ""}),
        ("page-preload", {"preload": '<link rel="preload" as="fetch" href="{url}/channel/bank/production.json">'}),
        ("page-preload", {"preload": '<link rel="preload" crossorigin href="{url}/channel/bank/production.json">'}),
        ("service-worker", {"more": "<script>navigator.serviceWorker.register('/sw.js')</script>"}),
    ],
)
def test_each_wrong_snippet_triggers_exactly_its_finding(world: World, code: str, changes: dict[str, str]) -> None:
    assert world.codes(snippet(world.content, **changes)) == {code}


@pytest.mark.parametrize(
    ("code", "policy"),
    [
        ("page-csp-script", "script-src 'self'; connect-src {url}"),
        ("page-csp-script", f"script-src 'nonce-abc' 'strict-dynamic' {{url}}; connect-src {{url}}; x {SRI}"),
        ("page-csp-connect", f"script-src '{SRI}'; connect-src 'self'"),
        ("page-csp-connect", f"default-src 'none'; script-src '{SRI}'"),
        ("page-csp-relaxed", "script-src {url} 'unsafe-inline'; connect-src {url}"),
        ("page-csp-relaxed", f"script-src '{SRI}' 'unsafe-eval'; connect-src {{url}}"),
        ("page-csp-relaxed", f"script-src '{SRI}'; connect-src *"),
    ],
)
def test_each_policy_triggers_exactly_its_finding(world: World, code: str, policy: str) -> None:
    text = policy.replace("{url}", world.content)
    assert world.codes(snippet(world.content), content_security_policy=text) == {code}
    meta = f'<meta http-equiv="Content-Security-Policy" content="{text}">'
    assert world.codes(snippet(world.content, more=meta)) == {code}


class Showing(Bank):
    """A bank whose release embeds pages of two origins and of its own, and has a video."""

    def release(self, version: int = 1, text: str = "Welcome") -> BuiltRelease:
        settings = b'{"frameOrigins":["https://help.example","https://map.example","self"]}'
        return build_release(
            application=self.application,
            environment=self.environment,
            version=version,
            created=NOW - timedelta(hours=1),
            boots={"*": b'{"format":1,"language":"en","settings":%b,"campaigns":[]}' % settings},
            blobs=[("webm", b"\x1aE\xdf\xa3 a video")],
            source=b'{"text":"%b"}' % text.encode(),
            min_sdk="0.1.0",
            author=self.key,
        )


@pytest.mark.parametrize(
    ("policy", "changes"),
    [
        ("frame-src https://help.example https://*.example 'self'; media-src {url}", {}),
        ("frame-src https://help.example", {"page-csp-frame": "Add https://map.example 'self' to frame-src."}),
        (
            "child-src 'none'; media-src {url}",
            {"page-csp-frame": "Add https://help.example https://map.example 'self' to frame-src."},
        ),
        ("frame-src https: 'self'; media-src 'self'", {"page-csp-media": "Add {url} to media-src."}),
        (
            "default-src 'none'",
            {
                "page-csp-frame": "Add https://help.example https://map.example 'self' to frame-src.",
                "page-csp-media": "Add {url} to media-src.",
            },
        ),
    ],
)
def test_what_the_blocks_of_a_release_need_of_a_policy_is_said(
    tmp_path: Path, policy: str, changes: dict[str, str]
) -> None:
    place, page = Place(tmp_path), Page()
    place.deploy(Showing().package(seq=SIGNED, expires=TODAY + timedelta(days=30)))
    (place.root / SDK.path).write_bytes(read_built(SDK))
    with broken_server(place.root) as content, broken_server(place.root / "no", page.broken) as address:
        whole = f"script-src '{SRI}'; connect-src {content}; {policy}".replace("{url}", content)
        page.html, page.headers = snippet(content), {"content-security-policy": whole}
        said = {each.code: each.change for each in found(content, page=f"{address}/") if each.level != "good"}
    assert said == {f"doctor.{code}": change.replace("{url}", content) for code, change in changes.items()}


def test_the_words_name_exactly_what_to_add(world: World) -> None:
    refusing = snippet(world.content, preload="")
    said = {each.code: each.change for each in world.findings(refusing, content_security_policy="default-src 'self'")}
    assert said["doctor.page-csp-script"] == f"Add '{SRI}' to script-src."
    assert said["doctor.page-csp-connect"] == f"Add {world.content} to connect-src."
    assert f'href="{world.content}/channel/bank/production.json"' in said["doctor.page-preload"]


def test_a_page_without_snippet_and_a_page_that_is_not_there_are_said(world: World) -> None:
    assert world.codes("<p>Welcome</p>") == {"page-no-snippet"}
    assert all_codes(found(world.content, page=f"{world.address}missing")) == {"page-unreachable"}


def test_a_call_in_the_page_instead_of_options_in_the_tag_is_taken(world: World) -> None:
    call = "<script>ABBI.start('bank', '1.x', 'https://guides.bank.example')</script>"
    bare = {"key": "", "trust": "", "url": "", "environment": ""}
    assert world.codes(snippet(world.content, **bare, more=call)) == set()


def test_a_service_worker_in_a_script_of_the_page_is_seen(world: World) -> None:
    world.page.script = "navigator.serviceWorker.register('/sw.js')"
    try:
        assert world.codes(snippet(world.content, more='<script src="app.js"></script>')) == {"service-worker"}
    finally:
        world.page.script = ""


def test_the_opener_is_needed_where_power_mode_is_used(tmp_path: Path) -> None:
    place = Place(tmp_path)
    place.deploy(Bank(environment="staging").package(seq=SIGNED, expires=TODAY + timedelta(days=30)))
    (place.root / SDK.path).unlink()
    (place.root / POWER.path).write_bytes(read_built(POWER))
    page = Page(headers={"cross-origin-opener-policy": "same-origin"})
    with broken_server(place.root) as content, broken_server(place.root / "no", page.broken) as address:
        page.html = snippet(
            content,
            src="{url}/" + POWER.path,
            integrity=f'integrity="{sri_of(read_built(POWER))}"',
            environment='data-environment="staging"',
            preload='<link rel="preload" as="fetch" crossorigin href="{url}/channel/bank/staging.json">',
        )
        assert all_codes(found(content, page=address, environment="staging")) == {"page-opener"}


def test_a_page_that_pins_an_older_root_is_said(tmp_path: Path) -> None:
    place = Place(tmp_path)
    place.deploy(lasting(seq=SIGNED))
    (place.root / SDK.path).write_bytes(read_built(SDK))
    channel, newest = Rotated().rotated_channel()
    place.channel.write_bytes(channel)
    page = Page()
    with broken_server(place.root) as content, broken_server(place.root / "no", page.broken) as address:
        page.html = snippet(content)
        assert all_codes(found(content, page=address)) == {"page-pin"}
        page.html = snippet(content, trust=f'data-trust="{newest}"')
        assert all_codes(found(content, page=address)) == set()


def test_a_page_of_plain_http_and_mixed_content_are_said(world: World) -> None:
    """Through a client whose network is these servers, since no name but localhost is known here."""
    import httpx

    def route(request: httpx.Request) -> httpx.Response:
        inner = httpx.Client()
        target = world.content if request.url.host == "guides.bank.example" else world.address.rstrip("/")
        sent = {k: v for k, v in request.headers.items() if k != "host"}
        answer = inner.get(f"{target}{request.url.path}", headers=sent)
        inner.close()
        kept = {k: v for k, v in answer.headers.items() if k not in ("content-encoding", "content-length")}
        if "content-encoding" in answer.headers:
            import gzip

            return httpx.Response(
                answer.status_code, headers={**kept, "content-encoding": "gzip"}, content=gzip.compress(answer.content)
            )
        return httpx.Response(answer.status_code, headers=kept, content=answer.content)

    def client() -> httpx.Client:
        return httpx.Client(transport=httpx.MockTransport(route))

    world.page.headers = {}
    world.page.html = snippet("http://guides.bank.example")
    plain = found("http://guides.bank.example", client(), page="https://app.bank.example/")
    assert all_codes(plain) == {"plain-http", "mixed-content"}
    world.page.html = snippet("https://guides.bank.example")
    secure = found("https://guides.bank.example", client(), page="http://app.bank.example/", plain_url=world.address)
    assert all_codes(secure) == {"page-insecure"}
    own = next(each for each in built_sdk() if each.name == "handrail-http.js")
    (world.root / own.path).write_bytes(read_built(own))
    pinned = f'integrity="{sri_of(read_built(own))}"'
    world.page.html = snippet("https://guides.bank.example", src="{url}/" + own.path, integrity=pinned)
    there = found("https://guides.bank.example", client(), page="http://app.bank.example/", plain_url=world.address)
    assert all_codes(there) == set()


PAGE = "https://app.bank.example/start"
URL = "https://guides.bank.example/sdk/1/handrail.js"


@pytest.mark.parametrize(
    ("policy", "allowed"),
    [
        ("img-src 'none'", True),
        ("script-src https://guides.bank.example", True),
        ("script-src guides.bank.example", True),
        ("script-src http://guides.bank.example", True),
        ("script-src *.bank.example", True),
        ("script-src *.guides.bank.example", False),
        ("script-src https:", True),
        ("script-src *", True),
        ("script-src guides.bank.example:8443", False),
        ("script-src guides.bank.example:*", True),
        ("script-src guides.bank.example/sdk/", True),
        ("script-src guides.bank.example/other/", False),
        ("script-src 'self'", False),
        ("script-src 'none'", False),
        ("script-src 'sha384-abc'", True),
        ("script-src 'sha384-other'", False),
        ("script-src 'nonce-n1'", True),
        ("script-src 'nonce-n2'", False),
        ("script-src 'strict-dynamic' https://guides.bank.example", False),
        ("script-src 'strict-dynamic' 'sha384-abc'", True),
        ("script-src-elem 'none'; script-src *", False),
        ("default-src 'none'", False),
        ("default-src *; script-src 'none'", False),
        ("script-src *, script-src 'none'", False),
    ],
)
def test_a_policy_admits_a_script(policy: str, allowed: bool) -> None:
    script = Script(URL, ("sha384-abc",), "n1")
    assert all(allows_script(each, script, PAGE) for each in read_policies([policy])) is allowed


def test_a_policy_admits_a_connection() -> None:
    (policy,) = read_policies(["connect-src 'self' wss: https://guides.bank.example"])
    assert allows_connect(policy, "https://guides.bank.example/channel/", PAGE)
    assert allows_connect(policy, "https://app.bank.example/x", PAGE)
    assert not allows_connect(policy, "https://evil.example/", PAGE)
    assert list(relaxations([policy])) == []
    assert list(relaxations(read_policies(["script-src 'unsafe-inline' data:"]))) == [
        "'unsafe-inline' in script-src",
        "data: in script-src",
    ]
    assert list(relaxations(read_policies(["script-src 'unsafe-inline' 'nonce-x'"]))) == []
