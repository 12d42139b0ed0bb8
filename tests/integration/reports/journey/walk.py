"""A visitor without JavaScript: reads the forms of a page and sends them as a browser would."""

from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from tests.html import Page, parse, words

Answer = str | list[str]


@dataclass
class Walk:
    """One visitor with one page open."""

    client: FlaskClient
    headers: dict[str, str] = field(default_factory=dict)
    response: TestResponse = field(init=False)
    page: Page = field(init=False)

    @property
    def draft(self) -> str:
        """The sealed draft that the open page carries."""
        found = (e for e in self.page.all("input") if e.attrib.get("name") == "draft")
        return next(found).attrib["value"]

    def open(self, address: str = "/report/where/") -> Page:
        return self._show(self.client.get(address, headers=self.headers))

    def send(self, press: str = "Continue", **answers: Answer) -> Page:
        """Fill the form that has the button, press it, and open what comes; `_` stands for `-`."""
        button = self._button(press)
        form = self.page.within(button, "form")
        assert form is not None, f"the button {press!r} stands in no form"
        data = _as_it_stands(form)
        for name, value in answers.items():
            assert name.replace("_", "-") in _names(form) or name in _names(form), (
                f"no input {name}"
            )
            data.setlist(
                name if name in _names(form) else name.replace("_", "-"),
                [value] if isinstance(value, str) else value,
            )
        if "name" in button.attrib:
            data.add(button.attrib["name"], button.attrib["value"])
        return self.post(form.attrib.get("action", self.response.request.path), data)

    def post(self, address: str, data: MultiDict[str, str]) -> Page:
        return self._show(self.client.post(address, data=data, headers=self.headers))

    def check(self) -> Page:
        """Send the open page's draft as it stands, skipping what was not asked yet."""
        return self.post("/report/check/", MultiDict({"draft": self.draft}))

    def answer_all(self, place: str = "Boston") -> Page:
        """Everything up to the page that shows all answers, from the place on."""
        self.open()
        self.send(place=place)
        self.send(about_place=["badly-lit"], about_people=["followed"])
        self.send(on_month="3", on_year="2025", band="night")
        return self.say_nothing()

    def say_nothing(self) -> Page:
        """Skip the questions about the person."""
        return self.send("Skip the questions about me")

    def _show(self, response: TestResponse) -> Page:
        self.response, self.page = response, parse(response.text)
        return self.page

    def _button(self, press: str) -> Element:
        buttons = [one for one in self.page.all("button") if words(one) == press]
        assert buttons, f"{self.page.heading!r} has no button {press!r}"
        return buttons[0]


def _names(form: Element) -> set[str]:
    return {e.attrib["name"] for e in form.iter() if "name" in e.attrib}


def _as_it_stands(form: Element) -> MultiDict[str, str]:
    """What a browser would send if nobody touched anything."""
    data: MultiDict[str, str] = MultiDict()
    for element in form.iter("input"):
        chosen = (
            element.attrib.get("type") not in ("radio", "checkbox") or "checked" in element.attrib
        )
        if chosen and "name" in element.attrib:
            data.add(element.attrib["name"], element.attrib.get("value", ""))
    for element in form.iter("textarea"):
        data.add(element.attrib["name"], (element.text or "").removeprefix("\n"))
    return data
