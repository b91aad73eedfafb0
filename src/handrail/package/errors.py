"""Why a package is refused. Every code stands in ``docs/reference/errors.md`` and in the shared attack vectors."""

from handrail.errors import HandrailError


class PackageError(HandrailError):
    """Root of every refusal of a package, a channel file or a key."""

    code = "package.refused"
    sentence = "The package was refused: {reason}."

    def __init__(self, message: str | None = None, **params: object) -> None:
        """Word the error; a sentence that begins with a named part (`the pointer`) begins with a capital."""
        super().__init__(message, **params)
        if self.message.startswith(("the ", "a ")):
            self.args = (self.message[0].upper() + self.message[1:],)


class MalformedError(PackageError):
    """Bytes that are not exactly in the form of the format."""

    code = "package.malformed"
    sentence = "{what} is malformed: {reason}. Nothing of it was used; fetch or build it again."


class TooLargeError(PackageError):
    """A part is larger than the format allows; it was not read further."""

    code = "package.too-large"
    sentence = "{what} is larger than {limit} bytes. Nothing of it was used."


class KeyInvalidError(PackageError):
    """A public key is not in its one allowed encoding."""

    code = "package.key-invalid"
    sentence = "Key {keyid} is not a valid {alg} key: {reason}. Nothing was trusted."


class KeyFileError(PackageError):
    """A key file cannot be read or opened with the password."""

    code = "package.key-file"
    sentence = "The signing key cannot be read: {reason}. Nothing was signed."


class TrustInvalidError(PackageError):
    """A trust anchor is not written as ``<root version>.<base64url of 32 bytes>``."""

    code = "package.trust-invalid"
    sentence = (
        "The trust anchor {trust!r} is not of the form <root version>.<hash>. Nothing was verified; "
        "copy it from the snippet or from the console's Integrate page."
    )


class AnchorMismatchError(PackageError):
    """No root of the chain is the one that the trust anchor names."""

    code = "package.anchor-mismatch"
    sentence = (
        "The root chain does not contain the root that the trust anchor names ({trust}). Nothing was trusted; "
        "the package belongs to another application, or the anchor is not the one of this application."
    )


class RootChainError(PackageError):
    """Roots do not follow one another."""

    code = "package.root-chain"
    sentence = "The root chain is broken: {reason}. Nothing was trusted."


class RootRollbackError(PackageError):
    """The chain ends before a root that was already seen."""

    code = "package.root-rollback"
    sentence = "The root chain ends at version {version}, but version {seen} was already seen. The newer one is kept."


class RolesOverlapError(PackageError):
    """One key holds two roles that must be held by different keys."""

    code = "package.roles-overlap"
    sentence = (
        "In environment {environment} one key holds two of the roles author, approve and pointer. Nothing was trusted."
    )


class SignatureMissingError(PackageError):
    """Fewer valid signatures of the role's keys than its threshold."""

    code = "package.signature-missing"
    sentence = "{what} carries {have} of {need} valid signatures of the role {role}. Nothing of it was used."


class WrongApplicationError(PackageError):
    """Signed for another application."""

    code = "package.wrong-application"
    sentence = "{what} was signed for application {found}, not for {expected}. Nothing of it was used."


class WrongEnvironmentError(PackageError):
    """Signed for another environment, or the root does not know the environment."""

    code = "package.wrong-environment"
    sentence = "{what} is not for environment {expected} (found: {found}). Nothing of it was used."


class PointerRootError(PackageError):
    """The pointer names another root than the last of the chain."""

    code = "package.pointer-root"
    sentence = "The pointer names root {found}, but the chain ends at root {expected}. The last verified state is kept."


class SeqLowerError(PackageError):
    """The pointer is older than one already seen."""

    code = "package.seq-lower"
    sentence = "The pointer has seq {found}, but seq {seen} was already seen. The newer one is kept."


class EquivocationError(PackageError):
    """Two different pointers carry the same seq."""

    code = "package.equivocation"
    sentence = "Two different pointers carry seq {seq}. Refused; find out who else signs with the pointer key."


class ReleaseMismatchError(PackageError):
    """The release is not the one that the pointer names."""

    code = "package.release-mismatch"
    sentence = "The release is not the one that the pointer names ({reason}). The last verified state is kept."


class PointerMissingError(PackageError):
    """A package that waits for the one who may make it live."""

    code = "package.pointer-missing"
    sentence = (
        "Release {release} of {environment} carries no pointer yet: whoever holds its key runs `handrail point` "
        "on it, or `handrail deploy` with --key. Nothing was changed."
    )


class PointerThereError(PackageError):
    """A package that has a pointer already was to get one."""

    code = "package.pointer-there"
    sentence = (
        "The package carries a pointer already (seq {seq}). Nothing was signed; `handrail deploy` takes it as it is, "
        "and `handrail point --renew` makes a package that renews it."
    )


class ExpiredError(PackageError):
    """Pointer or root is past its expiry and the grace period."""

    code = "package.expired"
    sentence = (
        "{what} expired at {expires}. Publish a new release or renew the pointer (handrail heartbeat); a root is "
        "followed by a fresh one (handrail keys rotate). Nothing was changed."
    )


class ArchiveError(PackageError):
    """The zip is outside the strict subset that the format allows."""

    code = "package.archive"
    sentence = "The zip was refused: {reason}. Nothing was unpacked; download it again."


class FileMissingError(PackageError):
    """A file that the manifest names is absent."""

    code = "package.file-missing"
    sentence = "{name} is missing. Deploy the whole package again."


class FileChangedError(PackageError):
    """A file has other bytes than those that were signed."""

    code = "package.file-changed"
    sentence = "{name} does not have the signed bytes. Nothing of it was used; deploy the whole package again."


class FileUnknownError(PackageError):
    """A file that neither the manifest nor the format names."""

    code = "package.file-unknown"
    sentence = "{name} is named neither by the manifest nor by the format. Nothing was unpacked."


class SdkUnknownError(PackageError):
    """An SDK file that is not one of Handrail's own releases."""

    code = "package.sdk-unknown"
    sentence = (
        "{name} (SHA-256 {sha256}) is not an SDK file that this version of Handrail knows. Nothing was unpacked; "
        "for a build of your own pass --accept-sdk with that hash."
    )


class SdkNotBuiltError(PackageError):
    """This installation carries no SDK, or a damaged one."""

    code = "package.sdk-not-built"
    sentence = (
        "{name} of this installation is missing or damaged. Nothing was made; install Handrail again, "
        "or build it in a clone with `python hatch_build.py`."
    )


class PowerInProductionError(PackageError):
    """Power Mode may not reach production."""

    code = "package.power-in-production"
    sentence = "{name} is Power Mode; a package for production never contains it. Nothing was unpacked."


class CandidateError(PackageError):
    """Root of every refusal of a candidate: what is shown is not what would ship."""

    code = "candidate.refused"
    sentence = "The candidate was refused: {reason}. Nothing was signed."


class CandidateFileError(CandidateError):
    """The candidate lacks a file, or holds one that a candidate does not have."""

    code = "candidate.files"
    sentence = "The candidate was refused: {name} {reason}. Nothing was signed; fetch it again."


class SourceChangedError(CandidateError):
    """The readable form is not the one that the release names."""

    code = "candidate.source-changed"
    sentence = (
        "The readable form in the candidate is not the one that the release names. Nothing was signed; whoever made "
        "this file shows one thing and ships another."
    )


class SourceUnknownError(CandidateError):
    """The readable form holds something that this version does not know, so that nobody could read it."""

    code = "candidate.source-unknown"
    sentence = (
        "The readable form holds what this version of Handrail does not know ({reason}). Nothing was signed; upgrade "
        "Handrail on this machine to approve it."
    )


class SourceFormError(CandidateError):
    """The readable form is not in its one byte form, so that two programs could read it differently."""

    code = "candidate.source-form"
    sentence = "The readable form is not in its one form ({reason}). Nothing was signed."


class CompiledOtherwiseError(CandidateError):
    """Compiled again, the readable form gives other files than those that would ship."""

    code = "candidate.compiled-otherwise"
    sentence = (
        "Compiled again on this machine, the readable form does not give {name}, which would ship. Nothing was "
        "signed; either this is another version of Handrail than the console's, or the console shows one thing and "
        "ships another."
    )


class BaseFalseError(CandidateError):
    """The candidate says that something is live that is not."""

    code = "candidate.base-false"
    sentence = (
        "The candidate was proposed against another release ({claimed}) than the one live at {url} (release {live}, "
        "{sha256}), and nobody here has the live one's readable form. Nothing was signed; have it proposed again."
    )
