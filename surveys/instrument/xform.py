"""From an XForm, as pyxform writes it, to an Instrument: pure, with lxml alone."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from surveys.instrument.model import Group, Instrument, Node, Path, Question, Repeat, Words, walk
from surveys.instrument.notices import FormRefused
from surveys.instrument.reading.expressions import Reading
from surveys.instrument.reading.lists import Lists, lists_of
from surveys.instrument.reading.parsing import (
    JAVAROSA,
    OURS,
    XFORMS,
    XHTML,
    Element,
    found,
    parsed,
    path_of,
    tag_of,
)
from surveys.instrument.reading.rules import bind_of, binds_of, first_loads
from surveys.instrument.reading.texts import Speaker, texts_of

META: Final = "meta"
TABLE_LIST: Final = "table-list"
LIKERT: Final = "likert"
GENERATED_LABEL: Final = re.compile(r"generated_table_list_label_\d+")
GENERATED_HEADER: Final = re.compile(r"reserved_name_for_field_list_labels_\d+")

INPUTS: Final[Mapping[str, str]] = {
    "string": "text",
    "int": "integer",
    "decimal": "decimal",
    "date": "date",
    "time": "time",
    "dateTime": "dateTime",
    "geopoint": "geopoint",
}
"""What an input asks for, by the type of its bind."""
CONTROLS: Final[Mapping[str, str]] = {
    "select1": "select_one",
    "select": "select_multiple",
    "rank": "rank",
    "range": "range",
    "trigger": "acknowledge",
}
SELECTS: Final = frozenset({"select_one", "select_multiple", "rank", "likert"})
ROWS: Final = frozenset({"select_one", "select_multiple", "likert"})
"""What may be a row of a matrix."""
CHECKED: Final = frozenset({"ref", "appearance", "nodeset", "class"})
"""Attributes of a control that are read apart; the others are its parameters."""


def read_instrument(xform: str) -> Instrument:
    """The instrument of a form; FormRefused with all that stands in the way of it."""
    root = parsed(xform)
    model = found(root, f"{XHTML}head/{XFORMS}model")
    primary = _primary(model)
    body = found(root, f"{XHTML}body")
    binds, controls = binds_of(model), _controls(body)
    reading = Reading(dict(_types(primary, binds, controls)))
    texts = texts_of(model)
    speaker = Speaker(texts, reading)
    lists = lists_of(model, speaker, reading)
    reader = _Reader(binds, controls, first_loads(root), speaker, lists, reading)
    children = with_columns(reader.children(primary, ""))
    if reading.flaws:
        raise FormRefused(reading.flaws)
    if lists.outside:
        raise FormRefused(f"The list “{lists.outside[0]}” stands in another file.")
    return Instrument(
        title=(root.findtext(f"{XHTML}head/{XHTML}title") or "").strip(),
        form_id=primary.get("id") or "",
        version=primary.get("version") or "",
        languages=texts.languages,
        default_language=texts.default,
        children=children,
        xform=xform,
    )


@dataclass(frozen=True, slots=True)
class _Control:
    """What stands in the body for one node: a question, a group or a repeat."""

    element: Element
    repeat: Element | None = None


def _primary(model: Element) -> Element:
    """The element that holds the answers."""
    instance = found(model, f"{XFORMS}instance")
    if len(instance) != 1:
        raise FormRefused("The form has no answers to hold.")
    return instance[0]


def _controls(body: Element) -> dict[Path, _Control]:
    """What the body shows, by the path of its node."""
    controls: dict[Path, _Control] = {}
    for element in body.iterdescendants():
        reference = element.get("ref")
        if reference is None or tag_of(element) in {"label", "hint", "value", "copy", "setvalue"}:
            continue
        repeat = element.find(f"{XFORMS}repeat") if tag_of(element) == "group" else None
        controls[path_of(reference)] = _Control(element, repeat)
    return controls


def _instances(above: Element, path: Path) -> Iterator[tuple[Element, Path]]:
    """The nodes below an element, each name once: a repeat has a template and an instance."""
    names = set()
    for child in above:
        name = tag_of(child)
        if name in names or (not path and name == META):
            continue
        names.add(name)
        yield child, f"{path}/{name}" if path else name


def _types(
    primary: Element, binds: Mapping[Path, Element], controls: Mapping[Path, _Control]
) -> Iterator[tuple[Path, str]]:
    """Of every node the type of its bind, or "group" or "repeat"."""
    waiting = [(primary, "")]
    while waiting:
        above, start = waiting.pop()
        for element, path in _instances(above, start):
            control = controls.get(path)
            if control and control.repeat is not None:
                yield path, "repeat"
            elif len(element) or (control and tag_of(control.element) == "group"):
                yield path, "group"
            else:
                bind = binds.get(path)
                yield path, (bind.get("type") if bind is not None else None) or "string"
            waiting.append((element, path))


@dataclass(frozen=True, slots=True)
class _Reader:
    """The parts of a form, put together node by node."""

    binds: Mapping[Path, Element]
    controls: Mapping[Path, _Control]
    first_loads: Mapping[Path, str]
    speaker: Speaker
    lists: Lists
    reading: Reading

    def children(self, above: Element, path: Path) -> tuple[Node, ...]:
        """The nodes below an element."""
        return tuple(self._node(element, at) for element, at in _instances(above, path))

    def _node(self, element: Element, path: Path) -> Node:
        kind = self.reading.nodes[path]
        if kind == "repeat":
            return self._repeat(element, path)
        if kind == "group":
            return self._group(element, path)
        return self._question(element, path)

    def _group(self, element: Element, path: Path) -> Group:
        control = self.controls.get(path)
        label = self.speaker.label(control.element, "label", path) if control else None
        group = Group(
            name=tag_of(element),
            path=path,
            label=label,
            children=self.children(element, path),
            bind=bind_of(self.binds.get(path), path, self.speaker, self.reading),
            appearance=_appearance(control),
        )
        return as_matrix(group)

    def _repeat(self, element: Element, path: Path) -> Repeat:
        control = self.controls[path]
        repeat = control.repeat
        count = repeat.get(f"{JAVAROSA}count") if repeat is not None else None
        return Repeat(
            name=tag_of(element),
            path=path,
            label=self.speaker.label(control.element, "label", path),
            children=self.children(element, path),
            bind=bind_of(self.binds.get(path), path, self.speaker, self.reading),
            count=self.reading.maybe(count, path, "repeat_count"),
            appearance=_appearance(control),
        )

    def _question(self, element: Element, path: Path) -> Question:
        control = self.controls.get(path)
        bind = self.binds.get(path)
        kind = self._kind(path, control, bind, (element.text or "").strip())
        question = Question(
            kind=kind,
            name=tag_of(element),
            path=path,
            column="",
            label=Words({}),
            bind=bind_of(bind, path, self.speaker, self.reading),
            default=(element.text or "").strip(),
            first_load=self.reading.maybe(self.first_loads.get(path), path, "default"),
            role=_mark(bind, "role"),
            sensitive=_mark(bind, "sensitive") in {"yes", "true", "true()"},
        )
        return self._shown(question, control) if control else question

    def _shown(self, question: Question, control: _Control) -> Question:
        """A question with all that its control says."""
        shown, path = control.element, question.path
        return replace(
            question,
            label=self.speaker.label(shown, "label", path) or Words({}),
            hint=self.speaker.label(shown, "hint", path),
            guidance=self.speaker.guidance(shown, path),
            choices=self.lists.of(shown, path) if question.kind in SELECTS else None,
            appearance=_appearance(control),
            bind=replace(
                question.bind,
                readonly=question.bind.readonly or question.bind.calculate is not None,
            ),
            parameters={
                str(name).rpartition("}")[2]: str(value)
                for name, value in shown.attrib.items()
                if name not in CHECKED
            },
            image=self.speaker.image(shown, path),
        )

    def _kind(
        self, path: Path, control: _Control | None, bind: Element | None, default: str
    ) -> str:
        rules: dict[str, str] = dict(_attributes(bind)) if bind is not None else {}
        if rules.get(f"{JAVAROSA}preload"):
            self.reading.flaw(path, "type", "It tells about the device or the person; delete it.")
        if control is None:
            return "calculate" if rules.get("calculate") else "hidden"
        tag, asked = tag_of(control.element), self.reading.nodes[path]
        kind = INPUTS.get(asked) if tag == "input" else CONTROLS.get(tag)
        if kind is None:
            self.reading.flaw(path, "type", f"“{tag}” of type “{asked}” is not asked here.")
            return "hidden"
        if kind == "select_one" and LIKERT in _appearance(control):
            return "likert"
        only_read = kind == "text" and rules.get("readonly") == "true()"
        filled = rules.get("calculate") or default or path in self.first_loads
        return "note" if only_read and not filled else kind


def _appearance(control: _Control | None) -> frozenset[str]:
    if control is None:
        return frozenset()
    words = (control.element.get("appearance") or "").split()
    if control.repeat is not None:
        words += (control.repeat.get("appearance") or "").split()
    return frozenset(words)


def _attributes(element: Element) -> Iterator[tuple[str, str]]:
    for name, value in element.items():
        yield str(name), str(value)


def _mark(bind: Element | None, name: str) -> str:
    return (bind.get(f"{OURS}{name}") or "").strip() if bind is not None else ""


def as_matrix(group: Group) -> Group:
    """A group of selects from one list under one row of labels is a matrix without that row."""
    labels = [one for one in group.children if GENERATED_LABEL.fullmatch(one.name)]
    headers = [one for one in group.children if _is_header(one)]
    if not labels and not headers:
        return group
    rows = tuple(one for one in group.children if one not in labels and one not in headers)
    asked = [
        (one.kind, one.choices.list_name, one.choices.filter)
        for one in rows
        if isinstance(one, Question) and one.kind in ROWS and one.choices
    ]
    label = group.label or (labels[0].label if labels else None)
    matrix = len(asked) == len(rows) and len(set(asked)) == 1
    appearance = group.appearance | {TABLE_LIST} if matrix else group.appearance
    return replace(group, label=label, children=rows, appearance=appearance)


def _is_header(node: Node) -> bool:
    """Whether a node is the row of labels above a matrix: pyxform's own, or one written so."""
    return GENERATED_HEADER.fullmatch(node.name) is not None or (
        isinstance(node, Question) and "label" in node.appearance and node.kind in ROWS
    )


def with_columns(nodes: tuple[Node, ...]) -> tuple[Node, ...]:
    """The nodes with a column for each question: its name, or its path where others share it."""
    names = Counter(one.name.casefold() for one in walk(nodes) if isinstance(one, Question))
    taken: set[str] = set()

    def named(node: Node) -> Node:
        if not isinstance(node, Question):
            return replace(node, children=tuple(named(child) for child in node.children))
        alone = names[node.name.casefold()] == 1
        column = _free(node.name if alone else node.path.replace("/", "-"), taken)
        return replace(node, column=column)

    return tuple(named(node) for node in nodes)


def _free(column: str, taken: set[str]) -> str:
    name, number = column, 1
    while name.casefold() in taken:
        number += 1
        name = f"{column}-{number}"
    taken.add(name.casefold())
    return name
