"""What a questionnaire is once it is compiled: an immutable tree of nodes, read from its XForm.

Every value of an answer is kept as XForms writes it (its lexical form): `a18`, `a18 a25`,
`2026-01-31`, `19:30`, `3`, `52.9 -0.2 0 10`; a blank answer is no value at all. A kind of question
(`surveys.instrument.kinds`) turns what a browser sends into that form and that form into what is
stored; `surveys.instrument.logic` evaluates relevance, constraints and calculations over it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final, TypeAlias

Language: TypeAlias = str
"""A language as the form names it: "English (en)"; "default" where a form names none."""

Address: TypeAlias = str
"""Where one answer stands: `group/name`, within repeats with positions: `household[2]/age`."""

Path: TypeAlias = str
"""Where a question stands in the form, without positions: `household/age`."""

NAMESPACE: Final = "https://safer-engagement.example/xforms"
"""Of our own marks on a bind: `engagement:role`, `engagement:sensitive`."""

DONT_KNOW: Final = "dont_know"
PREFER_NOT_TO_SAY: Final = "prefer_not_to_say"
OUTSIDE_BASE: Final = (DONT_KNOW, PREFER_NOT_TO_SAY)
"""Names of choices that are answers, but stand outside the base of a share."""


@dataclass(frozen=True, slots=True)
class Expression:
    """An XPath of the form, as it was written and as we evaluate it.

    `references` are the paths of the questions it names, for the order of calculations; those of
    them that it reads of one chosen instance of a repeat only are `indexed`.
    """

    source: str
    rewritten: str
    references: frozenset[Path] = frozenset()
    indexed: frozenset[Path] = frozenset()


@dataclass(frozen=True, slots=True)
class Words:
    """A label, hint or message in each language: pieces of text, and values put in between."""

    by_language: Mapping[Language, tuple[str | Expression, ...]]

    def pieces(self, language: Language, default: Language) -> tuple[str | Expression, ...]:
        """The pieces in a language, in the default one where that has none."""
        return self.by_language.get(language) or self.by_language.get(default, ())


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer that is offered. `columns` are the further columns of the choices sheet."""

    name: str
    label: Words
    image: Words | None = None
    columns: Mapping[str, str] = field(default_factory=dict)

    @property
    def outside_base(self) -> bool:
        """Whether it is a "don't know" or a "prefer not to say"."""
        return self.name in OUTSIDE_BASE


@dataclass(frozen=True, slots=True)
class Choices:
    """A list of choices, and the filter that leaves some of them out for one respondent."""

    list_name: str
    all: tuple[Choice, ...]
    filter: Expression | None = None
    randomised: bool = False
    seed: Expression | None = None


@dataclass(frozen=True, slots=True)
class Bind:
    """The rules of one node."""

    relevant: Expression | None = None
    required: Expression | None = None
    required_message: Words | None = None
    constraint: Expression | None = None
    constraint_message: Words | None = None
    calculate: Expression | None = None
    readonly: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question, note or calculation.

    `kind` names its class in `surveys.instrument.kinds.KINDS`. `column` names it in files: its
    name, or its path with `-` where two questions have the same name. `role` says what it tells
    about the person where the form marks it ("district", "age-band", "gender"...). `default` is a
    lexical value, `first_load` an expression evaluated when the form is opened.
    """

    kind: str
    name: str
    path: Path
    column: str
    label: Words
    hint: Words | None = None
    guidance: Words | None = None
    bind: Bind = Bind()
    choices: Choices | None = None
    appearance: frozenset[str] = frozenset()
    parameters: Mapping[str, str] = field(default_factory=dict)
    default: str = ""
    first_load: Expression | None = None
    image: Words | None = None
    role: str = ""
    sensitive: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Questions under one heading. A `field_list` stands on one page, a `table_list` is a matrix.

    In a table_list every question asks from the same choices.
    """

    name: str
    path: Path
    label: Words | None
    children: tuple["Node", ...]
    bind: Bind = Bind()
    appearance: frozenset[str] = frozenset()

    @property
    def table_list(self) -> bool:
        """Whether it is a matrix: one row a question, one column a choice."""
        return "table-list" in self.appearance

    @property
    def field_list(self) -> bool:
        """Whether it is one page."""
        return "field-list" in self.appearance or self.table_list


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeat:
    """Questions that are asked again and again; `count` says how often, else the person does."""

    name: str
    path: Path
    label: Words | None
    children: tuple["Node", ...]
    bind: Bind = Bind()
    count: Expression | None = None
    appearance: frozenset[str] = frozenset()


Node: TypeAlias = Question | Group | Repeat


@dataclass(frozen=True)
class Instrument:
    """A compiled questionnaire; one object may serve every request of its version."""

    title: str
    form_id: str
    version: str
    languages: tuple[Language, ...]
    default_language: Language
    children: tuple[Node, ...]
    xform: str = field(repr=False)

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        """Every question, in the order of the form."""
        return tuple(node for node in walk(self.children) if isinstance(node, Question))

    @cached_property
    def by_path(self) -> Mapping[Path, Node]:
        """Every node by its path."""
        return {node.path: node for node in walk(self.children)}

    @cached_property
    def repeats(self) -> tuple[Repeat, ...]:
        """Every repeat, outer ones first."""
        return tuple(node for node in walk(self.children) if isinstance(node, Repeat))

    def with_role(self, role: str) -> Question | None:
        """The question that tells this about the person."""
        return next((one for one in self.questions if one.role == role), None)

    def choices_of(self, path: Path) -> tuple[Choice, ...]:
        """The choices of a question, without a filter."""
        node = self.by_path[path]
        return node.choices.all if isinstance(node, Question) and node.choices else ()


@dataclass(frozen=True, slots=True)
class Record:
    """The answers of one respondent.

    `values` holds lexical values by address, never a blank one; `counts` how many instances each
    repeat has, by the repeat's own address (`household`, `household[1]/pet`).
    """

    values: Mapping[Address, str] = field(default_factory=dict)
    counts: Mapping[Address, int] = field(default_factory=dict)


def walk(nodes: tuple[Node, ...]) -> Iterator[Node]:
    """Every node below, each before its children."""
    for node in nodes:
        yield node
        if not isinstance(node, Question):
            yield from walk(node.children)


def path_of(address: Address) -> Path:
    """The path of an address: without the positions."""
    return "/".join(part.partition("[")[0] for part in address.split("/"))


def language_tag(language: Language) -> str:
    """The BCP 47 tag within a form's language: "Polish (pl)" gives "pl"; "en" where it has none."""
    tag = language.rpartition("(")[2].rstrip(") ").strip()
    return tag if "(" in language and tag else "en"
