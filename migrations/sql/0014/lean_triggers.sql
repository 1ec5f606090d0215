-- The same as before with half the work for each proposal written.

-- A point on a border belongs to the area whose code comes first in byte order: it is the last of the loop.
create or replace function assign_area() returns trigger language plpgsql as $$
declare
    piece record;
    inside boolean := false;
begin
    if new.geom is null then
        return new;
    end if;
    new.neighbourhood_id := null;
    new.district_id := null;
    for piece in
        select level, area_id from area_piece where ST_Covers(geom, new.geom) order by code collate "C" desc
    loop
        if piece.level = 'neighbourhood' then
            new.neighbourhood_id := piece.area_id;
        elsif piece.level = 'district' then
            new.district_id := piece.area_id;
        elsif piece.level = 'city' then
            inside := true;
        end if;
    end loop;
    if not inside and exists (select from area_piece where level = 'city') then
        raise exception 'the point lies outside the city'
              using errcode = 'check_violation', table = tg_table_name, constraint = tg_table_name || '_inside_city';
    end if;
    return new;
end $$;

-- The rows are written here and not by a function of their own: such a one would be planned anew for each pin.
create or replace function note_pin_change() returns trigger language plpgsql as $$
begin
    if tg_op <> 'INSERT' and proposal_is_on_map(old.state, old.geom_web) then
        insert into pin_cell_change (round_id, x, y, n, sum_x, sum_y, sum_id)
        values (old.round_id, pin_column(ST_X(old.geom_web)), pin_row(ST_Y(old.geom_web)), -1,
                -ST_X(old.geom_web), -ST_Y(old.geom_web), -old.id);
    end if;
    if tg_op <> 'DELETE' and proposal_is_on_map(new.state, new.geom_web) then
        insert into pin_cell_change (round_id, x, y, n, sum_x, sum_y, sum_id)
        values (new.round_id, pin_column(ST_X(new.geom_web)), pin_row(ST_Y(new.geom_web)), 1,
                ST_X(new.geom_web), ST_Y(new.geom_web), new.id);
    end if;
    return null;
end $$;
drop function note_pin(bigint, bigint, geometry, int);
