"""Which files a page takes: formats that hold boundaries themselves and name no other place.

GDAL opens seventy formats by their content, among them some that are instructions to read another
file, another host or to run a pipeline. The file is recognised here first, and in the process that
reads it every other driver is switched off.
"""

import os
import re
import zipfile
from pathlib import Path, PurePath
from typing import Final

from engagement.areas.reading import AreasRefused
from engagement.core import archives

ENVIRONMENT: Final = "OGR_SKIP"
ALLOWED: Final = frozenset({"GPKG", "GeoJSON", "ESRI Shapefile", "LIBKML", "KML"})
SKIPPED: Final = (
    "MEM,PCIDSK,PDS4,VICAR,MBTiles,EEDA,OGCAPI,GDALG,MapInfo File,LVBAG,S57,DGN,OGR_VRT,CSV,GML,"
    "GPX,GeoJSONSeq,ESRIJSON,TopoJSON,OGR_GMT,SQLite,WAsP,OpenFileGDB,DXF,FlatGeobuf,GeoRSS,VFK,OSM,"
    "GPSBabel,OGR_PDS,WFS,OAPIF,EDIGEO,Idrisi,ODS,XLSX,Elasticsearch,Carto,AmigoCloud,SXF,Selafin,"
    "JML,PLSCENES,CSW,VDV,MVT,NGW,MapML,GTFS,PMTiles,JSONFG,MiraMonVector,ADBC,AVCBin,AVCE00,"
    "AIVector,HTTP"
)
"""Every other driver of the GDAL that we install; a test says when there is a new one."""
MOST_UNPACKED: Final = 100 * archives.MEGABYTE

_START: Final = 4096
_SHAPEFILE: Final = {".shp", ".shx", ".dbf", ".prj", ".cpg", ".qpj", ".qix", ".sbn", ".sbx"}
_BESIDE: Final = {".txt", ".xml", ".html", ".htm", ".pdf", ".md", ".qml", ".lyr"}
_JSON: Final = re.compile(rb"\s*\{")
_KML: Final = re.compile(rb"(?:\s|<[?!][^<>]*>)*<(?:\w+:)?kml\b", re.IGNORECASE)
_REFUSED: Final = (
    "This is no file of boundaries that this page takes: "
    "use GeoPackage, GeoJSON, KML, or a ZIP with the parts of one Shapefile"
)
_FLAWS: Final = {
    archives.Flaw.DAMAGED: "This ZIP archive is damaged and cannot be unpacked",
    archives.Flaw.TOO_LARGE: "This ZIP archive is larger than this page takes when it is unpacked",
    archives.Flaw.PASSWORD: "This ZIP archive has a password: send one without",
}


def ending_of(content: bytes) -> str:
    """The ending by which the reader will know the file, from its content; or AreasRefused."""
    start = content[:_START].removeprefix(b"\xef\xbb\xbf")
    if content.startswith(b"SQLite format 3\0"):
        return ".gpkg"
    if content.startswith(b"PK\x03\x04"):
        return ".zip"
    if _JSON.match(start):
        return ".geojson"
    if _KML.match(start):
        return ".kml"
    raise AreasRefused(_REFUSED)


def check_archive(path: Path) -> None:
    """AreasRefused unless a ZIP holds one Shapefile, whole, and papers at most beside it."""
    with path.open("rb") as raw:
        try:
            archives.read_through(raw, most=MOST_UNPACKED)
        except archives.BadArchive as error:
            raise AreasRefused(_FLAWS[error.flaw]) from None
        with zipfile.ZipFile(raw) as archive:
            parts = [PurePath(part.filename) for part in archive.infolist() if not part.is_dir()]
    endings = [part.suffix.casefold() for part in parts if "__MACOSX" not in part.parts]
    if endings.count(".shp") != 1 or not set(endings) <= _SHAPEFILE | _BESIDE:
        raise AreasRefused(
            "The ZIP archive must hold the parts of one Shapefile (.shp, .shx, .dbf, .prj) "
            "and nothing else"
        )


def switch_off_others() -> None:
    """In a process of its own, before GDAL is loaded: leave only the drivers of ALLOWED."""
    os.environ[ENVIRONMENT] = SKIPPED
