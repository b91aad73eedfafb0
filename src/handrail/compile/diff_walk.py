"""Walks two authored states side by side and notes every difference in words.

The walk is generic over the models' fields, so a field that is added to a model later is compared from the first day;
a test fails until ``wording.json`` has words for it.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any as AnyValue
from typing import Literal, get_args, get_origin

from pydantic import BaseModel

from handrail.compile.change import Change, Kind, Weight
from handrail.compile.diff_sides import aligned, by_key, same, value_of
from handrail.compile.markup import links
from handrail.compile.names import Names
from handrail.compile.rule_words import say_rule
from handrail.compile.rules import compile_rule
from handrail.compile.value_words import (
    foreign_origin,
    say_actions,
    say_advances,
    say_choice,
    say_deed,
    say_frequency,
    say_place,
    say_trigger,
)
from handrail.compile.wording import Said, join, knows, printable, quoted, say
from handrail.schema.authored.actions import OpenLink, ReturnValue
from handrail.schema.authored.application import ApplicationContent, Overlay
from handrail.schema.authored.campaign import Campaign
from handrail.schema.authored.deeds import ACTING
from handrail.schema.authored.references import conditions
from handrail.schema.authored.rules import All, Any, Condition, Not

Where = tuple[Said, ...]

_REFERENCES = {
    "theme": "theme",
    "default_theme": "theme",
    "element": "element",
    "clicked_element": "element",
    "screen": "screen",
    "media": "media",
}
_LANGUAGES = ("base_language", "fallback")
_SETS = ("events_off", "link_origins", "frame_origins", "page_origins", "locales", "weekdays")
TRANSPARENT = (
    "Campaign.content",
    "Announcement.blocks",
    "Heading.text",
    "Paragraphs.text",
    "Balloon.blocks",
    "Popup.blocks",
    "Buttons.buttons",
    "ItemList.items",
    "Columns.columns",
    "Column.blocks",
    "Walkthrough.steps",
    "Survey.pages",
    "Page.questions",
    "Checklist.tasks",
    "HelpMenu.entries",
)
"""Fields that readers need no word for: what is in them is said in the place that holds them."""
_KEYED = {"steps": "id", "pages": "id", "questions": "id", "tasks": "id", "entries": "id", "choices": "value"}
"""Lists whose parts have an id: field → the id's field. Their title is ``thing.<field>``."""
_BLOCKS = ("blocks", "thanks", "finished")
_NUMBERED = {"items": "item", "buttons": "button", "columns": "column", "branches": "branch", "jumps": "jump"}
"""Lists whose parts are told by their place: field → word."""
SILENT = ("id", "kind", "block", "labels", "at", "do")
"""Ids are what things are matched by; kinds are said with the thing; labels never leave the console."""
_UNQUOTED = ("sha256", "min_sdk", "start", "end", "from_time", "to_time", "environment", "source")
_READS_FIELDS = ("elementHasValue", "elementText", "elementValue")
_FREE_TEXT = ("shortText", "longText")


class Walker:
    """One comparison. ``changes`` grows in the order of the application's parts."""

    def __init__(
        self,
        before: ApplicationContent | None,
        after: ApplicationContent,
        overlay_before: Overlay | None,
        overlay_after: Overlay | None,
    ) -> None:
        """Both states; see ``handrail.compile.diff.diff``."""
        self.changes: list[Change] = []
        self._before, self._after = before, after
        self._overlays = (overlay_before, overlay_after)
        self._names = (Names.of(before), Names.of(after))
        own = [*after.settings.link_origins, *(overlay_after.page_origins if overlay_after else [])]
        self._own_origins = frozenset(own)
        self._campaign = ""

    def walk(self) -> None:
        """Compare everything."""
        before, after = self._before, self._after
        old, new = self._overlays
        if old is not None or new is not None:
            environment = (new or old).environment  # type: ignore[union-attr]
            silent = ("environment",) if old is None or new is None else ()
            self._model((say("thing.environment", name=quoted(environment)),), old, new, silent)
        self._leaf(
            (say("thing.application"), say("field.name")),
            None if before is None else before.name,
            after.name,
            lambda text, side: _own_text(text),
            quoted_text=True,
        )
        self._model((say("thing.settings"),), before and before.settings, after.settings)
        self._languages()
        for field, kind, key in (
            ("attributes", "attribute", "name"),
            ("tracked_events", "event", "name"),
            ("segments", "segment", "id"),
            ("screens", "screen", "id"),
            ("elements", "element", "id"),
            ("themes", "theme", "id"),
            ("media", "media", "sha256"),
        ):
            for old_thing, new_thing in self._pairs(field, key):
                self._thing((_title(kind, new_thing or old_thing),), old_thing, new_thing)
        for old_campaign, new_campaign in self._pairs("campaigns", "id"):
            self._one_campaign(old_campaign, new_campaign)

    def _pairs(self, field: str, key: str) -> list[tuple[AnyValue, AnyValue]]:
        old = by_key(getattr(self._before, field, []), key)
        new = by_key(getattr(self._after, field), key)
        return [(old.get(each), new.get(each)) for each in sorted({*old, *new})]

    def _languages(self) -> None:
        old = by_key(self._before.languages if self._before else [], "name")
        new = by_key(self._after.languages, "name")
        for each in dict.fromkeys((*new, *old)):
            title = say("thing.language", name=self._names[1].language(each[0]))
            self._thing((title,), old.get(each), new.get(each))
        self._order((say("thing.languages"),), old, new, lambda key, side: self._names[side].language(key))

    def _one_campaign(self, old: Campaign | None, new: Campaign | None) -> None:
        if old is not None and new is not None and old.content.kind != new.content.kind:
            self._one_campaign(old, None)
            self._one_campaign(None, new)
            return
        campaign = new or old
        if campaign is None:
            return
        self._campaign = campaign.id
        where = (say(f"thing.{campaign.content.kind}", name=quoted(campaign.name)),)
        self._thing(where, old, new)

    def _thing(self, where: Where, old: BaseModel | None, new: BaseModel | None, weight: Weight = "normal") -> None:
        """Something with a name of its own: its coming and going is said before its parts."""
        if old is None or new is None:
            self._note(where, "added" if old is None else "removed", weight=weight)
        forms = ("step", "question")
        self._model(where, old, new, silent=("name", *forms) if old is None or new is None else forms)

    def _model(self, where: Where, old: BaseModel | None, new: BaseModel | None, silent: tuple[str, ...] = ()) -> None:
        """All fields; of something that came or went only those that differ from what is usual."""
        fields = dict.fromkeys(name for side in (new, old) if side is not None for name in type(side).model_fields)
        for name in fields:
            if name in SILENT or name in silent:
                continue
            a, b = value_of(old, name, new), value_of(new, name, old)
            if not same(a, b):
                model = next(type(s) for s in (new, old) if s is not None and name in type(s).model_fields)
                self._field(where, model, name, a, b)

    def _field(self, where: Where, model: type[BaseModel], name: str, a: AnyValue, b: AnyValue) -> None:
        sample = a if b is None else b
        qualified = f"{model.__name__}.{name}"
        inside = where if qualified in TRANSPARENT else (*where, _field_words(model.__name__, name))
        weight = self._weight(qualified, a, b)
        render = self._video if qualified == "Video.media" else self._renderer(name)
        if render is not None:
            self._leaf(inside, a, b, render, weight=weight)
        elif isinstance(sample, All | Any | Not | Condition):
            self._rule(inside, a, b)
        elif name in _BLOCKS:
            self._blocks(inside, a or [], b or [])
        elif name in _KEYED:
            self._keyed(inside, name, a or [], b or [])
        elif name in _NUMBERED:
            self._numbered(inside, _NUMBERED[name], a or [], b or [])
        elif name == "user_ids":
            self._user_ids(inside, a or [], b or [])
        elif name in _SETS:
            self._set(inside, a or [], b or [], weight)
        elif isinstance(sample, dict):
            self._texts(inside, a or {}, b or {}, weight)
        elif isinstance(sample, BaseModel):
            self._part(inside, a, b)
        else:
            free = isinstance(sample, str) and not (_is_choice(model, name) or name in _UNQUOTED or sample[:1] == "#")
            plain = _own_text if free else _plain_value
            self._leaf(inside, a, b, lambda v, side: plain(v), quoted_text=free, weight=weight)

    def _renderer(self, name: str) -> Callable[[AnyValue, int], Said] | None:
        """How a field that is said in one go is said."""
        names = self._names
        if name in _REFERENCES:
            return lambda v, side: names[side].quoted(_REFERENCES[name], v)
        if name in _LANGUAGES:
            return lambda v, side: names[side].language(v)
        renderers: dict[str, Callable[[AnyValue, int], Said]] = {
            "actions": lambda v, side: say_actions(v, names[side], self._campaign),
            "advance": lambda v, side: say_advances(v, names[side]),
            "trigger": lambda v, side: say_trigger(v, names[side]),
            "frequency": lambda v, side: say_frequency(v),
            "starts": lambda v, side: join([self._step(each, side) for each in v]),
            "next": self._step,
            "error_handler": self._step,
            "to": lambda v, side: names[side].quoted("page", f"{self._campaign}/{v}"),
            "deed": lambda v, side: say_deed(v, names[side]),
            "place": lambda v, side: say_place(v, names[side]),
            "path": lambda v, side: _chain(v),
            "within": lambda v, side: _chain(v),
        }
        return renderers.get(name)

    def _video(self, sha256: str, side: int) -> Said:
        """The one thing of a release that pages do not check by its hash; who approves is told."""
        return say("value.videoFile", name=self._names[side].quoted("media", sha256))

    def _weight(self, qualified: str, a: AnyValue, b: AnyValue) -> Weight:
        first = (
            qualified.startswith("Overlay.")
            or qualified in ("Settings.link_origins", "Settings.frame_origins")
            or (qualified in ("Frame.link", "Video.media") and b is not None)
            or (qualified == "Campaign.may_start_by_link" and b is True)
            or (qualified == "Attribute.visibility" and b == "public" and a is not None)
            or (qualified == "Attribute.source" and b is not None)
            or (qualified.endswith(".actions") and bool(self._powers(b) - self._powers(a)))
            or (qualified == "ActionStep.deed" and b is not None and b.do in ACTING)
        )
        return "first" if first else "normal"

    def _powers(self, actions: Iterable[AnyValue] | None) -> set[str]:
        """What of a button's actions an approver must see: foreign origins and values handed to the page."""
        found: set[str] = set()
        for action in actions or ():
            if isinstance(action, OpenLink):
                found |= self._foreign([action.link])
            elif isinstance(action, ReturnValue):
                found.add(f"value {action.value}")
        return found

    def _foreign(self, targets: Iterable[str]) -> set[str]:
        origins = (foreign_origin(each, self._own_origins) for each in targets)
        return {each for each in origins if each is not None}

    def _rule(self, where: Where, a: AnyValue, b: AnyValue) -> None:
        if a is not None and b is not None and compile_rule(a).wire_json() == compile_rule(b).wire_json():
            return  # Written otherwise, but the same for end users.
        reads = any(each.variable in _READS_FIELDS for _, each in conditions(b))
        self._leaf(
            where,
            a,
            b,
            lambda v, side: say_rule(v, self._names[side]),
            weight="first" if reads else "normal",
            by_id=lambda v: say_rule(v, Names()),
        )

    def _texts(self, where: Where, a: dict[str, AnyValue], b: dict[str, AnyValue], weight: Weight) -> None:
        """Texts per language; own wording per language and word."""
        for key in dict.fromkeys((*b, *a)):
            old, new = a.get(key), b.get(key)
            if same(old, new):
                continue
            if isinstance(old, dict) or isinstance(new, dict):
                self._words((*where, self._names[1].language(key)), old or {}, new or {})
                continue
            gained = self._foreign(links(new or "")) - self._foreign(links(old or ""))
            self._leaf(
                (*where, self._names[1].language(key)),
                old,
                new,
                lambda v, side: _own_text(v),
                quoted_text=True,
                weight="first" if gained else weight,
            )

    def _words(self, where: Where, a: dict[str, str], b: dict[str, str]) -> None:
        """The SDK's words as an application words them."""
        if not a or not b:
            self._note(where, "removed" if a else "added")
        for word in dict.fromkeys((*b, *a)):
            inside = (*where, Said(printable(word)))
            self._leaf(inside, a.get(word), b.get(word), lambda v, side: _own_text(v), quoted_text=True)

    def _set(self, where: Where, a: Sequence[AnyValue], b: Sequence[AnyValue], weight: Weight) -> None:
        for each in dict.fromkeys((*b, *a)):
            if (each in a) != (each in b):
                value = say(f"weekday.{each}") if isinstance(each, int) else say_choice(each)
                old, new = (value, None) if each in a else (None, value)
                self._note(where, "removed" if each in a else "added", old, new, weight)

    def _user_ids(self, where: Where, a: Sequence[str], b: Sequence[str]) -> None:
        """All that came in one line, all that went in another: lists are long."""
        old, new = frozenset(a), frozenset(b)
        if gone := [quoted(each) for each in a if each not in new]:
            self._note(where, "removed", join(gone), None, "normal")
        if came := [quoted(each) for each in b if each not in old]:
            self._note(where, "added", None, join(came), "normal")

    def _keyed(self, where: Where, field: str, a: list[AnyValue], b: list[AnyValue]) -> None:
        """Steps, pages, questions and the like: matched by their ids."""
        old, new = by_key(a, _KEYED[field]), by_key(b, _KEYED[field])
        for each in dict.fromkeys((*new, *old)):
            before, after = old.get(each), new.get(each)
            number = list(new if after is not None else old).index(each) + 1
            inside = (*where, say(f"thing.{field}", n=str(number)))
            self._thing(inside, before, after, _weight_of_part(before, after))
            form = "question" if field == "questions" else "step"
            if before is None or after is None:
                self._name_of_part(inside, before, after)
            elif getattr(before, form, None) != getattr(after, form, None):
                kind = (*inside, say(f"field.kind.{form}"))
                weight = _weight_of_part(before, after)
                self._leaf(
                    kind, getattr(before, form), getattr(after, form), lambda v, side: say_choice(v), weight=weight
                )
        self._order(where, old, new, lambda key, side: self._part_name(field, key, side))

    def _part_name(self, field: str, key: str, side: int) -> Said:
        kind = {"steps": "step", "pages": "page"}.get(field)
        return quoted(key) if kind is None else self._names[side].quoted(kind, f"{self._campaign}/{key}")

    def _name_of_part(self, where: Where, before: AnyValue, after: AnyValue) -> None:
        name = getattr(after or before, "name", "")
        if name:
            inside = (*where, say("field.name"))
            old, new = (name, None) if after is None else (None, name)
            self._leaf(inside, old, new, lambda v, side: _own_text(v), quoted_text=True)

    def _step(self, key: str, side: int) -> Said:
        return self._names[side].quoted("step", f"{self._campaign}/{key}")

    def _order(
        self,
        where: Where,
        old: dict[AnyValue, AnyValue],
        new: dict[AnyValue, AnyValue],
        say_one: Callable[[str, int], Said],
    ) -> None:
        """Says when things that were there before stand in another order."""
        before, after = [each for each in old if each in new], [each for each in new if each in old]
        self._leaf((*where, say("order")), before, after, lambda v, side: join([say_one(k, side) for k, _ in v]))

    def _blocks(self, where: Where, a: list[AnyValue], b: list[AnyValue]) -> None:
        for i, j in aligned(a, b, lambda block: block.block):
            old, new = (None if i is None else a[i]), (None if j is None else b[j])
            blocks, index = (b, j) if j is not None else (a, i)
            self._part((*where, _block_title(blocks, index or 0)), old, new)

    def _numbered(self, where: Where, word: str, a: list[AnyValue], b: list[AnyValue]) -> None:
        for i, j in aligned(a, b, lambda each: word):
            old, new = (None if i is None else a[i]), (None if j is None else b[j])
            inside = (*where, say(word, n=str((j if j is not None else i or 0) + 1)))
            if isinstance(old or new, dict):
                self._texts_part(inside, old, new)
            else:
                self._part(inside, old, new)

    def _texts_part(self, where: Where, a: dict[str, str] | None, b: dict[str, str] | None) -> None:
        count = len(self.changes)
        self._texts(where, a or {}, b or {}, "normal")
        if len(self.changes) == count and not same(a, b):
            self._note(where, "added" if a is None else "removed")

    def _part(self, where: Where, a: BaseModel | None, b: BaseModel | None) -> None:
        """Something without a name: said as a whole only where none of its parts says it."""
        count = len(self.changes)
        self._model(where, a, b)
        if len(self.changes) == count and (a is None) != (b is None):
            self._note(where, "added" if a is None else "removed")

    def _leaf(
        self,
        where: Where,
        a: AnyValue,
        b: AnyValue,
        render: Callable[[AnyValue, int], Said],
        *,
        quoted_text: bool = False,
        weight: Weight = "normal",
        by_id: Callable[[AnyValue], Said] | None = None,
    ) -> None:
        """Note one value, unless it is the same."""
        if same(a, b):
            return
        old = None if a is None else render(a, 0)
        new = None if b is None else render(b, 1)
        if old is not None and new is not None and old == new:
            # Two different things of one name: say their ids, too.
            say_id = by_id or (lambda v: Said(printable(", ".join(_ids(v)))))
            old = say("withId", name=old, id=say_id(a))
            new = say("withId", name=new, id=say_id(b))
        kind: Kind = "changed" if a is not None and b is not None else "added" if a is None else "removed"
        self.changes.append(Change(where, kind, old, new, weight, quoted_text))

    def _note(
        self,
        where: Where,
        kind: Kind,
        before: Said | None = None,
        after: Said | None = None,
        weight: Weight = "normal",
    ) -> None:
        self.changes.append(Change(where, kind, before, after, weight))


def _weight_of_part(before: AnyValue, after: AnyValue) -> Weight:
    """A question that takes free text is among what an approver reads first."""
    free = getattr(after, "question", None) in _FREE_TEXT and getattr(before, "question", None) not in _FREE_TEXT
    return "first" if free else "normal"


def _title(kind: str, thing: AnyValue) -> Said:
    title = "video" if kind == "media" and thing.is_video else kind
    return say(f"thing.{title}", name=quoted(thing.name))


def _block_title(blocks: list[AnyValue], index: int) -> Said:
    """``text``, or ``text 2`` where several of its kind stand in a row."""
    kind = blocks[index].block
    same = [i for i, block in enumerate(blocks) if block.block == kind]
    title = say(f"block.{kind}")
    return title if len(same) == 1 else say("block.nth", block=title, n=str(same.index(index) + 1))


def _field_words(model: str, name: str) -> Said:
    keys = (f"field.{model}.{name}", f"field.Step.{name}", f"field.{name}")
    return say(next(key for key in keys if knows(key)))


def _is_choice(model: type[BaseModel], name: str) -> bool:
    annotation = model.model_fields[name].annotation
    return (
        get_origin(annotation) is Literal
        or any(get_origin(each) is Literal for each in get_args(annotation))
        or name == "grade"
    )


def _own_text(text: AnyValue) -> Said:
    return Said(printable(str(text), '"'), printable(str(text), "“"))


def _plain_value(value: AnyValue) -> Said:
    if isinstance(value, bool):
        return say("yes" if value else "no")
    return say_choice(value) if isinstance(value, str) else Said(str(value))


def _chain(tokens: list[str]) -> Said:
    return Said(printable(" › ".join(tokens)))


def _ids(value: AnyValue) -> list[str]:
    values = value if isinstance(value, list) else [value]
    return [str(each[0]) if isinstance(each, tuple) else _raw(each) for each in values]


def _raw(value: AnyValue) -> str:
    """Ids within a small model, in the order of its fields; any other value as it is."""
    if isinstance(value, BaseModel):
        return " ".join(str(each) for _, each in value if each is not None)
    return str(value)
