"""Why a deployment did not happen, or did not end well. ``exit_code`` is what the command line exits with.

10 refused, nothing changed · 20 failed before the commit, the old release is still live · 30 committed, but a check
afterwards failed.
"""

from typing import ClassVar

from handrail.errors import HandrailError

REFUSED, FAILED, COMMITTED = 10, 20, 30


class DeployError(HandrailError):
    """Root of everything that goes wrong on the customer's side."""

    code = "deploy.failed"
    sentence = "The deployment failed: {reason}. The old release is still live."
    exit_code: ClassVar[int] = FAILED


class ConfigError(DeployError):
    """``handrail.toml`` or the command's arguments do not say enough."""

    code = "deploy.config"
    sentence = "{what}: {reason}. Nothing was changed."
    exit_code = REFUSED


class TargetInvalidError(DeployError):
    """The target is not a document root that may be written to."""

    code = "deploy.target-invalid"
    sentence = "The target {target} cannot be used: {reason}. Nothing was changed."
    exit_code = REFUSED


class HostKeyUnknownError(TargetInvalidError):
    """Nothing says that this SSH server is the right one."""

    code = "deploy.host-key-unknown"
    sentence = (
        "The SSH host key of {target} is not known, so nothing was sent to it and nothing was changed. The server "
        "that answered shows {fingerprint}. If its administrator confirms exactly that, add this line to "
        "{known_hosts}: {line}"
    )


class HostKeyChangedError(TargetInvalidError):
    """The SSH server shows another key than the known one."""

    code = "deploy.host-key-changed"
    sentence = (
        "The SSH host key of {target} is not the one in {known_hosts}: the server that answered shows {fingerprint}. "
        "It may be another machine, or somebody in between. Nothing was sent to it and nothing was changed; ask its "
        "administrator before you replace the line."
    )


class LockedError(DeployError):
    """Another deployment is running."""

    code = "deploy.locked"
    sentence = (
        "Another deployment to {target} is running: {owner}, for {age}. Nothing was changed. "
        "If you are sure that it is dead, pass --break-lock."
    )
    exit_code = REFUSED


class ForeignChannelError(DeployError):
    """The channel file on the target belongs to another application."""

    code = "deploy.foreign-channel"
    sentence = (
        "{name} on {target} belongs to another application: none of its root keys is this package's. Nothing was "
        "changed. Choose another document root, or remove that file if you are sure."
    )
    exit_code = REFUSED


class NeedsMissingError(DeployError):
    """A delta needs files that the target does not have."""

    code = "deploy.needs-missing"
    sentence = "The target lacks {name}, which this delta needs. Nothing was changed; deploy the full package."
    exit_code = REFUSED


class NothingLiveError(DeployError):
    """There is no verified channel file to start from."""

    code = "deploy.nothing-live"
    sentence = "No verified release of {application}/{environment} is live on {target}: {reason}. Nothing was changed."
    exit_code = REFUSED


class ReleaseUnknownError(DeployError):
    """The release to roll back to is not on the target, or does not verify today."""

    code = "deploy.release-unknown"
    sentence = "Release {release} cannot become live on {target}: {reason}. Nothing was changed."
    exit_code = REFUSED


class SeqExhaustedError(DeployError):
    """No higher seq can be signed: somebody has used the highest."""

    code = "deploy.seq-exhausted"
    sentence = (
        "The last pointer of {application}/{environment} has seq {seq}, and nothing higher can be signed. Only "
        "somebody with the pointer key could do that: take it as stolen, replace it with `handrail keys rotate`, and "
        "deploy a package under the new root, which begins to count anew. Nothing was changed."
    )
    exit_code = REFUSED


class GcRefusedError(DeployError):
    """It cannot be told for certain what is still needed."""

    code = "deploy.gc-refused"
    sentence = "Nothing was removed from {target}: {reason}."
    exit_code = REFUSED


class ReceiptsError(DeployError):
    """The journal of receipts cannot be written, or somebody changed it."""

    code = "deploy.receipts"
    sentence = (
        "The receipts in {path} cannot be used: {reason}. Nothing was changed; pass --state DIR for another place."
    )
    exit_code = REFUSED


class NoSpaceError(DeployError):
    """The disk (or a quota) is full."""

    code = "deploy.no-space"
    sentence = (
        "There is no space left for {name} on {target}. The old release is still live; make room and run it again."
    )


class WriteFailedError(DeployError):
    """The system refused a write."""

    code = "deploy.write-failed"
    sentence = "{name} could not be written on {target}: {reason}. The old release is still live; run it again."


class ReadBackError(DeployError):
    """What was read back is not what was written."""

    code = "deploy.read-back"
    sentence = "{name} on {target} does not read back as written. The old release is still live; check the disk."


class LockLostError(DeployError):
    """Somebody broke the lock meanwhile."""

    code = "deploy.lock-lost"
    sentence = "The lock on {target} was broken by another deployment. The old release is still live; run it again."


class TargetUnreachableError(DeployError):
    """The connection to the target broke before the commit."""

    code = "deploy.target-unreachable"
    sentence = "The connection to {target} broke: {reason}. The old release is still live; run it again."


class ChannelMovedError(DeployError):
    """The channel file is no longer the one that this deployment started from."""

    code = "deploy.channel-moved"
    sentence = (
        "{name} on {target} was replaced by another deployment meanwhile; this one did not go live. Look at what is "
        "live now before you run it again."
    )


class CommitUnknownError(DeployError):
    """The commit got no answer, or an error, and the target does not say how it ended."""

    code = "deploy.commit-unknown"
    sentence = (
        "It is not known whether {name} on {target} was replaced ({reason}): the old or the new release is live, "
        "whole. Run it again."
    )
    exit_code = COMMITTED


class StepFailedError(DeployError):
    """The system refused a step that has no words of its own, before anything became live."""

    code = "deploy.step-failed"
    sentence = "A step on {target} was refused by the system: {reason}. What is live there is as it was. Run it again."
    exit_code = FAILED


class AfterCommitError(DeployError):
    """The release is live, but something after the commit failed."""

    code = "deploy.after-commit"
    sentence = "Release {release} is live on {target}, but {reason}. Run it again to be sure."
    exit_code = COMMITTED


class PartlyLiveError(DeployError):
    """Of several locations some have the new channel file and some do not.

    ``params["locations"]`` maps each location to ``live``, ``old`` or ``unknown``.
    """

    code = "deploy.partly-live"
    sentence = "Release {release} is live on {live}, but not on every location. {details} Run it again to finish."
    exit_code = COMMITTED

    def as_data(self) -> dict[str, object]:
        """As every error, and each location's state as data."""
        data = super().as_data()
        return data | {"locations": self.params["locations"]}


class PostCheckError(DeployError):
    """The release is live on the target, but from outside it does not look so."""

    code = "deploy.post-check"
    sentence = "Release {release} is in place on {target}, but seen through {url}: {reason}."
    exit_code = COMMITTED


class ConsoleUnreachableError(DeployError):
    """The console does not answer."""

    code = "deploy.console-unreachable"
    sentence = "The console {console} cannot be reached: {reason}. What is live stays live."


class DeedUnreachableError(ConsoleUnreachableError):
    """The console that should sign a pointer does not answer."""

    sentence = (
        "The console {console} cannot be reached, so handrail {action} could not be signed there: {reason}. What is "
        "live stays live. Whoever holds the pointer key can do the same without the console, with --key FILE. In an "
        "emergency anybody who may write there can delete {channel} on {target}: nothing is shown from the next page "
        "load on."
    )


class ConsoleRefusedError(DeployError):
    """The console refuses the request."""

    code = "deploy.console-refused"
    sentence = "The console {console} refused: {reason}. Nothing was changed."
    exit_code = REFUSED
