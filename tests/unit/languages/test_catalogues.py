"""What is read from a compiled catalogue."""

from pathlib import Path

from babel.messages import Catalog
from babel.messages.mofile import write_mo

from engagement.languages.catalogues import Entry, Language


def compiled(folder: Path, code: str, **changes: str) -> Path:
    """A catalogue of three texts."""
    catalogue = Catalog(locale=code)
    catalogue.add("Help", changes.get("help", "Pomoc"))
    catalogue.add(("%(num)s day", "%(num)s days"), ("dzień", "dni", "dni"))
    catalogue.add("Call 999", "Zadzwoń pod 999", context="emergency")
    path = folder / code / "LC_MESSAGES" / "messages.mo"
    path.parent.mkdir(parents=True)
    with path.open("wb") as file:
        write_mo(file, catalogue)
    return folder


def read(folder: Path, code: str = "pl") -> Language:
    language = Language.found(code, folder)
    assert language is not None
    return language


def test_entries_have_their_forms_and_say_whether_they_are_about_danger(tmp_path: Path) -> None:
    entries = read(compiled(tmp_path, "pl")).entries

    assert set(entries) == {
        Entry(("Help",), ("Pomoc",), emergency=False),
        Entry(("%(num)s day", "%(num)s days"), ("dzień", "dni", "dni"), emergency=False),
        Entry(("Call 999",), ("Zadzwoń pod 999",), emergency=True),
    }


def test_a_language_without_a_catalogue_is_none(tmp_path: Path) -> None:
    assert Language.found("pl", tmp_path) is None


def test_the_version_changes_with_a_text_and_with_nothing_else(tmp_path: Path) -> None:
    first, again = compiled(tmp_path / "1", "pl"), compiled(tmp_path / "2", "pl")
    other = compiled(tmp_path / "3", "pl", help="Wsparcie")

    assert read(first).sha256 == read(again).sha256
    assert read(first).sha256 != read(other).sha256


def test_a_language_names_itself_and_its_country() -> None:
    portuguese, polish, english = Language("pt"), Language("pl"), Language("en")

    assert (polish.name, polish.english_name, polish.tag, polish.locale) == (
        "Polski",
        "Polish",
        "pl",
        "pl",
    )
    assert (portuguese.name, portuguese.tag, portuguese.locale) == ("Português", "pt-PT", "pt_PT")
    assert (english.tag, english.locale) == ("en", "en_GB")
