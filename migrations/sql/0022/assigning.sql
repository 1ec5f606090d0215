-- The areas of many pins at once, by the same rule as the trigger assign_area: of the areas whose pieces cover a pin the
-- one whose code comes first in byte order. A grid is laid over the city: a pin in a square that lies within one piece
-- and touches no other is known by arithmetic, and only those in other squares are tested against the pieces there.
-- A square is taken a thousandth larger than it is, so that no rounding puts a pin outside its own square.
--
-- Gives rows of the table that have a pin (ids from `after`, not included, to `last`), all or only those that change:
-- the area at the level now, and by the version. NULL: none.
create function areas_of_pins(the_table regclass, the_level text, the_version bigint, most_vertices int,
                              after bigint, last bigint, only_changed boolean)
returns table (pin_id bigint, before bigint, area_id bigint) language plpgsql stable
set work_mem = '64MB' set enable_mergejoin = off as $$
declare
    areas bigint[] := array(select id from area where version_id = the_version order by code collate "C");
    pins float8 := coalesce(last - after, (select reltuples from pg_class where oid = the_table));
    side int := least(192, greatest(32, sqrt(greatest(pins, 0)) / 5));
    owner text := case when the_level in ('neighbourhood', 'district') then the_level || '_id' else 'null::bigint' end;
    west float8;
    south float8;
    width float8;
    height float8;
begin
    select ST_XMin(e), ST_YMin(e), greatest(ST_XMax(e) - ST_XMin(e), 1e-9) / side, greatest(ST_YMax(e) - ST_YMin(e), 1e-9) / side
      into west, south, width, height
      from (select ST_Extent(geom) as e from area where version_id = the_version) city;
    return query execute format($query$
        with piece as materialized (
            select array_position($1, id) as rank, ST_Subdivide(geom, $2) as geom from area where id = any($1)
        ),
        touched as materialized (
            select c, r, rank, geom, ST_Covers(geom, square) as is_whole
              from piece
              cross join lateral generate_series(floor((ST_XMin(geom) - $3) / $5)::int, floor((ST_XMax(geom) - $3) / $5)::int) c
              cross join lateral generate_series(floor((ST_YMin(geom) - $4) / $6)::int, floor((ST_YMax(geom) - $4) / $6)::int) r
              cross join lateral (select ST_MakeEnvelope($3 + (c - 0.001) * $5, $4 + (r - 0.001) * $6,
                                                         $3 + (c + 1.001) * $5, $4 + (r + 1.001) * $6, 4326)) s(square)
             where ST_Intersects(geom, square)
        ),
        whole as materialized (
            select c, r, min(rank) as rank from touched group by c, r having count(*) = 1 and bool_and(is_whole)
        ),
        edge as materialized (select t.* from touched t left join whole w using (c, r) where w.c is null),
        pin as not materialized (
            select id, %2$s as before, geom, floor((ST_X(geom) - $3) / $5)::int as c, floor((ST_Y(geom) - $4) / $6)::int as r
              from %1$s
             where geom is not null and ($7 is null or id > $7) and ($8 is null or id <= $8)
        )
        select pin.id, pin.before, $1[whole.rank]
          from pin join whole using (c, r)
         where not $9 or pin.before is distinct from $1[whole.rank]
        union all
        select pin.id, pin.before, $1[min(edge.rank)]
          from pin left join whole using (c, r)
          left join edge on edge.c = pin.c and edge.r = pin.r and ST_Covers(edge.geom, pin.geom)
         where whole.c is null
         group by 1, 2
        having not $9 or pin.before is distinct from $1[min(edge.rank)]
    $query$, the_table, owner)
    using areas, most_vertices, west, south, width, height, after, last, only_changed;
end $$;
