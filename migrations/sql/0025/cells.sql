-- Cells down to zoom 16, at every second zoom: the zooms between read those one finer. A proposal that appears, moves
-- or goes leaves its number and place in pin_cell_change, which has no index, and touches no row that others write;
-- fold_pin_cells() adds the changes up every minute, and readers add those not yet folded. sum_id is the id of the
-- pin where n = 1. Columns and rows count from the west and north in cells of zoom 16, 16 x 16 to a tile.

create table pin_cell (
    round_id bigint references round on delete cascade,
    z smallint,
    x int,
    y int,
    n int not null,
    sum_x float8 not null,
    sum_y float8 not null,
    sum_id bigint not null,
    constraint pin_cell_pkey primary key (round_id, z, x, y)
) with (fillfactor=80);

create table pin_cell_change (
    round_id bigint not null,
    pin_id bigint not null,
    sign smallint not null,
    x float8 not null,
    y float8 not null
);

create function pin_column(x float8) returns int language sql immutable parallel safe as $$
    select floor((x + 20037508.342789244) / 40075016.685578488 * 1048576)::int
$$;

create function pin_row(y float8) returns int language sql immutable parallel safe as $$
    select floor((20037508.342789244 - y) / 40075016.685578488 * 1048576)::int
$$;

create function proposal_is_on_map(state text, geom geometry) returns boolean language sql immutable parallel safe as $$
    select geom is not null and state in ('submitted', 'accepted', 'refused')
$$;

create function note_pin_change() returns trigger language plpgsql as $$
begin
    if tg_op <> 'INSERT' and proposal_is_on_map(old.state, old.geom_web) then
        insert into pin_cell_change values (old.round_id, old.id, -1, ST_X(old.geom_web), ST_Y(old.geom_web));
    end if;
    if tg_op <> 'DELETE' and proposal_is_on_map(new.state, new.geom_web) then
        insert into pin_cell_change values (new.round_id, new.id, 1, ST_X(new.geom_web), ST_Y(new.geom_web));
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
    cell record;
begin
    perform pg_advisory_xact_lock(hashtext('fold_pin_cells'));
    for cell in
        with gone as (delete from pin_cell_change returning *),
        finest as (
            select round_id, pin_column(x) as x, pin_row(y) as y, sum(sign) as n,
                   sum(sign * x) as sum_x, sum(sign * y) as sum_y, sum(sign * pin_id) as sum_id
              from gone group by 1, 2, 3
        ),
        added as (
            insert into pin_cell (round_id, z, x, y, n, sum_x, sum_y, sum_id)
            select round_id, z, x >> (16 - z), y >> (16 - z), sum(n), sum(sum_x), sum(sum_y), sum(sum_id)
              from finest cross join generate_series(6, 16, 2) z
             group by 1, 2, 3, 4 order by 1, 2, 3, 4
            on conflict (round_id, z, x, y) do update
               set n = pin_cell.n + excluded.n, sum_x = pin_cell.sum_x + excluded.sum_x,
                   sum_y = pin_cell.sum_y + excluded.sum_y, sum_id = pin_cell.sum_id + excluded.sum_id
            returning round_id, z, x, y, n
        )
        select waiting.number, empty.*
          from (select count(*) as number from gone) waiting
          left join (select * from added where n = 0) empty on true
    loop
        folded := cell.number;
        delete from pin_cell c where (c.round_id, c.z, c.x, c.y) = (cell.round_id, cell.z, cell.x, cell.y);
    end loop;
    return folded;
end $$;

create function rebuild_pin_cells() returns bigint language plpgsql as $$
begin
    lock table proposal in share row exclusive mode;
    delete from pin_cell;
    delete from pin_cell_change;
    insert into pin_cell_change
    select round_id, id, 1, ST_X(geom_web), ST_Y(geom_web) from proposal where proposal_is_on_map(state, geom_web);
    return fold_pin_cells();
end $$;
