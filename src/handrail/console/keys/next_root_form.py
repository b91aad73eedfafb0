"""The form that says who may sign what from the next root on: people by name, and what is otherwise than today."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from handrail.applications.models import Application, Environment, SigningKeyRecord
from handrail.applications.signing import enrolled_keys, held_key_ids, holds_pointer, newest_root
from handrail.console.forms import ConsoleForm
from handrail.console.keys.forms import UNDO
from handrail.console.keys.words import KEPT
from handrail.package.roles import KeySet
from handrail.publishing.services import Wanted, WantedEnvironment

_NOBODY = KeySet((), 0)


@dataclass(frozen=True)
class KeyRow:
    """A key that can be chosen, as a person reads it.

    Attributes:
        keyid: its full id.
        holder: who holds it.
        kept: where the private part lies, in words; empty where nobody has said it.
        today: whether the root that holds now names it for this.
        chosen: whether it is ticked.
        html_id: of its box.
    """

    keyid: str
    holder: str
    kept: str
    today: bool
    chosen: bool
    html_id: str


@dataclass(frozen=True)
class Threshold:
    """One answer to how many must sign: the number, its words, whether it is today's, whether it is chosen."""

    count: int
    words: str
    today: bool
    chosen: bool


class NextRootForm(ConsoleForm):
    """Who may sign what from the next root on; one group of fields an environment."""

    def __init__(self, application: Application, data: QueryDict | None = None) -> None:
        """Filled with today's root and with every enrolled key; the console's own make way for people's."""
        super().__init__(data)
        self.current = newest_root(application)
        self.environments = list(application.environments.select_related("application"))
        self._enrolled = list(enrolled_keys(application).order_by("holder_name", "pk"))
        self._here = held_key_ids(application)
        self._today: dict[str, KeySet] = {}
        self._offered: dict[str, list[str]] = {}
        self._numbers: dict[str, range] = {}
        self._records = {each.key_id: each for each in self._enrolled}
        people = [each.key_id for each in self._enrolled if each.role == "root"]
        self._add_keys("root", gettext_lazy("Who may make the next root"), people, self.current.root, required=True)
        root = self.fields["root"]
        offered = self._offered["root"]
        root.initial = [each for each in offered if each not in self._here] or offered
        need = max(self.current.root.threshold, min(2, len(root.initial)))
        self._add_threshold("root_threshold", gettext_lazy("How many of them must sign the root after it"), 1, need)
        for environment in self.environments:
            self._add(environment)

    def _add(self, environment: Environment) -> None:
        name, roles = environment.name, self.current.environments.get(environment.name)
        here = [each for each in self._enrolled if each.environment_id == environment.pk]
        approve = (roles.approve if roles is not None else None) or _NOBODY
        approvers = [each.key_id for each in here if each.role == "approve"]
        self._add_keys(f"approve-{name}", gettext_lazy("Who approves"), approvers, approve)
        ready = environment.approvals_needed if len(approvers) > 1 else 0
        need = approve.threshold or min(ready, len(approvers))
        self._add_threshold(f"threshold-{name}", gettext_lazy("Approval signatures needed"), 0, need)
        pointing = holds_pointer(environment) or roles is None
        wished = environment.undo or (Environment.Undo.CONSOLE if pointing else Environment.Undo.DEPLOYER)
        self.fields[f"undo-{name}"] = forms.ChoiceField(
            label=gettext_lazy("Who may undo at night without this console?"),
            choices=UNDO,
            widget=forms.RadioSelect,
            initial=wished,
        )
        outside = KeySet(tuple(each for each in (roles.pointer.keyids if roles else ()) if each not in self._here), 1)
        deployers = [each.key_id for each in here if each.role == "pointer"]
        self._add_keys(f"pointer-{name}", gettext_lazy("Deployers"), deployers, outside)

    def _add_keys(self, name: str, label: Any, enrolled: list[str], today: KeySet, *, required: bool = False) -> None:
        """A field of keys: those enrolled for it, and those that today's root names although nobody enrolled them."""
        self._today[name] = today
        keyids = [*enrolled, *(each for each in today.keyids if each not in enrolled)]
        self._offered[name] = keyids
        self.fields[name] = forms.MultipleChoiceField(
            label=label,
            choices=[(each, each) for each in keyids],
            widget=forms.CheckboxSelectMultiple,
            required=required,
            initial=keyids,
        )

    def _add_threshold(self, name: str, label: Any, least: int, need: int) -> None:
        numbers = range(least, max(len(self._offered[_keys_of(name)]), need, 1) + 1)
        self._numbers[name] = numbers
        self.fields[name] = forms.TypedChoiceField(
            label=label, choices=[(each, _threshold_in_words(each)) for each in numbers], coerce=int, initial=need
        )

    def keys(self, name: str) -> list[KeyRow]:
        """The keys of a field, for the template."""
        bound, today = self[name], self._today[name].keyids
        chosen = {str(each) for each in _several(bound.value())}
        return [
            KeyRow(
                keyid, *self._said(keyid), today=keyid in today, chosen=keyid in chosen, html_id=f"id_{name}_{number}"
            )
            for number, keyid in enumerate(self._offered[name])
        ]

    def _said(self, keyid: str) -> tuple[str, str]:
        record: SigningKeyRecord | None = self._records.get(keyid)
        if record is not None:
            return record.holder_name, str(KEPT.get(SigningKeyRecord.Kept(record.kept), ""))
        return (_("this console") if keyid in self._here else _("nobody enrolled")), ""

    def _thresholds(self, name: str) -> list[Threshold]:
        today, chosen = self._today[_keys_of(name)].threshold, str(self[name].value())
        return [
            Threshold(each, _threshold_in_words(each), each == today, str(each) == chosen)
            for each in self._numbers[name]
        ]

    def root_group(self) -> dict[str, Any]:
        """The list of keys itself, for the template."""
        return {
            "keys": self["root"],
            "rows": self.keys("root"),
            "threshold": self["root_threshold"],
            "thresholds": self._thresholds("root_threshold"),
            "today": _today_in_words(self.current.root),
        }

    def groups(self) -> list[dict[str, Any]]:
        """One environment after the other, for the template."""
        return [self._group(each) for each in self.environments]

    def _group(self, environment: Environment) -> dict[str, Any]:
        name = environment.name
        is_new = name not in self.current.environments
        undo = self[f"undo-{name}"]
        pointing = holds_pointer(environment)
        return {
            "environment": environment,
            "is_new": is_new,
            "approve": {
                "keys": self[f"approve-{name}"],
                "rows": self.keys(f"approve-{name}"),
                "threshold": self[f"threshold-{name}"],
                "thresholds": self._thresholds(f"threshold-{name}"),
                "today": "" if is_new else _today_in_words(self._today[f"approve-{name}"]),
            },
            "undo": undo,
            "undo_choices": [
                {
                    "value": value,
                    "words": words,
                    "chosen": str(undo.value()) == str(value),
                    "today": not is_new and pointing == (value == Environment.Undo.CONSOLE),
                }
                for value, words in UNDO
            ],
            "deployers": {"keys": self[f"pointer-{name}"], "rows": self.keys(f"pointer-{name}")},
        }

    def clean(self) -> dict[str, Any]:
        """As many keys are chosen as must sign, and a deployer where deployers undo."""
        data = super().clean() or {}
        names = {"root_threshold": "root"} | {
            f"threshold-{each.name}": f"approve-{each.name}" for each in self.environments
        }
        for threshold, keys in names.items():
            need, chosen = data.get(threshold), data.get(keys)
            if need and chosen is not None and need > len(chosen):
                text = ngettext(
                    "Only {count} key is chosen above: choose more, or ask for fewer signatures.",
                    "Only {count} keys are chosen above: choose more, or ask for fewer signatures.",
                    len(chosen),
                )
                self.add_error(threshold, text.format(count=len(chosen)))
        for each in self.environments:
            if data.get(f"undo-{each.name}") == Environment.Undo.DEPLOYER and not data.get(f"pointer-{each.name}"):
                self.add_error(f"pointer-{each.name}", _("Enrol the deployer's key first, then choose it here."))
        return data

    @property
    def wanted(self) -> Wanted:
        """What a valid form says."""
        data = self.cleaned_data
        environments = {
            each.name: WantedEnvironment(
                approve=frozenset(data[f"approve-{each.name}"]) if data[f"threshold-{each.name}"] else frozenset(),
                threshold=data[f"threshold-{each.name}"],
                pointer=frozenset(data[f"pointer-{each.name}"])
                if data[f"undo-{each.name}"] == Environment.Undo.DEPLOYER
                else frozenset(),
            )
            for each in self.environments
        }
        return Wanted(frozenset(data["root"]), data["root_threshold"], environments)


def _keys_of(threshold: str) -> str:
    """The name of the field of keys that a threshold counts."""
    return "root" if threshold == "root_threshold" else threshold.replace("threshold-", "approve-", 1)


def _several(value: Any) -> Iterable[Any]:
    return value if isinstance(value, list | tuple) else []


def _threshold_in_words(count: int) -> str:
    if count == 0:
        return _("None: nobody is asked, as in a trial")
    if count == 1:
        return _("1: any one of them alone")
    return _("{count}: any {count} of them together").format(count=count)


def _today_in_words(today: KeySet) -> str:
    if not today.threshold:
        return _("Today: none is asked for.")
    return _("Today: {need} of {all}.").format(need=today.threshold, all=len(today.keyids))
