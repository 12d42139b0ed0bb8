import gzip
import json
import re

import shapely

from geo.svg import Picture, picture_of


def outlines(**shapes: shapely.Polygon | shapely.MultiPolygon) -> bytes:
    features = [
        {
            "type": "Feature",
            "properties": {"code": code, "name": code.title()},
            "geometry": shapely.geometry.mapping(shape),
        }
        for code, shape in shapes.items()
    ]
    return gzip.compress(json.dumps({"features": features}).encode())


WEST = shapely.box(-0.5, 53.0, 0.0, 53.5)
EAST = shapely.box(0.0, 53.0, 0.5, 53.5)


def corners(path: str) -> set[tuple[int, int]]:
    return {(int(x), int(y)) for x, y in re.findall(r"(-?\d+) (-?\d+)", path)}


def test_areas_fill_the_width_and_north_is_up() -> None:
    picture = picture_of(outlines(east=EAST, west=WEST), width=600)

    assert [one.code for one in picture.outlines] == ["east", "west"]
    assert picture.width == 600
    assert picture.height == 502  # a degree of longitude is shorter here than one of latitude
    east, west = picture.outlines
    assert corners(west.path) == {(0, 0), (300, 0), (300, 501), (0, 501)}
    assert west.x < 300 < east.x


def test_areas_that_share_an_edge_share_its_corners() -> None:
    picture = picture_of(outlines(east=EAST, west=WEST))

    east, west = picture.outlines
    assert len(corners(east.path) & corners(west.path)) == 2


def test_the_name_stands_inside_its_area_and_holes_stay_holes() -> None:
    around = shapely.Polygon(WEST.exterior, holes=[shapely.box(-0.3, 53.2, -0.2, 53.3).exterior])
    [one] = picture_of(outlines(ring=around)).outlines

    assert one.path.count("M") == 2
    assert 0 < one.x < 640


def test_several_parts_are_one_path_and_specks_are_left_out() -> None:
    speck = shapely.box(1.0, 53.0, 1.0000001, 53.0000001)
    several = shapely.MultiPolygon([WEST, EAST.buffer(-0.05), speck])

    [one] = picture_of(outlines(several=several)).outlines

    assert one.path.count("M") == 2
    assert one.path.count("Z") == 2


def test_without_shapes_there_is_no_picture() -> None:
    assert picture_of(outlines()) == Picture(640, 1, ())
