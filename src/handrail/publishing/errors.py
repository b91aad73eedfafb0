"""Why something was not published."""

from handrail.errors import ConflictError, HandrailError, InvalidInputError, NotAllowedError


class NothingToPublishError(InvalidInputError):
    """The drafts are what is live already."""

    code = "publishing.nothing-changed"
    sentence = "Nothing has changed since release {number}, which {environment} has already. No release was proposed."


class UnpublishableError(InvalidInputError):
    """The checks found errors; ``problems`` lists them."""

    code = "publishing.checks-failed"
    sentence = "This cannot be published yet: {summary}. Nothing was proposed; correct it and propose again."


class OwnWorkError(NotAllowedError):
    """Four eyes: whoever wrote or proposed a change does not approve it."""

    code = "publishing.own-work"
    sentence = "{who} wrote or proposed a change in release {number} and cannot approve it. Another approver must."


class WrongStateError(ConflictError):
    """The release is no longer (or not yet) in the state that this needs."""

    code = "publishing.wrong-state"
    sentence = "Release {number} is {state}; this needs it to be {needed}. Nothing was changed."


class BaseChangedError(ConflictError):
    """Something else became live after the release was proposed: the diff that was read is no longer true."""

    code = "publishing.base-changed"
    sentence = (
        "{environment} has shown {now} since release {number} was proposed against {base}, so the difference that was "
        "approved is no longer true. Nothing was changed; propose again."
    )


class NotPublishedYetError(HandrailError):
    """The environment has no release yet."""

    code = "publishing.nothing-live"
    sentence = "{environment} has no release yet. Publish one first."


class KeyElsewhereError(HandrailError):
    """The console does not hold the key that this needs."""

    code = "publishing.key-elsewhere"
    sentence = "The console does not hold the {role} key of {where}. Sign on the machine that holds it."


class WrongConfirmationError(InvalidInputError):
    """The name that was to be typed was not."""

    code = "publishing.confirmation"
    sentence = "Type {expected} to confirm. Nothing was changed."


class ApprovalForeignError(InvalidInputError):
    """The approval handed in is not of this release, or nobody enrolled has signed it anew."""

    code = "publishing.approval-foreign"
    sentence = "This is no new approval of release {number}: {reason}. Nothing was changed."


class NotSignedByApproversError(ConflictError):
    """The release does not carry the approval signatures that the newest root asks for."""

    code = "publishing.not-signed-by-approvers"
    sentence = (
        "Release {number} does not carry the approval signatures that {environment} asks for today. Nothing was "
        "changed; have it approved with `handrail approve` first."
    )


class RootRefusedError(InvalidInputError):
    """The root that was uploaded cannot become the newest one here."""

    code = "publishing.root-refused"
    sentence = "The root was not accepted: {reason}. Nothing was changed."


class EnvironmentWaitsError(ConflictError):
    """The environment was added after people got keys; no root that they signed names it yet."""

    code = "publishing.environment-waits"
    sentence = (
        "No root names {environment} yet, so nothing can be published there. Nothing was changed; have the next root "
        "signed first (Settings, Keys)."
    )


class DefaultNeedsApprovalError(ConflictError):
    """Even the first, empty release needs approval signatures where the root asks for them."""

    code = "publishing.default-needs-approval"
    sentence = (
        "The first release of {environment} shows nothing, but the root asks for approval signatures there: release "
        "{number} waits for them. Have it approved, then download its package."
    )


class IndependentApprovalError(NotAllowedError):
    """Approval is independent of the console there; a page of the console approves nothing."""

    code = "publishing.independent"
    sentence = (
        "Approvals of {environment} are independent of this console: only `handrail approve` with a key file or a "
        "token counts. Nothing was changed."
    )


class TooFewApproversError(ConflictError):
    """Four eyes need two people who can approve; one of them may be ill, or the author."""

    code = "publishing.too-few-approvers"
    sentence = (
        "The root names keys of {count} active approvers of {environment}; two are needed before anything goes live. "
        "Nothing was changed; enrol another key and have the next root name it."
    )


class UndoUnansweredError(ConflictError):
    """Nobody has said yet who may undo at night without this console."""

    code = "publishing.undo-unanswered"
    sentence = (
        "Before {environment} goes live, say who may undo at night without this console: on its page under Releases. "
        "Nothing was changed."
    )
