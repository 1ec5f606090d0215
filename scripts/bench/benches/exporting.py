"""Exporting every proposal: CSV against `COPY` of the same rows, GeoPackage against `ogr2ogr` from the same query.

CPU of the program that writes and of the database together. Ours adds what the data dictionary promises: euros, moments in
the city's zone, no formula that a spreadsheet would run, a layer of districts.
"""

from __future__ import annotations

import resource
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from scripts.bench import cpu
from scripts.bench.base import Bench, Result, Setting
from scripts.bench.city import City
from scripts.bench.rotation import rotate_costs
from webapp.exports.dataset import Wanted
from webapp.exports.datasets.proposals import PROPOSALS
from webapp.exports.formats.csv_file import CsvFile
from webapp.exports.formats.geopackage import GeoPackage
from webapp.exports.queries import district_shapes
from webapp.exports.rows import Rows
from webapp.exports.writing import Setting as ExportSetting


def run(setting: Setting) -> Iterator[Result]:
    city = setting.city
    engine = create_engine(city.url)
    before = most_memory()
    with Session(engine) as session, tempfile.TemporaryDirectory() as folder:
        found = rotate_costs(
            {
                "csv": lambda: spent(city, lambda: write(session, city, CsvFile())),
                "copy": lambda: spent(city, lambda: copy(session, city)),
                "gpkg": lambda: spent(city, lambda: write(session, city, GeoPackage())),
                "ogr2ogr": lambda: spent(city, lambda: ogr2ogr(session, city, Path(folder))),
            },
            1,
        )
    engine.dispose()
    for ours, peer, name in (("csv", "copy", "CSV"), ("gpkg", "ogr2ogr", "GeoPackage")):
        yield Result(
            f"export of all proposals as {name}: CPU of {peer}",
            found[ours] / found[peer],
            2,
            goal="exports-a",
            figures=f"{found[ours]:.1f} s; {peer} {found[peer]:.1f} s",
        )
    yield Result(
        "most memory of the process that exported",
        most_memory(),
        500,
        unit="MB",
        goal="exports-a",
        figures=f"{before:.0f} MB before the first row",
    )


def most_memory() -> float:
    """The most that this process has had so far, MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def spent(city: City, work: Callable[[], object]) -> float:
    """Seconds of CPU of this process, of its children and of the database."""
    before = time.process_time() + children() + cpu.of_tree(city.database_pid)
    work()
    return time.process_time() + children() + cpu.of_tree(city.database_pid) - before


def children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def wanted(city: City) -> Wanted:
    return Wanted(city.round_id, "proposals", "csv", None, None, "fi", 3882, 4326)


def write(session: Session, city: City, form: CsvFile | GeoPackage) -> None:
    """Everything, thrown away piece by piece."""
    setting = ExportSetting(
        translate=str,
        euros=str,
        language="fi",
        zone=ZoneInfo("Europe/Helsinki"),
        metric_crs=3882,
        round_title="",
        divisions=dict,
        crs=4326,
        districts=lambda: district_shapes(session, "fi"),
        map_parts=Path(),
    )
    for _ in form.write(Rows(session, PROPOSALS, wanted(city)), setting):
        pass
    session.rollback()


def statement(session: Session, city: City) -> str:
    """The export's own query with its values written out."""
    chosen = PROPOSALS.chosen(session, wanted(city))
    return str(chosen.compile(session.get_bind(), compile_kwargs={"literal_binds": True}))


def copy(session: Session, city: City) -> None:
    words = f"copy ({statement(session, city)}) to stdout with (format csv, header)".encode()
    with city.connect() as connection, connection.cursor() as cursor, cursor.copy(words) as rows:
        for _ in rows:
            pass


def ogr2ogr(session: Session, city: City, folder: Path) -> None:
    file = folder / "peer.gpkg"
    file.unlink(missing_ok=True)
    query = f"select row_number() over () as fid, p.id, p.title, p.body, p.state, p.geom from proposal p where p.round_id = {city.round_id}"
    words = ["ogr2ogr", "-f", "GPKG", str(file), f"PG:{city.dsn}", "-sql", query, "-nln", "proposals"]
    subprocess.run(words, capture_output=True, check=True)


BENCH = Bench("exporting", "Exports", run)
