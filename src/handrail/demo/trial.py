"""The trial application of ``handrail try`` in the console. Needs a running Django."""

from collections.abc import Callable
from pathlib import Path

from handrail.applications.models import Application
from handrail.applications.services.create_application import create_application
from handrail.applications.services.finish_step import finish_step
from handrail.applications.services.set_hosting import HostingChoice, set_hosting
from handrail.applications.snippet import hand_out
from handrail.demo.addresses import renew_addresses
from handrail.demo.people import administrator, sign_in_link
from handrail.demo.prepare import keep_token, page_snippet
from handrail.demo.proxy.address import Address
from handrail.demo.trying import Trial
from handrail.publishing.access import current_pointer
from handrail.publishing.services import default_package

ENVIRONMENT = "staging"
"""A trial lives in the environment made for authoring: its snippet pins the build with Power Mode."""


def prepare_trial(*, address: Address, content: str, console: str, data: Path, say: Callable[[str], None]) -> Trial:
    """Make the trial application of this address, or take the one of an earlier trial with all that was written in it.

    Args:
        address: where the application is and where the proxy shows it.
        content: origin of the trial's content server.
        console: origin of the console.
        data: the console's data directory; the trial's files lie in ``try/<key>``.
        say: prints one line.
    """
    actor = administrator()
    found = Application.objects.filter(name=address.authority, trial=True).order_by("pk").first()
    application = found or create_application(actor=actor, name=address.authority, languages=["en", "de"], trial=True)
    choice = HostingChoice(content, f"{address.proxy}{address.start.split('?')[0]}", power=True)
    set_hosting(actor=actor, application=application, choices={ENVIRONMENT: choice})
    environment = application.environments.get(name=ENVIRONMENT)
    hand_out(actor=actor, environment=environment)
    for step in (Application.Step.HOSTING, Application.Step.INTEGRATE):
        finish_step(actor=actor, application=application, step=step)
    folder = data / "try" / application.key
    keep_token(folder / "watch-token", application, "handrail watch of the trial")
    renew_addresses(environment, proposer=actor, approver=None, say=say)
    page = f"/applications/{application.key}/power/"
    return Trial(
        key=application.key,
        snippet=page_snippet(environment),
        document_root=folder / "document-root",
        token_file=folder / "watch-token",
        package=default_package(actor=actor, environment=environment),
        console_page=f"{console}{page}",
        sign_in=f"{sign_in_link(actor, console)}?next={page}",
    )


def finish_connecting(key: str) -> None:
    """The trial's content was seen live through its own content server: the last step of the flow is done."""
    application = Application.objects.get(key=key)
    finish_step(actor=administrator(), application=application, step=Application.Step.CONNECT)


def live_hash(key: str) -> str:
    """SHA-256 of the channel file that should be live in the trial."""
    application = Application.objects.get(key=key)
    pointer = current_pointer(application.environments.get(name=ENVIRONMENT))
    return pointer.channel_sha256 if pointer is not None else ""
