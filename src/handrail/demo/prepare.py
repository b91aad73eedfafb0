"""The application "Sample Bank", made and published through the console's services. Needs a running Django.

Every step looks first whether it was done, so that a first start that was interrupted is simply gone on with.
"""

import os
from collections.abc import Callable
from pathlib import Path

from handrail.applications.models import Application, Environment, Scope
from handrail.applications.services.create_application import create_application
from handrail.applications.services.finish_step import finish_step
from handrail.applications.services.set_hosting import HostingChoice, set_hosting
from handrail.applications.signing import trust
from handrail.applications.snippet import hand_out, snippet_of
from handrail.applications.tokens import create_token
from handrail.campaigns.content import import_content, load_content
from handrail.demo.addresses import renew_addresses
from handrail.demo.deploying import deploy_package, write_targets
from handrail.demo.guidance import sample_content, sample_media
from handrail.demo.people import administrator, approver, author, sign_in_link
from handrail.demo.plan import ENVIRONMENTS, DemoPlan
from handrail.demo.snippet import Snippet, write_snippet
from handrail.demo.supervisor import Facts
from handrail.deploy.config import NamedTarget
from handrail.package.sdk_files import sri_of
from handrail.publishing.access import current_pointer
from handrail.publishing.services import approve, default_package, full_package, package_name, propose

Say = Callable[[str], None]

NAME = "Sample Bank"


def prepare(plan: DemoPlan, say: Say) -> Facts:
    """Everything that the demonstration shows, made at the first start and found again later.

    Args:
        plan: where everything is; the content server runs already.
        say: prints one line.
    """
    application = prepare_application(plan)
    integrate(plan, application)
    write_targets(plan.data / "handrail.toml", {name: named_target(plan, application, name) for name in ENVIRONMENTS})
    keep_token(plan.token_file, application, "handrail watch of the demonstration")
    for environment in application.environments.filter(name__in=ENVIRONMENTS):
        if current_pointer(environment) is None:
            deploy_default(plan, environment)
            say(f"· default package of {environment.name} deployed to {plan.content}")
    publish_guidance(application)
    for environment in application.environments.filter(name__in=ENVIRONMENTS):
        renew_addresses(environment, proposer=administrator(), approver=approver(application), say=say)
        renew_sdk(plan, environment)
    persons = {
        "author": author(application),
        "approver": approver(application),
        "administrator": administrator(),
    }
    return Facts(
        key=application.key,
        trust=trust(application),
        package=str(newest_package(plan, application)),
        sign_in={role: sign_in_link(person, plan.console) for role, person in persons.items()},
        hashes=channel_hashes(application),
    )


def named_target(plan: DemoPlan, application: Application, environment: str) -> NamedTarget:
    """What ``handrail.toml`` says of an environment."""
    return NamedTarget(
        target=str(plan.document_root),
        application=application.key,
        environment=environment,
        trust=trust(application),
        url=plan.content,
        console=plan.console,
    )


def deploy_default(plan: DemoPlan, environment: Environment) -> None:
    """Put the default package in place by the protocol, so that the SDK can complete the connection."""
    package = default_package(actor=administrator(), environment=environment)
    anchor = trust(environment.application)
    deploy_package(package, document_root=plan.document_root, receipts=plan.receipts, trust=anchor, url=plan.content)


def renew_sdk(plan: DemoPlan, environment: Environment) -> None:
    """After an update of Handrail the snippet names an SDK that is not on the content server yet: deploy it first.

    A page whose snippet names bytes that are not there shows no guidance at all.
    """
    snippet = page_snippet(environment)
    there = plan.document_root / snippet.sdk
    if there.is_file() and sri_of(there.read_bytes()) == snippet.integrity:
        return
    package = full_package(actor=administrator(), environment=environment)
    deploy_package(
        package, document_root=plan.document_root, receipts=plan.receipts, trust=snippet.trust, url=plan.content
    )


def finish_connecting(plan: DemoPlan) -> None:
    """The guidance was seen live through the content server: the creation flow of the application is done."""
    application = Application.objects.filter(name=NAME, trial=False).order_by("pk").first()
    if application is not None and not application.set_up:
        finish_step(actor=administrator(), application=application, step=Application.Step.CONNECT)


def prepare_application(plan: DemoPlan) -> Application:
    """The application with its addresses; the persons who work on it."""
    actor = administrator()
    found = Application.objects.filter(name=NAME, trial=False).order_by("pk").first()
    application = found or create_application(actor=actor, name=NAME, languages=["en", "de"])
    choices = {
        name: HostingChoice(plan.content, f"{plan.bank(name)}/", name == "staging", plan.collector)
        for name in ENVIRONMENTS
    }
    set_hosting(actor=actor, application=application, choices=choices)
    author(application)
    approver(application)
    finish_step(actor=actor, application=application, step=Application.Step.HOSTING)
    return application


def integrate(plan: DemoPlan, application: Application) -> None:
    """Put the snippets of today into the bank's pages, as the integrator would."""
    actor = administrator()
    for environment in application.environments.filter(name__in=ENVIRONMENTS):
        write_snippet(plan.snippet_file(environment.name), page_snippet(environment))
        hand_out(actor=actor, environment=environment)
    finish_step(actor=actor, application=application, step=Application.Step.INTEGRATE)


def page_snippet(environment: Environment) -> Snippet:
    """An environment's snippet in the form the bank and the trial proxy read."""
    found = snippet_of(environment)
    return Snippet(
        key=found.key,
        trust=found.trust,
        self_hosted_url=found.self_hosted_url,
        environment=found.environment,
        sdk=found.sdk_path,
        integrity=found.integrity,
        collector=environment.collector_url,
    )


def publish_guidance(application: Application) -> None:
    """The bank's guidance: imported, proposed, and for production approved by somebody else."""
    actor = administrator()
    if not load_content(actor=actor, application=application).campaigns:
        import_content(actor=actor, application=application, content=sample_content(), media=sample_media())
    for environment in application.environments.filter(name__in=ENVIRONMENTS):
        pointer = current_pointer(environment)
        if pointer is not None and not pointer.release.is_default:
            continue
        release = propose(actor=actor, environment=environment, note="The guidance the demonstration comes with.")
        if release.is_open:
            approve(actor=approver(application), release=release, comment="Read and tried on staging.")


def keep_token(file: Path, application: Application, label: str) -> None:
    """A token for reading packages and writing reports, kept in ``file``; made when there is none."""
    if file.is_file():
        return
    scopes = [Scope.PACKAGES_READ, Scope.REPORTS_WRITE]
    _, secret = create_token(actor=administrator(), application=application, label=label, scopes=scopes)
    file.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as opened:
        opened.write(secret)


def newest_package(plan: DemoPlan, application: Application) -> Path:
    """Write the newest full package of production to ``packages/`` as a person would download it."""
    environment = application.environments.get(name="production")
    folder = plan.data / "packages"
    folder.mkdir(exist_ok=True)
    target = folder / package_name(environment)
    if not target.exists():
        target.write_bytes(full_package(actor=administrator(), environment=environment))
    return target


def channel_hashes(application: Application) -> dict[str, str]:
    """Environment → SHA-256 of the channel file that should be live there."""
    pointers = {e.name: current_pointer(e) for e in application.environments.filter(name__in=ENVIRONMENTS)}
    return {name: pointer.channel_sha256 for name, pointer in pointers.items() if pointer is not None}
