-- Lines and areas of proposals: what a round allows, and that they lie in the city.

create function place_kind_of(shape geometry) returns text language sql immutable as $$
    select case GeometryType(shape) when 'LINESTRING' then 'line' when 'POLYGON' then 'area' end
$$;

-- The round is locked against changes of its kinds until the proposal is in. Of a shape 1 % may lie outside the
-- city: shares are the same in degrees as in metres, over so short a way.
create function check_proposal_shape() returns trigger language plpgsql as $$
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

create trigger proposal_shape_fits before insert or update of shape, round_id on proposal
    for each row when (new.shape is not null) execute function check_proposal_shape();

create function check_round_places() returns trigger language plpgsql as $$
begin
    if voting_has_opened(old.id) then
        perform raise_frozen('round');
    end if;
    if exists (select from proposal where round_id = old.id and shape is not null
                  and not (place_kind_of(shape) = any (new.place_kinds))) then
        raise exception 'proposals have such shapes'
              using errcode = 'check_violation', table = tg_table_name, constraint = 'round_place_kinds_in_use';
    end if;
    return new;
end $$;

create trigger round_places_frozen before update of place_kinds on round for each row
    when (old.place_kinds is distinct from new.place_kinds) execute function check_round_places();
