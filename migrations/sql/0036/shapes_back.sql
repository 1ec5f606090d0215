-- As it was before projects had shapes.
create or replace function check_proposal_shape() returns trigger language plpgsql as $$
declare
    allowed text[];
    whole float8;
    inside float8;
begin
    select place_kinds into allowed from round where id = new.round_id for share;
    if (place_kind_of(new.shape) = any (allowed)) is not true then
        raise exception 'the round takes no such shape'
              using errcode = 'check_violation', table = tg_table_name, constraint = 'proposal_shape_allowed';
    end if;
    if not ST_IsValid(new.shape) or not exists (select from area_piece where level = 'city') then
        return new;  -- a faulty shape is refused by the table itself
    end if;
    whole := case place_kind_of(new.shape) when 'line' then ST_Length(new.shape) else ST_Area(new.shape) end;
    select coalesce(sum(case place_kind_of(new.shape) when 'line' then ST_Length(part) else ST_Area(part) end), 0)
      into inside
      from (select ST_Intersection(geom, new.shape) as part
              from area_piece where level = 'city' and ST_Intersects(geom, new.shape)) parts;
    if inside < 0.99 * whole then
        raise exception 'the shape lies outside the city'
              using errcode = 'check_violation', table = tg_table_name, constraint = 'proposal_shape_inside_city';
    end if;
    return new;
end $$;

drop function is_shape_in_city(geometry);
