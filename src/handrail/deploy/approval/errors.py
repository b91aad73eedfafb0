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


class PackageAloneError(DeployError):
    """A package was to be approved without anything that can be read."""

    code = "approve.package-alone"
    sentence = (
        "{path} is a package: what people can read does not travel in it. Add --candidate with the candidate of "
        "release {release} (`handrail pull --candidate {release}`, or the release's page), or --console to fetch it. "
        "Nothing was signed."
    )
    exit_code = REFUSED


class OtherReleaseError(DeployError):
    """The package ships another release than the candidate shows."""

    code = "approve.other-release"
    sentence = (
        "{path} ships release {found}…, but the candidate shows {expected}…: what was read is not what would go live. "
        "Nothing was signed; ask whoever gave you the two."
    )
    exit_code = REFUSED
