"""What to run where the pointer key is: exact lines for the deployer's machine."""

from handrail.applications.models import Application, Environment
from handrail.applications.signing import trust
from handrail.publishing.models import PointerRequest, Release

KEY_FILE = "pointer.key"


def deploy_command(environment: Environment, file: str, *, signs: bool, target: str = "") -> str:
    """Put a package in place; with ``signs`` the pointer is signed on the way. The target is named like the environment
    unless another one is given."""
    line = f"handrail deploy {file} {target or environment.name}"
    if not signs:
        return f"{line} --trust {trust(environment.application)}"
    return f"{line} \\\n  --trust {trust(environment.application)} --key {KEY_FILE}"


def deed_command(
    environment: Environment, action: str, release: Release | None = None, campaigns: tuple[str, ...] = ()
) -> str:
    """Roll back, pause, resume, stop or renew with the key at hand; works offline."""
    what = [str(release.number)] if release is not None else list(campaigns)
    head = " ".join(["handrail", action, environment.name, *what])
    where = f"--application {environment.application.key} --environment {environment.name}"
    return f"{head} \\\n  {where} \\\n  --trust {trust(environment.application)} --key {KEY_FILE}"


def request_command(request: PointerRequest) -> str:
    """The line for a request."""
    campaigns = (request.campaign,) if request.campaign else ()
    return deed_command(request.environment, request.action, request.release, campaigns)


def sign_command(application: Application, file: str) -> str:
    """Sign the next root on an administrator's machine."""
    return f"handrail keys sign {file} --out {file} \\\n  --trust {trust(application)} --key root.key"
