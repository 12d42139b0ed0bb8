"""The partnership file: what it gives, and how it names each mistake."""

from pathlib import Path

import pytest

from engagement.core.partnership import PartnershipError, Targets, load_partnership
from engagement.core.retention import DEFAULT_DAYS

ROOT = Path(__file__).resolve().parents[3]
LINCOLNSHIRE = ROOT / "partnership" / "lincolnshire.toml"
LEICESTERSHIRE = ROOT / "tests" / "data" / "leicestershire.toml"

SMALL = """
name = "Safer Shire Partnership"
short_name = "SSP"
county = "Shire"
standing = "Informal."
members = ["Shire Council"]
readers = "officers of the council"
reading_days = "to be confirmed by the partnership"
contact_name = "Safety team"
contact_email = "safety@example.org"
contact_phone = "01632 960000"
languages = ["en", "pl"]
places_file = "places.csv"
places_source = "Made up"
exit_url = "https://example.org/weather"

[[controllers]]
id = "council"
name = "Shire Council"
contact = "Data protection officer"
email = "data@example.org"
phone = "01632 960001"
address = "1 High Street"

[[processing]]
id = "reports"
controllers = ["council"]
lawful_basis = "Public task"
kept_for = "Two years"

[[processing]]
id = "accounts"
controllers = ["council"]
lawful_basis = "Public task"
kept_for = "Two years"

[[processing]]
id = "newsletter"
controllers = ["council"]
lawful_basis = "Consent"
kept_for = "Two years"

[[processing]]
id = "surveys"
controllers = ["council"]
lawful_basis = "Public task"
kept_for = "Two years"

[[districts]]
code = "E07000001"
name = "North"
main_town = "Northtown"
residents = 1000
residents_source = "Census 2021"
residents_year = 2021

[[districts]]
code = "E07000002"
name = "South"
main_town = "Southtown"
residents = 2000
residents_source = "Census 2021"
residents_year = 2021

[[themes]]
code = "violence"
name = "Violence"

[[audiences]]
code = "residents"
name = "Residents"

[[help_lines]]
name = "Police"
number = "999"
what_for = "Danger now."
emergency = true

[[signposts]]
concerns = ["badly-lit"]
who = "Shire Council"
text = "Mends lights."

[[signposts]]
concerns = ["rundown", "badly-lit"]
districts = ["E07000002"]
who = "South Council"
text = "Cleans up."
url = "https://example.org"
"""
PLACES = """name,latitude,longitude,population,district
Southtown,52.0,-1.0,500,South
Northtown,53.0,0.5,,North
"""


def write(folder: Path, text: str = SMALL, places: str = PLACES) -> Path:
    (folder / "places.csv").write_text(places, encoding="utf-8")
    (folder / "shire.toml").write_text(text, encoding="utf-8")
    return folder / "shire.toml"


def mistake(folder: Path, text: str = SMALL, places: str = PLACES) -> str:
    with pytest.raises(PartnershipError) as raised:
        load_partnership(write(folder, text, places))
    return str(raised.value)


def test_a_good_file_is_read(tmp_path: Path) -> None:
    shire = load_partnership(write(tmp_path))

    assert shire.name == "Safer Shire Partnership"
    assert [district.name for district in shire.districts] == ["North", "South"]
    assert [(p.name, p.district, p.population) for p in shire.places] == [
        ("Northtown", "E07000001", None),
        ("Southtown", "E07000002", 500),
    ]


def test_a_map_starts_in_the_middle_of_the_places(tmp_path: Path) -> None:
    shire = load_partnership(write(tmp_path))

    assert shire.bounds == (-1.0, 52.0, 0.5, 53.0)
    assert shire.centre == (-0.25, 52.5)


@pytest.mark.parametrize(
    ("concerns", "district", "who"),
    [
        (["badly-lit"], "E07000001", ["Shire Council"]),
        (["badly-lit"], "E07000002", ["Shire Council", "South Council"]),
        (["rundown"], "E07000001", []),
        (["rundown"], None, []),
        ([], "E07000002", []),
    ],
)
def test_signposts_depend_on_concern_and_district(
    tmp_path: Path, concerns: list[str], district: str | None, who: list[str]
) -> None:
    shire = load_partnership(write(tmp_path))

    assert [post.who for post in shire.signposts_for(concerns, district)] == who


def test_days_of_retention_are_ours_where_the_file_says_nothing(tmp_path: Path) -> None:
    shire = load_partnership(write(tmp_path, SMALL + "\n[retention]\nreports = 365\n"))

    assert dict(shire.retention) == {**DEFAULT_DAYS, "reports": 365}


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("report = 365", "shire.toml: [retention] report: is not a key that is known here"),
        ('reports = "2 years"', "[retention] reports: must be a whole number of days"),
        ("mail = 0", "[retention] mail: must be at least 1 day"),
    ],
)
def test_a_wrong_line_of_retention_is_named(tmp_path: Path, line: str, complaint: str) -> None:
    assert complaint in mistake(tmp_path, f"{SMALL}\n[retention]\n{line}\n")


def test_targets_are_ours_where_the_file_says_nothing(tmp_path: Path) -> None:
    shire = load_partnership(write(tmp_path, SMALL + "\n[targets]\nanswer_days = 7\n"))

    assert shire.targets == Targets(read_weeks=2, answer_days=7, act_days=56)


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("act_weeks = 8", "shire.toml: [targets] act_weeks: is not a key that is known here"),
        ('act_days = "soon"', "[targets] act_days: must be a whole number"),
        ("read_weeks = 0", "[targets] read_weeks: must be at least 1"),
    ],
)
def test_a_wrong_line_of_targets_is_named(tmp_path: Path, line: str, complaint: str) -> None:
    assert complaint in mistake(tmp_path, f"{SMALL}\n[targets]\n{line}\n")


def test_facts_not_yet_given_are_listed(tmp_path: Path) -> None:
    text = SMALL.replace("data@example.org", "to be confirmed by the partnership")

    shire = load_partnership(write(tmp_path, text))

    assert shire.unconfirmed == ("reading_days", "controllers.council.email")


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ('name = "Safer Shire Partnership"\n', "", "shire.toml: name: is missing"),
        ('county = "Shire"', 'county = " "', "shire.toml: county: is empty"),
        ('county = "Shire"', "county = 7", "shire.toml: county: must be a text, not 7"),
        ('county = "Shire"', 'county = "Shire"\nriver = "Trent"', "river: is not a key"),
        ('members = ["Shire Council"]', "members = []", "shire.toml: members: is empty"),
        ('["en", "pl"]', '["en", "Polish"]', "languages: 'Polish' is not a language code"),
        ('["en", "pl"]', '["en", "en"]', "languages: names something twice"),
        ('["en", "pl"]', '"en"', "languages: must be a list of texts"),
        ("residents = 1000", 'residents = "1000"', "[districts 1] residents: must be a whole"),
        ("residents = 1000", "residents = true", "[districts 1] residents: must be a whole"),
        ("residents = 1000", "residents = -1", "[districts 1] residents: must not be negative"),
        ("residents = 2000\n", "", "shire.toml: [districts 2] residents: is missing"),
        ("residents = 2000", "people = 2000", "[districts 2] residents: is missing"),
        ("residents = 2000", "residents = 2000\nx = 1", "[districts 2] x: is not a key"),
        ("E07000002", "E07000001", "[districts 2] code: E07000001 stands here twice"),
        ("E07000001", "north", "[districts 1] code: must be an area code"),
        ('name = "South"', 'name = "North"', "[districts 2] name: North stands here twice"),
        ('["E07000002"]', '["E07000009"]', "[signposts 2] districts: names an unknown district"),
        ('["badly-lit"]', '["Badly lit"]', "[signposts 1] concerns: 'Badly lit' is not"),
        ('"https://example.org"', '"http://example.org"', "[signposts 2] url: must begin with"),
        ('controllers = ["council"]', 'controllers = ["x"]', "[processing 1] controllers: names"),
        ('id = "newsletter"', 'id = "mail"', "[processing 3] id: names an unknown kind"),
        ('id = "newsletter"', 'id = "reports"', "[processing 3] id: reports stands here twice"),
        ('code = "violence"', 'code = "Violence!"', "[themes 1] code: must be small letters"),
        ("emergency = true", 'emergency = "yes"', "[help_lines 1] emergency: must be true or"),
        ("[[audiences]]", "[audiences]", "audiences: must be tables"),
        ('places_file = "places.csv"', 'places_file = "x.csv"', "x.csv: cannot be read"),
        ("[[themes]]", "[[themes", "shire.toml: cannot be read"),
    ],
)
def test_a_mistake_is_named_with_file_table_and_key(
    tmp_path: Path, old: str, new: str, complaint: str
) -> None:
    assert SMALL.count(old) >= 1

    assert complaint in mistake(tmp_path, SMALL.replace(old, new, 1))


def test_a_processing_nobody_answers_for_is_named(tmp_path: Path) -> None:
    start = SMALL.index('[[processing]]\nid = "surveys"')
    end = SMALL.index("[[districts]]")

    assert "processing: has no table with the id surveys" in mistake(
        tmp_path, SMALL[:start] + SMALL[end:]
    )


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("latitude,", "lat,", "places.csv: Line 1: there is no column 'latitude'"),
        ("52.0", "fifty", "places.csv: Line 2: Southtown: Enter each coordinate as a number"),
        ("52.0", "nan", "places.csv: Line 2: Southtown: Enter each coordinate as a number"),
        ("52.0", "inf", "places.csv: Line 2: Southtown: Enter each coordinate as a number"),
        ("52.0", "95", "places.csv: Line 2: Southtown: This place is outside the United Kingdom"),
        ("0.5", "", "places.csv: Line 3: Northtown: Enter each coordinate as a number"),
        ("500", "many", "places.csv: Line 2: Southtown: population 'many' is not a whole number"),
        ("Northtown,", ",", "places.csv: Line 3: name must have 1 to 100 characters"),
        (",North\n", ",West\n", "places.csv: Northtown: names an unknown district: West"),
        (
            "Northtown,53.0,0.5,,North",
            "Southtown,52.1,-1.1,,South",
            "Southtown is there twice in South",
        ),
    ],
)
def test_a_mistake_among_the_places_is_named_with_its_line(
    tmp_path: Path, old: str, new: str, complaint: str
) -> None:
    assert complaint in mistake(tmp_path, places=PLACES.replace(old, new, 1))


def test_a_file_without_places_is_refused(tmp_path: Path) -> None:
    assert "has no places" in mistake(tmp_path, places=PLACES.splitlines()[0])


@pytest.mark.parametrize("bad", [b"\xff\xfe\x00", b"name\x00"])
def test_a_places_file_that_is_no_csv_is_refused(tmp_path: Path, bad: bytes) -> None:
    path = write(tmp_path)
    (tmp_path / "places.csv").write_bytes(bad)

    with pytest.raises(PartnershipError, match=r"places\.csv"):
        load_partnership(path)


@pytest.mark.parametrize(
    ("path", "county", "districts"),
    [(LINCOLNSHIRE, "Lincolnshire", 7), (LEICESTERSHIRE, "Leicestershire", 7)],
)
def test_the_files_we_carry_are_right(path: Path, county: str, districts: int) -> None:
    partnership = load_partnership(path)

    assert partnership.county == county
    assert len(partnership.districts) == districts
    assert {place.district for place in partnership.places} == {
        district.code for district in partnership.districts
    }
    assert "prevent" in {theme.code for theme in partnership.themes}
    assert {"999", "101"} <= {line.number for line in partnership.help_lines}


def test_every_main_town_is_a_place() -> None:
    for path in (LINCOLNSHIRE, LEICESTERSHIRE):
        partnership = load_partnership(path)
        towns = {(district.main_town, district.code) for district in partnership.districts}

        assert towns <= {(place.name, place.district) for place in partnership.places}


SAFE = "name,address,open,longitude,latitude\nDemonstration library,1 High Street,Daily,-0.5,53.2\n"


def with_safe_places(folder: Path, rows: str) -> Path:
    (folder / "safe.csv").write_text(rows, encoding="utf-8")
    return write(folder, 'keep_safe_places_file = "safe.csv"\n' + SMALL)


def test_keep_safe_places_are_read_when_the_file_names_their_list(tmp_path: Path) -> None:
    assert load_partnership(write(tmp_path)).safe_places == ()

    (place,) = load_partnership(with_safe_places(tmp_path, SAFE)).safe_places

    assert (place.name, place.open, place.lon, place.phone) == (
        "Demonstration library",
        "Daily",
        -0.5,
        "",
    )


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("open,", "hours,", "safe.csv: Line 1: there is no column 'open'"),
        ("Daily", "", "safe.csv: Line 2: open is empty"),
        ("-0.5,53.2", "53.2,-0.5", "safe.csv: Line 2: Demonstration library: The two coordinates"),
        ("Daily", "D" * 201, "safe.csv: Line 2: open must have 200 characters or fewer"),
        ("latitude\n", "latitude,url\n", "safe.csv: Line 2: has 5 values where the header has 6"),
        ("53.2\n", "53.2\nDemonstration library,1 High Street,x,-0.5,53.2\n", "Line 3: .* twice"),
        (SAFE.splitlines()[1], "", "safe.csv: the file has no places"),
    ],
)
def test_a_mistake_among_keep_safe_places_is_named_with_its_line(
    tmp_path: Path, old: str, new: str, complaint: str
) -> None:
    with pytest.raises(PartnershipError, match=complaint):
        load_partnership(with_safe_places(tmp_path, SAFE.replace(old, new, 1)))


@pytest.mark.parametrize(
    ("row", "complaint"),
    [
        ("A Street,52.5,0.4,,North,street,Nowhere", "A Street: names an unknown settlement: Now"),
        ("A Street,52.5,0.4,,outside,street,", "A Street: only a settlement can be outside"),
    ],
)
def test_a_street_lies_in_a_settlement_and_a_district_of_ours(
    tmp_path: Path, row: str, complaint: str
) -> None:
    header, *rows = PLACES.splitlines()
    wide = [f"{header},kind,within", *(f"{one},," for one in rows), row]
    assert complaint in mistake(tmp_path, places="\n".join(wide))
