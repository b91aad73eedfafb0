"""Why a key file, a rotation or a root is refused."""

from handrail.deploy.errors import REFUSED, DeployError


class KeysError(DeployError):
    """Root of everything that is wrong with key files and rotations."""

    code = "keys.refused"
    sentence = "{reason}. Nothing was signed and nothing was changed."
    exit_code = REFUSED


class KeyFileExistsError(KeysError):
    """A key file is never overwritten."""

    code = "keys.exists"
    sentence = "{path} exists already. Nothing was changed; name another file, a lost key cannot be had back."


class KeyFileOpenError(KeysError):
    """Others can read the key file or the file with its password."""

    code = "keys.readable-by-others"
    sentence = (
        "{path} can be read or changed by others (mode {mode}). Nothing was signed; run `chmod 600` on it, and rotate "
        "the key if somebody may have copied it."
    )


class KeyFileFormError(KeysError):
    """Not a key file of Handrail, or a damaged one."""

    code = "keys.form"
    sentence = "{path} is not a usable key file: {reason}. Nothing was signed."


class KeyPasswordError(KeysError):
    """The password does not open the key file."""

    code = "keys.password"
    sentence = "The password does not open {path}, or the file was changed. Nothing was signed."


class PasswordNeededError(KeysError):
    """A password is needed, and there is nobody to ask."""

    code = "keys.password-needed"
    sentence = (
        "The password of {path} is needed: run this in a terminal, or pass --password-file. It is never given on the "
        "command line, where others can read it. Nothing was changed."
    )


class PasswordWeakError(KeysError):
    """The password of a new key file is too short."""

    code = "keys.password-short"
    sentence = "A password of a key file has at least {least} characters. Nothing was made."


class RotationRefusedError(KeysError):
    """The root that was asked for would harm."""

    code = "keys.rotation-refused"
    sentence = "Root {version} was not made: {reason}."


class LiveReleaseError(RotationRefusedError):
    """Under the new root a live release would not verify any more."""

    code = "keys.live-release"
    sentence = (
        "Root {version} was not made: under it release {release} of {environment}, which is live, would not verify "
        "({why}). Nothing was changed; have that release approved again first (`handrail approve`, its diff is empty)."
    )


class LiveUnknownError(RotationRefusedError):
    """Whether the live releases still verify was not shown."""

    code = "keys.live-unknown"
    sentence = (
        "Root {version} was not made: what is live in {environment} is not known. Pass its package or channel file "
        "with --live, or --nothing-live {environment} if nothing is. Nothing was changed."
    )
