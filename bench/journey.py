"""A resident's journey over HTTP, from the forms that the pages show: no page is known by heart."""

import http.client
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Final
from urllib.parse import urlencode, urljoin, urlsplit

MAX_STEPS: Final = 15


@dataclass(slots=True)
class Form:
    """A form as a browser would send it: where to, what is filled in, what may be chosen."""

    action: str
    values: dict[str, str] = field(default_factory=dict)
    choices: dict[str, list[str]] = field(default_factory=dict)
    texts: list[str] = field(default_factory=list)
    buttons: list[tuple[str, str]] = field(default_factory=list)

    def filled(self, answers: Mapping[str, str]) -> dict[str, str]:
        """What is sent: our answers where the form asks for them, the first choice elsewhere.

        A button without a name is the one that goes on.
        """
        asked = {*self.values, *self.choices, *self.texts}
        first = {name: options[0] for name, options in self.choices.items() if options}
        ours = {name: value for name, value in answers.items() if name in asked}
        plain = any(not name for name, _ in self.buttons)
        button = {} if plain else dict(self.buttons[:1])
        return first | self.values | ours | button


class _Forms(HTMLParser):
    """Collects the POST forms of a page, and its h1."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self.address = address
        self.forms: list[Form] = []
        self.heading = ""
        self._form: Form | None = None
        self._in_heading = False
        self._select_name = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self._in_heading |= tag == "h1"
        if tag == "form":
            self._open(given)
        elif self._form is not None:
            handler: Callable[[Form, dict[str, str]], None] | None = getattr(self, f"_{tag}", None)
            if handler is not None:
                handler(self._form, given)

    def handle_endtag(self, tag: str) -> None:
        self._in_heading &= tag != "h1"
        if tag == "form":
            self._form = None

    def handle_data(self, data: str) -> None:
        if self._in_heading:
            self.heading += data.strip()

    def _open(self, given: dict[str, str]) -> None:
        if given.get("method", "get").lower() == "post":
            action = urljoin(self.address, given.get("action") or self.address)
            self._form = Form(action)
            self.forms.append(self._form)

    def _input(self, form: Form, given: dict[str, str]) -> None:
        name, kind = given.get("name", ""), given.get("type", "text")
        if kind == "submit":
            form.buttons.append((name, given.get("value", "")))
        elif not name:
            return
        elif kind in ("radio", "checkbox"):
            form.choices.setdefault(name, []).append(given.get("value", "on"))
            if "checked" in given:
                form.values[name] = given.get("value", "on")
        elif kind == "hidden" or given.get("value"):
            form.values[name] = given.get("value", "")
        else:
            form.texts.append(name)

    def _button(self, form: Form, given: dict[str, str]) -> None:
        if given.get("type", "submit") == "submit":
            form.buttons.append((given.get("name", ""), given.get("value", "")))

    def _textarea(self, form: Form, given: dict[str, str]) -> None:
        form.texts.append(given.get("name", ""))

    def _select(self, form: Form, given: dict[str, str]) -> None:
        self._select_name = given.get("name", "")
        form.choices.setdefault(self._select_name, [])

    def _option(self, form: Form, given: dict[str, str]) -> None:
        if given.get("value"):
            form.choices[self._select_name].append(given["value"])


@dataclass(frozen=True, slots=True)
class Page:
    """An answered page."""

    status: int
    address: str
    text: str

    def form(self) -> Form | None:
        """The page's first POST form, if it has one."""
        forms = self._parsed().forms
        return forms[0] if forms else None

    def heading(self) -> str:
        """The words of its h1."""
        return self._parsed().heading

    def _parsed(self) -> _Forms:
        parser = _Forms(self.address)
        parser.feed(self.text)
        return parser


def ask(method: str, address: str, values: Mapping[str, str] | None = None) -> Page:
    """One request on a connection of its own, redirects followed."""
    parts = urlsplit(address)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=30)
    headers = {"Content-Type": "application/x-www-form-urlencoded"} if values is not None else {}
    body = urlencode(values) if values is not None else None
    try:
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        connection.request(method, path, body, headers)
        response = connection.getresponse()
        text = response.read().decode()
        target = response.headers.get("Location")
    finally:
        connection.close()
    if target and response.status in (301, 302, 303):
        return ask("GET", urljoin(address, target))
    return Page(response.status, address, text)


def patiently(send: Callable[[], Page], wait: Callable[[], None]) -> Page:
    """Send the same again until it is answered, as a resident would who sees no answer."""
    while True:
        try:
            page = send()
        except (OSError, http.client.HTTPException):
            wait()
            continue
        if page.status < 500:
            return page
        wait()


def submit(
    start: str, answers: Mapping[str, str], done: Callable[[Page], bool], wait: Callable[[], None]
) -> Page:
    """Walk from the first page to the receipt, filling each form on the way."""
    page = patiently(lambda: ask("GET", start), wait)
    for _ in range(MAX_STEPS):
        if done(page):
            return page
        form = page.form()
        if form is None or page.status != 200:
            break
        values = form.filled(answers)
        page = patiently(lambda form=form, values=values: ask("POST", form.action, values), wait)  # type: ignore[misc]
    raise RuntimeError(f"the journey stopped at {page.status} {page.address}: {page.heading()}")
