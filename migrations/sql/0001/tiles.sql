-- Cells for the map's low zooms. A proposal that appears, moves or goes adds a row to pin_cell_change and touches
-- no shared row, so that writers never wait for each other; fold_pin_cells() adds the changes up every minute.
-- Readers add the changes not yet folded. sum_id is the id of the pin where n = 1.
-- Columns and rows count from the west and north in cells of the finest level, zoom 13 with 16 x 16 to a tile.

create function pin_column(x float8) returns int language sql immutable parallel safe as $$
    select floor((x + 20037508.342789244) / 40075016.685578488 * 131072)::int
$$;
create function pin_row(y float8) returns int language sql immutable parallel safe as $$
    select floor((20037508.342789244 - y) / 40075016.685578488 * 131072)::int
$$;

create function note_pin(the_round bigint, the_id bigint, geom geometry, sign int) returns void language sql as $$
    insert into pin_cell_change (round_id, x, y, n, sum_x, sum_y, sum_id)
    values (the_round, pin_column(ST_X(geom)), pin_row(ST_Y(geom)), sign, sign * ST_X(geom), sign * ST_Y(geom), sign * the_id)
$$;

create function proposal_is_on_map(state text, geom geometry) returns boolean language sql immutable parallel safe as $$
    select geom is not null and state in ('submitted', 'accepted', 'refused')
$$;

create function note_pin_change() returns trigger language plpgsql as $$
begin
    if tg_op <> 'INSERT' and proposal_is_on_map(old.state, old.geom_web) then
        perform note_pin(old.round_id, old.id, old.geom_web, -1);
    end if;
    if tg_op <> 'DELETE' and proposal_is_on_map(new.state, new.geom_web) then
        perform note_pin(new.round_id, new.id, new.geom_web, 1);
    end if;
    return null;
end $$;

create trigger proposal_pin_added after insert or delete on proposal
    for each row execute function note_pin_change();
create trigger proposal_pin_moved after update of state, geom, round_id on proposal
    for each row when ((old.state, old.geom, old.round_id) is distinct from (new.state, new.geom, new.round_id))
    execute function note_pin_change();

-- Adds the waiting changes to the cells of every level; returns how many there were. One at a time.
create function fold_pin_cells() returns bigint language plpgsql as $$
declare
    folded bigint;
begin
    perform pg_advisory_xact_lock(hashtext('fold_pin_cells'));
    with gone as (delete from pin_cell_change returning *),
    finest as (
        select round_id, x, y, sum(n) n, sum(sum_x) sum_x, sum(sum_y) sum_y, sum(sum_id) sum_id
          from gone group by round_id, x, y
    ),
    added as (
        insert into pin_cell (round_id, z, x, y, n, sum_x, sum_y, sum_id)
        select round_id, z, x >> (13 - z), y >> (13 - z), sum(n), sum(sum_x), sum(sum_y), sum(sum_id)
          from finest cross join generate_series(6, 13) z
         group by round_id, z, x >> (13 - z), y >> (13 - z)
        on conflict (round_id, z, x, y) do update
           set n = pin_cell.n + excluded.n, sum_x = pin_cell.sum_x + excluded.sum_x,
               sum_y = pin_cell.sum_y + excluded.sum_y, sum_id = pin_cell.sum_id + excluded.sum_id
    )
    select count(*) into folded from gone;
    delete from pin_cell where n = 0;
    return folded;
end $$;
