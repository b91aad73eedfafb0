"""What the preview pane says by script."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

PREVIEW_WORDS: Final[dict[str, Promise]] = {
    "drawn": _("As end users see it."),
    "completed": _("It has come to its end."),
    "dismissed": _("It was closed."),
    "broken": _("It ends here: an element is missing, or a step leads nowhere."),
    "problems": _("This must be corrected before it can be drawn:"),
    "unreachable": _("The console did not answer. The preview shows what it had before."),
    "passed": _("Steps that only act, wait or branch are passed over here."),
    "link": _("On the page this leads to {link}."),
    "action": _("On the page this does something; here it does not."),
    "leftOut": _("A page of the application itself is left out here; on the page it is shown."),
    "step": _("Step {n}"),
    "closed": _("Closed"),
    "open": _("Open"),
    "finished": _("All done"),
    "shown": _("Shown"),
}
"""Name → words, as ``console/src/editing/preview`` asks for them."""
