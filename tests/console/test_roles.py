"""Every address of the console and of the API, walked by people who may not: the default is no.

Generic over the URL conf: a new page is covered the moment it exists.
"""

import re
from collections.abc import Iterator

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from actors import Bank

pytestmark = pytest.mark.django_db

PUBLIC = re.compile(
    r"^(first-run|sign-in/link/|handover/|hosted/|account/(login|logout|signup|inactive|password/reset|confirm-email"
    r"|confirm-login|login/|2fa/authenticate|2fa/webauthn/login|reauthenticate|2fa/reauthenticate|3rdparty)|api/v1/openapi)"
)
"""Pages that are open before sign-in; each has its own secret or shows nothing but a form."""

OWN = re.compile(r"^(account/.*|i18n/.*|)$")
"""Pages about the person who looks, and the (empty) list of applications."""

SAMPLES = {
    "environment": "staging",
    "env": "staging",
    "name": "welcome",
    "number": "1",
    "digest": "0" * 16,
    "sha256": "0" * 64,
    "secret": "x",
    "action": "hello",
    "kind": "full",
}


def addresses(patterns: list[URLPattern | URLResolver] | None = None, prefix: str = "") -> Iterator[str]:
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns, route)
        else:
            yield route


def filled(route: str, key: str) -> str:
    def value(match: re.Match[str]) -> str:
        kind, _, name = match.group(1).rpartition(":")
        if name == "key":
            return key
        return SAMPLES.get(name, "1" if kind == "int" or name.endswith("id") else "x")

    plain = re.sub(r"<([^>]+)>", value, route.removeprefix("^").removesuffix("$").removesuffix("\\Z"))
    return "/" + re.sub(r"\(\?P<[^>]*>[^)]*\)", "1", plain).replace("\\", "")


def refused(route: str, answer: HttpResponse) -> bool:
    """No entry: by status, or as an answer to a script that says so. The API reads a body before it asks for roles."""
    if answer.status_code in {403, 404, 405}:
        return True
    if route.startswith("api/"):
        return answer.status_code in {400, 401, 422}
    return answer.status_code == 422 and '"code": "access.' in answer.content.decode()


ROUTES = sorted(set(addresses()))
GUARDED = [route for route in ROUTES if not PUBLIC.match(route)]
BY_ROLE = [route for route in GUARDED if not OWN.match(route)]


def test_there_are_many_guarded_addresses() -> None:
    assert len(BY_ROLE) > 25


@pytest.mark.parametrize("method", ["get", "post"])
def test_nobody_gets_in_without_signing_in(bank: Bank, client: Client, method: str) -> None:
    open_doors = []
    for route in GUARDED:
        answer = getattr(client, method)(filled(route, bank.application.key))
        to_sign_in = answer.status_code == 302 and answer.headers["Location"].startswith("/account/")
        if not to_sign_in and answer.status_code not in {401, 403, 404, 405}:
            open_doors.append((route, answer.status_code))
    assert not open_doors


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("who", ["outsider", "neighbour"])
def test_somebody_without_a_role_there_gets_nothing(bank: Bank, client: Client, method: str, who: str) -> None:
    client.force_login(bank.people[who])
    open_doors = []
    for route in BY_ROLE:
        if who == "neighbour" and "key" not in route and route.startswith("api/"):
            continue
        address = filled(route, bank.application.key)
        answer = getattr(client, method)(address)
        if not refused(route, answer):
            open_doors.append((route, answer.status_code))
    if who == "outsider":
        # The list of applications answers, with nothing in it.
        listed = client.get("/api/v1/applications")
        assert listed.json() == []
        open_doors = [found for found in open_doors if found[0] != "api/v1/applications"]
    assert not open_doors


def test_the_list_of_applications_is_empty_for_an_outsider(bank: Bank, client: Client) -> None:
    client.force_login(bank.outsider)
    page = client.get("/").content.decode()
    assert "Sample Bank" not in page
    assert "Nothing here for you yet" in page


@pytest.mark.parametrize("who", ["author", "translator", "approver", "publisher", "auditor"])
def test_only_administrators_change_applications_people_and_hosting(bank: Bank, client: Client, who: str) -> None:
    client.force_login(bank.people[who])
    key = bank.application.key
    for path in (
        "/applications/new",
        f"/applications/{key}/setup/hosting",
        f"/applications/{key}/setup/integrate",
        f"/applications/{key}/setup/connect",
        f"/applications/{key}/setup/staging/package",
        f"/applications/{key}/settings/production/policy",
        f"/applications/{key}/tokens/",
        f"/applications/{key}/people/",
        "/people/invite",
    ):
        assert client.post(path, {"name": "x"}).status_code == 403, (who, path)


def test_a_token_opens_no_page_and_only_its_own_application(bank: Bank, client: Client) -> None:
    from handrail.applications.access import Scope
    from handrail.applications.tokens import create_token

    _token, secret = create_token(
        actor=bank.administrator, application=bank.application, label="watch", scopes=[Scope.PACKAGES_READ]
    )
    headers = {"Authorization": f"Bearer {secret}"}
    assert client.get("/", headers=headers).status_code == 302
    mine = client.get(f"/api/v1/applications/{bank.application.key}", headers=headers)
    assert mine.status_code == 200
    other = client.get(f"/api/v1/applications/{bank.other.key}", headers=headers)
    assert other.status_code == 404
    assert other.json()["code"] == "access.not-found"
    assert client.post("/api/v1/applications", "{}", content_type="application/json", headers=headers).status_code in {
        403,
        422,
    }
