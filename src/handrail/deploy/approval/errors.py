"""Why an approval was not given."""

from handrail.deploy.errors import REFUSED, DeployError


class NotConfirmedError(DeployError):
    """The approver did not say yes."""

    code = "approve.not-confirmed"
    sentence = "Nothing was signed: {reason}."
    exit_code = REFUSED


class NotYourRoleError(DeployError):
    """The key signs as author or pointer already; four eyes need another one."""

    code = "approve.not-your-role"
    sentence = (
        "Key {keyid} is an author or pointer key of {environment}; an approval needs another person's key. Nothing was "
        "signed."
    )
    exit_code = REFUSED
