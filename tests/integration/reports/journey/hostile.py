"""Places and bodies that nobody means well by, made from a seed."""

import math
from collections.abc import Callable
from random import Random
from typing import Final

Fields = dict[str, str]

SCRIPTS: Final = "".join(
    chr(point)
    for start, stop in (
        (0x20, 0x7F),  # Latin
        (0xA0, 0x180),
        (0x370, 0x400),  # Greek
        (0x400, 0x460),  # Cyrillic
        (0x5D0, 0x5EB),  # Hebrew
        (0x627, 0x64B),  # Arabic
        (0x905, 0x93A),  # Devanagari
        (0x4E00, 0x4E80),  # Chinese
        (0x0660, 0x066A),  # figures that are not 0 to 9
        (0xFF10, 0xFF1A),
        (0x1F600, 0x1F640),  # faces
    )
    for point in range(start, stop)
)
CONTROLS: Final = "".join(map(chr, [*range(32), *range(0x7F, 0xA0), 0x202E, 0x200B, 0xFEFF]))
ABSURD: Final = (
    "nan", "-nan", "inf", "-Infinity", "1e309", "-1e309", "0x35", "٥٢", "５３", "1/0", "None",
    "null", "true", "1e-320", "9" * 40, "9" * 400, "-0", "+0,0", "1.2.3",
    "°", "--5", "5 3", "", "1_000",
)  # fmt: skip
MARKUP: Final = (
    "<script>alert(1)</script>", "'\"><svg onload=alert(1)>", "{%print 49%}", "%s%n%x",
    "'; drop table reports; --", "../../../etc/passwd", "\\u0000", "%00", "${jndi:ldap://x}",
    "&#60;b&#62;", "<!--", "]]>", "javascript:alert(1)",
)  # fmt: skip
NAMES: Final = (
    "Boston",
    "Lincoln",
    "Sutton",
    "Grimsby",
    "Leicester",
    "High Street",
    "LN1 1YL",
    "St",
)
INPUTS: Final = (
    "place", "longitude", "latitude", "within", "choice", "district", "browse", "asked", "draft",
    "go", "again", "about_place", "about_people", "on-day", "on-month", "on-year", "band", "often",
    "age", "website", "text", "x" * 200, "", "place\0",
)  # fmt: skip


def place(random: Random) -> Fields:
    """What somebody may put into the page that asks for the place."""
    return random.choice(PLACES)(random)


def body(random: Random) -> bytes:
    """What somebody may send instead of a form."""
    return random.choice(BODIES)(random)


def _degrees(random: Random) -> tuple[float, float]:
    """Longitude and latitude: in the county or beside it, in the country, or anywhere at all."""
    return random.choice(
        [
            (random.uniform(-0.1, 0.25), random.uniform(52.92, 53.14)),
            (random.uniform(-0.4, 0.6), random.uniform(52.6, 53.4)),
            (random.uniform(-9, 3), random.uniform(49, 61)),
            (random.uniform(-400, 400), random.uniform(-400, 400)),
            (random.uniform(-1, 1) * 10 ** random.randint(-300, 300), random.gauss(0, 1e9)),
            (math.nan, random.uniform(49, 61)),
            (math.inf, -math.inf),
        ]
    )


def _pin(random: Random) -> Fields:
    lon, lat = _degrees(random)
    within = random.choice(["", "5", "58", "4000", "1e9", "-3", "nan", random.choice(ABSURD)])
    return {"longitude": repr(lon), "latitude": f"{lat:.6f}", "within": within}


def _numbers(random: Random) -> Fields:
    one, other = _degrees(random)
    if random.random() < 0.5:  # swapped
        one, other = other, one
    between = random.choice([", ", ",", " ", ";", " / ", "\t", "\u00a0", "，"])
    return {"place": f"{one:.5f}{between}{other:.5f}"}


def _grid(random: Random) -> Fields:
    letters = random.choice(["TF", "SK", "TA", "HP", "II", "sv", "ＴＦ", "Т" + "F"])
    figures = "".join(random.choice("0123456789") for _ in range(random.randint(0, 14)))
    return {"place": random.choice([f"{letters} {figures}", letters + figures])}


def _absurd_pin(random: Random) -> Fields:
    return {name: random.choice(ABSURD) for name in ("longitude", "latitude", "within")}


def _words(random: Random) -> Fields:
    alphabet = random.choice([SCRIPTS, CONTROLS, SCRIPTS + CONTROLS])
    longest = random.choice([10, 60, 250, 3_000])
    text = "".join(random.choice(alphabet) for _ in range(random.randint(0, longest)))
    return {"place": text, "browse": random.choice(["", "near", "district", text[:9]])}


def _named(random: Random) -> Fields:
    name = random.choice([*NAMES, *MARKUP])
    twisted = name.swapcase() if random.random() < 0.3 else name
    at = random.randint(0, len(twisted))
    mixed = twisted[:at] + random.choice(["", " ", ",", *CONTROLS[:3], "é"]) + twisted[at:]
    return {"place": mixed, "browse": random.choice(["", "near"]), "choice": random.choice(MARKUP)}


def _everything(random: Random) -> Fields:
    values = [*ABSURD, *MARKUP, *NAMES]
    return {name: random.choice(values) for name in INPUTS[:8] if random.random() < 0.6}


def _noise(random: Random) -> bytes:
    return random.randbytes(random.choice([0, 1, 50, 5_000]))


def _pairs(random: Random) -> bytes:
    values = [*ABSURD, *MARKUP, *NAMES, "%FF%FE", "%ED%A0%80", "%00", "%", "+" * 99, "A" * 20_000]
    pairs = (
        f"{random.choice(INPUTS)}={random.choice(values)}" for _ in range(random.randint(1, 40))
    )
    return random.choice(["&", ";", "&&"]).join(pairs).encode("utf-8", "surrogatepass")


def _repeated(random: Random) -> bytes:
    return b"&".join([random.choice(INPUTS).encode() + b"=1"] * random.randint(1, 900))


PLACES: Final[tuple[Callable[[Random], Fields], ...]] = (
    _pin, _pin, _numbers, _grid, _absurd_pin, _words, _named, _everything,
)  # fmt: skip
BODIES: Final[tuple[Callable[[Random], bytes], ...]] = (_noise, _pairs, _repeated)
