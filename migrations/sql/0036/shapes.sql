-- Of a shape 1 % may lie outside the city: shares are the same in degrees as in metres, over so short a way. A faulty
-- shape is refused by its table.
create function is_shape_in_city(shape geometry) returns boolean language sql stable as $$
    select not ST_IsValid(shape) or not exists (select from area_piece where level = 'city')
        or coalesce((select sum(case place_kind_of(shape) when 'line' then ST_Length(part) else ST_Area(part) end)
                       from (select ST_Intersection(geom, shape) as part
                               from area_piece where level = 'city' and ST_Intersects(geom, shape)) parts), 0)
           >= 0.99 * case place_kind_of(shape) when 'line' then ST_Length(shape) else ST_Area(shape) end
$$;

-- The round is locked against changes of its kinds until the proposal is in.
create or replace function check_proposal_shape() returns trigger language plpgsql as $$
declare
    allowed text[];
begin
    select place_kinds into allowed from round where id = new.round_id for share;
    if (place_kind_of(new.shape) = any (allowed)) is not true then
        raise exception 'the round takes no such shape'
              using errcode = 'check_violation', table = tg_table_name, constraint = 'proposal_shape_allowed';
    end if;
    if not is_shape_in_city(new.shape) then
        raise exception 'the shape lies outside the city'
              using errcode = 'check_violation', table = tg_table_name, constraint = 'proposal_shape_inside_city';
    end if;
    return new;
end $$;

create function check_project_shape() returns trigger language plpgsql as $$
begin
    if not is_shape_in_city(new.shape) then
        raise exception 'the shape lies outside the city'
              using errcode = 'check_violation', table = tg_table_name, constraint = 'project_shape_inside_city';
    end if;
    return new;
end $$;

create trigger project_shape_fits before insert or update of shape on project
    for each row when (new.shape is not null) execute function check_project_shape();
