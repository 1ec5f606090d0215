"""The benches. A new one is one file and one line."""

from __future__ import annotations

from scripts.bench.base import Bench
from scripts.bench.benches.area_sums import BENCH as AREA_SUMS
from scripts.bench.benches.assigning import BENCH as ASSIGNING
from scripts.bench.benches.casting import BENCH as CASTING
from scripts.bench.benches.casting_at_once import BENCH as CASTING_AT_ONCE
from scripts.bench.benches.counting import BENCH as COUNTING
from scripts.bench.benches.exporting import BENCH as EXPORTING
from scripts.bench.benches.first_start import BENCH as FIRST_START
from scripts.bench.benches.first_view import BENCH as FIRST_VIEW
from scripts.bench.benches.insert_proposal import BENCH as INSERT_PROPOSAL
from scripts.bench.benches.list_page import BENCH as LIST_PAGE
from scripts.bench.benches.loading import BENCH as LOADING
from scripts.bench.benches.map_page import BENCH as MAP_PAGE
from scripts.bench.benches.template import BENCH as TEMPLATE
from scripts.bench.benches.tile_cost import BENCH as TILE_COST
from scripts.bench.benches.tile_peer import BENCH as TILE_PEER
from scripts.bench.benches.unchanged import BENCH as UNCHANGED

BENCHES: tuple[Bench, ...] = (
    AREA_SUMS,
    INSERT_PROPOSAL,
    TILE_COST,
    TILE_PEER,
    MAP_PAGE,
    CASTING,
    CASTING_AT_ONCE,
    LIST_PAGE,
    UNCHANGED,
    FIRST_START,
    TEMPLATE,
    FIRST_VIEW,
    COUNTING,
    ASSIGNING,
    EXPORTING,
    LOADING,
)
