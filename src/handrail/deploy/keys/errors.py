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
    sentence = "Root {version} was not made: {reason}. Nothing was changed."


class RootNotConfirmedError(KeysError):
    """The holder of a root key did not say yes."""

    code = "keys.not-confirmed"
    sentence = "Root {version} was not signed: {reason}. Nothing was changed."


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


class TokenUriError(KeysError):
    """The address of a key on a token is not of the form that RFC 7512 gives it."""

    code = "keys.token-uri"
    sentence = (
        "{uri} does not name a token: {reason}. Write e.g. "
        "'pkcs11:token=Anna;object=approve?module-path=/usr/lib/x.so'. Nothing was signed."
    )


class TokenSupportError(KeysError):
    """The part of Handrail that speaks to tokens is not installed."""

    code = "keys.token-support"
    sentence = "Tokens need one more part of Handrail: pip install 'handrail[pkcs11]'. Nothing was signed."


class TokenModuleError(KeysError):
    """The token's driver (PKCS#11 module) is not named, or cannot be loaded."""

    code = "keys.token-module"
    sentence = (
        "The token's driver cannot be used: {reason}. Name the PKCS#11 module that came with the token, as "
        "?module-path=… in its address or in HANDRAIL_PKCS11_MODULE. Nothing was signed."
    )


class TokenAbsentError(KeysError):
    """No token of that name is plugged in."""

    code = "keys.token-absent"
    sentence = "No token matches {token}; plugged in: {found}. Insert it, or correct its address. Nothing was signed."


class TokenPinError(KeysError):
    """The token refused the PIN."""

    code = "keys.token-pin"
    sentence = (
        "Token {token} refused the PIN: {reason}. It was tried once and not again, because a token locks itself after "
        "a few wrong ones. Nothing was signed."
    )


class TokenLockedError(KeysError):
    """The token takes no PIN any more, or none was ever set."""

    code = "keys.token-locked"
    sentence = (
        "Token {token} takes no PIN: {reason}. Whoever holds its PUK or SO PIN can set a new one with the maker's "
        "program. Nothing was signed."
    )


class PinNeededError(KeysError):
    """A PIN is needed, and there is nobody to ask."""

    code = "keys.token-pin-needed"
    sentence = (
        "The PIN of token {token} is needed: run this in a terminal, name a file of mode 0600 with the option for "
        "passwords, or set HANDRAIL_PKCS11_PIN_FILE. It is never given on the command line, where others can read it. "
        "Nothing was signed."
    )


class TokenKeyMissingError(KeysError):
    """The token holds no such key, or several."""

    code = "keys.token-no-key"
    sentence = "Token {token} does not hold the key that is meant: {reason}. Nothing was signed."


class TokenMechanismError(KeysError):
    """The token cannot make or use keys of the package format."""

    code = "keys.token-mechanism"
    sentence = "Token {token} cannot do this: {reason}. Handrail needs ECDSA with P-256 keys. Nothing was signed."


class TokenFailedError(KeysError):
    """The token failed in another way."""

    code = "keys.token-failed"
    sentence = "Token {token} failed: {reason}. Nothing was signed; take it out, put it back, and try again."


class BackwardsError(KeysError):
    """A pointer to an older release than the live one was asked for."""

    code = "deploy.backwards"
    sentence = (
        "Release {release} is older than release {live}, which is live. Nothing was signed and nothing was changed. "
        "If going back is meant: `handrail rollback`, or --back here."
    )


class NothingWaitsError(KeysError):
    """No release on the target waits for its pointer."""

    code = "deploy.nothing-waits"
    sentence = (
        "On {target} no release waits for its pointer: there is no {name} without one. Nothing was changed. "
        "`handrail point PACKAGE` takes a file, `handrail deploy PACKAGE TARGET --key …` does both at once, and "
        "--renew renews what is live."
    )
