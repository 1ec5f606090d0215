"""The state of affairs of a round as a mark, by which a browser can ask whether a page still holds.

Of every row that a page is made from a mark has the transaction that wrote it (`xmin`): it changes with whatever is
written, added or removed, at the moment that others see it. Of the clock it has which phases have begun and ended.

A statement that reads a mark gives one row: `mark`, and `holds`, the seconds until the clock changes it (or null).
`revalidation.looked_up` runs it.
"""

from __future__ import annotations

CLOCK = """
    (select array_agg(xmin) as rows, count(*) filter (where starts_at <= clock_timestamp()) as begun,
            count(*) filter (where ends_at <= clock_timestamp()) as ended,
            least(min(starts_at) filter (where starts_at > clock_timestamp()),
                  min(ends_at) filter (where ends_at > clock_timestamp())) as turns_at
       from phase where {which}) clock
"""
"""A FROM item: phases, how many of them have begun and ended, and when the next one begins or ends."""
CLOCK_OF_ROUND = f"cross join lateral {CLOCK.format(which='round_id = r.id')}"
PASSED = "clock.rows, clock.begun, clock.ended"
HOLDS = "extract(epoch from clock.turns_at - clock_timestamp())::float8 as holds"

# What `outcome` and `vote` tell is asked by name: their packages stand above this one. The areas of a layer's version
# never change once it has been in use.
ROUND = f"""
    r.xmin, {PASSED}, (select array_agg(xmin) from pot where round_id = r.id),
    (select array_agg(xmin) from theme where round_id = r.id),
    (select xmin from vote where round_id = r.id), (select xmin from outcome where round_id = r.id),
    (select array_agg(xmin) from layer_version where state = 'active')
"""
"""The columns for a round `r`: itself, its timetable, money and themes, its vote and outcome, the areas in use."""
