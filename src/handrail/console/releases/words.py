"""Sentences of the errors that publishing and the library raise."""

from django.utils.translation import gettext_lazy as _

from handrail.console.words import register_errors

register_errors(
    {
        "publishing.nothing-changed": _("Nothing has changed since release {number}, which {environment} has already."),
        "publishing.checks-failed": _(
            "The checks found errors, so nothing was proposed. Open “Review & publish” of a campaign to see them all."
        ),
        "publishing.own-work": _("You wrote or proposed a change in release {number}; another approver must decide."),
        "publishing.wrong-state": _("Release {number} was decided in the meantime. Nothing was changed; look again."),
        "publishing.base-changed": _(
            "{environment} shows something else than when release {number} was proposed, so what was approved is no "
            "longer true. Nothing was changed; propose again."
        ),
        "publishing.nothing-live": _("{environment} has no such release or campaign. Publish first."),
        "publishing.key-elsewhere": _("This console does not hold the key. Sign on the machine that holds it."),
        "publishing.approval-foreign": _(
            "This is no new approval of release {number}: it is of another release, or no approver with an enrolled "
            "key has signed it anew. Nothing was changed."
        ),
        "publishing.not-signed-by-approvers": _(
            "Release {number} does not carry the approval signatures that {environment} asks for today. Nothing was "
            "changed; have it approved first."
        ),
        "publishing.confirmation": _("Type {expected} to confirm. Nothing was changed."),
        "content.name-taken": _("Something else has the id {name} already. Nothing was changed; choose another one."),
        "content.still-used": _("“{what}” is still used by {users}. Nothing was taken out; change those first."),
        "content.changed-since-export": _("Somebody changed the application in the meantime. Nothing was changed."),
        "library.picture-unusable": _(
            "The picture “{name}” was not stored. PNG, JPEG, WebP and AVIF up to 8 MB and 4096 × 4096 pixels are fine."
        ),
        "library.video-unusable": _(
            "The video “{name}” was not stored. MP4 (H.264, AAC) and WebM (VP8, VP9, AV1) up to 8 MB and 4096 × 4096 "
            "pixels are fine."
        ),
        "compile.media-missing": _("The file “{name}” has no bytes. Upload it again; nothing was published."),
        "publishing.environment-waits": _(
            "No root names {environment} yet, so nothing can be published there. Prepare the next root under Settings "
            "→ Keys."
        ),
        "publishing.default-needs-approval": _(
            "The first release of {environment} shows nothing, but the root asks for approval signatures there: "
            "release {number} waits for them."
        ),
        "publishing.independent": _(
            "Approvals of {environment} are independent of this console: only “handrail approve” with a key file or a "
            "token counts. Nothing was changed."
        ),
        "publishing.too-few-approvers": _(
            "The root names keys of {count} active approvers of {environment}; two are needed before anything goes "
            "live. Nothing was changed."
        ),
        "publishing.undo-unanswered": _(
            "Before {environment} goes live, say who may undo at night without this console. Nothing was changed."
        ),
    }
)
