"""A respondent without JavaScript: fills the form of a page by the addresses of its questions."""

from collections.abc import Mapping
from xml.etree.ElementTree import Element

from werkzeug.datastructures import MultiDict

from surveys.instrument.kinds.drawing import INPUT
from tests.html import Page
from tests.integration.reports.journey.walk import Answer, Walk

START = "/survey/how-safe-we-feel/"


class Respondent(Walk):
    """One respondent with one page open."""

    def begin(self, address: str = START, query: str = "") -> Page:
        """The first page of a survey."""
        return self.open(f"{address}answer/{query}")

    def say(self, answers: Mapping[str, Answer] | None = None, press: str = "Continue") -> Page:
        """Answer questions by their addresses, press a button, and open what comes."""
        given = {INPUT + name: value for name, value in (answers or {}).items()}
        return self.fill(given, press)

    def fill(self, inputs: Mapping[str, Answer], press: str = "Continue") -> Page:
        """The same by the names of the inputs."""
        button = self._button(press)
        form = self.page.within(button, "form")
        assert form is not None
        data = _as_it_stands(form)
        for name, value in inputs.items():
            assert name in data or name in _names(form), f"no input {name}: {_names(form)}"
            data.setlist(name, [value] if isinstance(value, str) else value)
        if "name" in button.attrib:
            data.add(button.attrib["name"], button.attrib["value"])
        action = button.attrib.get("formaction") or form.attrib.get("action")
        return self.post(action or self.response.request.path, data)

    def answer_all(self, place: str = "Lincoln") -> Page:
        """The ordinary form up to the page that shows all answers."""
        self.begin()
        self.say({"safe": "unsafe"})
        self.say({"why/reasons": ["dark", "people"]})
        self.say({"why/comment": "The lamps are off"})
        self.say({"times": "3"})
        code = {"Boston": "E07000136", "Lincoln": "E07000138"}[place]
        return self.say({"you/age": "a18", "you/district": code})


def _names(form: Element) -> set[str]:
    return {e.attrib["name"] for e in form.iter() if "name" in e.attrib}


def _as_it_stands(form: Element) -> MultiDict[str, str]:
    """What a browser would send if nobody touched anything."""
    data: MultiDict[str, str] = MultiDict()
    for element in form.iter("input"):
        kind = element.attrib.get("type")
        if "name" in element.attrib and (
            kind not in ("radio", "checkbox") or "checked" in element.attrib
        ):
            data.add(element.attrib["name"], element.attrib.get("value", ""))
    for element in form.iter("textarea"):
        data.add(element.attrib["name"], (element.text or "").removeprefix("\n"))
    for element in form.iter("select"):
        options = list(element.iter("option"))
        chosen = [one for one in options if "selected" in one.attrib] or options[:1]
        data.add(element.attrib["name"], chosen[0].attrib["value"] if chosen else "")
    return data
