-- Which area a pin lies in. A point on a border belongs to the area whose code comes first in byte order.
-- Area numbers lead to the layer version, so the version is kept with every row.

create function assign_area() returns trigger language plpgsql as $$
declare
    inside boolean;
    neighbourhood bigint;
    district bigint;
begin
    if new.geom is null then
        return new;
    end if;
    select bool_or(level = 'city'),
           (array_agg(area_id order by code collate "C") filter (where level = 'neighbourhood'))[1],
           (array_agg(area_id order by code collate "C") filter (where level = 'district'))[1]
      into inside, neighbourhood, district
      from area_piece
     where ST_Covers(geom, new.geom);
    if inside is not true and exists (select from area_piece where level = 'city') then
        raise exception 'the point lies outside the city'
              using errcode = 'check_violation', table = tg_table_name, constraint = tg_table_name || '_inside_city';
    end if;
    new.neighbourhood_id := neighbourhood;
    new.district_id := district;
    return new;
end $$;

create trigger proposal_area before insert or update of geom on proposal
    for each row execute function assign_area();
create trigger project_area before insert or update of geom on project
    for each row execute function assign_area();
