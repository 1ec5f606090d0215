"""Map tiles over HTTP against tipg (uvicorn, asyncpg, two workers), over the same pins, with the same zooms and tiles.

tipg reads a table of its own that holds the pins of the round and no more, with the index it likes best. It leaves out
what exceeds 10,000 pins in a tile; ours counts every pin. Tiles are drawn by how many pins they hold. Ours come through the
whole application: headers, log, counters, its own small pool. Against tipg each tile is made anew; the same tiles from the
memory of the web process are compared with a page that asks the database for `SELECT 1`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from urllib.parse import quote, urlsplit

from scripts.bench.base import Bench, Result, Setting
from scripts.bench.city import City
from scripts.bench.load import Request, loading
from scripts.bench.peers import environment
from scripts.bench.rotation import Sample, rotate
from scripts.bench.servers import HELLO, OURS, Server, serving
from scripts.bench.tiles import drawn, tiles_at
from scripts.cluster import OURS as CLUSTER

TABLE = """
    drop table if exists bench_pin;
    create table bench_pin as
    select id, state, geom_web::geometry(Point, 3857) as geom
      from proposal where round_id = {round} and state in ('submitted', 'accepted', 'refused');
    alter table bench_pin add primary key (id);
    create index on bench_pin using gist (geom);
    analyze bench_pin
"""
FAR = (10, 12, 13)
TILE = "/collections/public.bench_pin/tiles/WebMercatorQuad/{z}/{x}/{y}?properties=id,state"


def run(setting: Setting) -> Iterator[Result]:
    city = setting.city
    with city.connect() as connection:
        connection.execute(TABLE.format(round=city.round_id).encode())
        asked = {str(z): drawn(tiles_at(connection, city.round_id, z), 30) for z in FAR}
        asked["near"] = [
            tile for z in (14, 15, 16) for tile in drawn(tiles_at(connection, city.round_id, z, 10), 60)
        ]
    ours = {
        name: [Request(f"/tiles/proposals/v1/{t.z}/{t.y}/{t.x}?round={city.round_id}") for t in tiles]
        for name, tiles in asked.items()
    }
    theirs = {
        name: [Request(TILE.format(z=t.z, x=t.x, y=t.y)) for t in tiles] for name, tiles in asked.items()
    }
    with (
        serving(OURS, city.environment() | {"NASTA_TILE_MEMORY_MB": "0"}, "/healthz") as us,
        serving(OURS, city.environment(), "/healthz") as keeping,
        serving(tipg(), peer_environment(city), "/conformance") as them,
        serving(HELLO, city.environment()) as hello,
    ):
        variants = {f"ours {name}": variant(setting, us, tiles) for name, tiles in ours.items()}
        variants |= {f"tipg {name}": variant(setting, them, tiles) for name, tiles in theirs.items()}
        variants |= {f"kept {name}": variant(setting, keeping, ours[name]) for name in ("12", "near")}
        variants["healthz"] = variant(setting, keeping, [Request("/healthz")])
        variants["hello"] = variant(setting, hello, [Request("/")])
        found = rotate(variants, setting.rounds)
    yield from ratios(found)


def variant(setting: Setting, server: Server, requests: list[Request]) -> Callable[[int], Sample]:
    return loading(server, setting.city.database_pid, requests, setting.seconds)


def ratios(found: dict[str, Sample]) -> Iterator[Result]:
    near, peer_near = found["ours near"], found["tipg near"]
    yield Result(
        "tiles at zoom 14 to 16: rate of tipg",
        near.rate / peer_near.rate,
        2.5,
        at_most=False,
        goal="tiles-a",
        figures=f"{near}; tipg {peer_near}",
    )
    yield Result("tiles at zoom 14 to 16: CPU of tipg", near.cpu_ms / peer_near.cpu_ms, 0.55, goal="tiles-a")
    for zoom in FAR:
        far, peer_far = found[f"ours {zoom}"], found[f"tipg {zoom}"]
        yield Result(
            f"tiles at zoom {zoom}, every pin counted: rate of tipg",
            far.rate / peer_far.rate,
            6,
            at_most=False,
            goal="tiles-b",
            figures=f"{far}, {far.bytes / 1000:.0f} kB; tipg {peer_far}, {peer_far.bytes / 1000:.0f} kB",
        )
    floor = found["healthz"]
    for where, zooms in (("12", "12"), ("near", "14 to 16")):
        kept = found[f"kept {where}"]
        yield Result(
            f"kept tiles at zoom {zooms}: rate of a SELECT 1 page of the same server (/healthz)",
            kept.rate / floor.rate,
            0.6,
            at_most=False,
            goal="tiles-c",
            figures=f"{kept}; /healthz {floor}; hello {found['hello']}",
        )


def tipg() -> tuple[str, ...]:
    return (
        str(environment("bench")),
        "-m",
        "uvicorn",
        "tipg.main:app",
        "--port",
        "PORT",
        "--workers",
        "2",
        "--no-access-log",
    )


def peer_environment(city: City) -> dict[str, str]:
    """tipg takes no socket folder; as a percent-encoded host it does."""
    user = urlsplit(city.url).username
    url = f"postgresql://{user}@{quote(str(CLUSTER.place.socket), safe='')}/{city.name}"
    return city.environment() | {"DATABASE_URL": url}


BENCH = Bench("tile-peer", "Map tiles over HTTP", run)
