-- What decides in the count is sealed with the rules of a vote: before, the first seal held what a ballot may hold, and the
-- frozen rule, options and seed stood beside it alone. So `counting` joins the text (see 0038): the rule, its options, the seed
-- of the lot, the `pots` with their money in cents, the groups of projects of which one may win, and the themes of projects. Votes
-- whose first seal is made keep their text.
create or replace function box.rules_of(the_round bigint) returns text
language sql stable security definer set search_path = public, pg_temp as $$
    with r as (
        select voting_areas, box.limits_of(id) as limits, counting_rule, counting_options, tie_seed from round where id = the_round),
    listed as (
        select id, id::text as number, pot_id, cost_cents, title, exclusive_group, theme_id from project
         where round_id = the_round and state = 'ballot'),
    pots as (
        select pot.id, pot.area_code, pot.amount_cents,
               coalesce(jsonb_agg(l.number order by l.id) filter (where l.id is not null), '[]') as numbers
          from pot left join listed l on l.pot_id = pot.id where pot.round_id = the_round group by pot.id),
    everything as (
        select coalesce(jsonb_agg(number order by id), '[]') as numbers, count(*)::int as n from listed),
    city as (
        select coalesce(jsonb_agg(l.number order by l.id), '[]') as numbers
          from listed l join pots on pots.id = l.pot_id where pots.area_code is null),
    limits as (
        select coalesce((limits ->> 'min_choices')::int, 1) as fewest,
               coalesce((limits ->> 'max_choices')::int, greatest(n, 1)) as most,
               coalesce((limits ->> 'per_pot')::boolean, false) as per_pot,
               coalesce((limits ->> 'within_pot')::boolean, false) as within_pot,
               coalesce(limits ->> 'values', 'none') as kind,
               coalesce((limits ->> 'points_each')::int, 1000000) as each,
               coalesce((limits ->> 'points_total')::int, 1000000) as total
          from r, everything),
    together as (
        select coalesce(jsonb_agg(case when voting_areas in ('one_and_city', 'own_and_city')
                                       then city.numbers || pots.numbers else pots.numbers end order by pots.id)
                            filter (where pots.id is not null),
                        jsonb_build_array(city.numbers)) as lists
          from r cross join city
          left join pots on pots.area_code is not null or r.voting_areas = 'any_one'
         group by city.numbers)
    select jsonb_build_object(
        'round', the_round,
        'titles', (select coalesce(jsonb_object_agg(number, title), '{}') from listed),
        'prices', (select coalesce(jsonb_object_agg(number, cost_cents), '{}') from listed),
        'together', case r.voting_areas when 'every' then jsonb_build_array(everything.numbers) else together.lists end,
        'money', (select coalesce(jsonb_agg(jsonb_build_array(numbers, amount_cents) order by id), '[]')
                    from pots where limits.within_pot),
        'parts', case when limits.per_pot then (select coalesce(jsonb_agg(numbers order by id), '[]') from pots)
                      else jsonb_build_array(everything.numbers) end,
        'choices', jsonb_build_array(fewest, most),
        'value', case kind when 'points' then jsonb_build_array(1, each) when 'rank' then jsonb_build_array(1, most)
                           else '[0, 0]' end,
        'sum', case kind when 'points' then total when 'rank' then most * (most + 1) / 2 else 0 end,
        'in_order', kind = 'rank',
        'counting', jsonb_build_object(
            'rule', r.counting_rule, 'options', r.counting_options, 'seed', r.tie_seed,
            'pots', (select coalesce(jsonb_agg(jsonb_build_array(numbers, amount_cents) order by id), '[]') from pots),
            'one_of', (select coalesce(jsonb_agg(numbers order by first), '[]') from (
                           select jsonb_agg(number order by id) as numbers, min(id) as first from listed
                            where exclusive_group is not null group by pot_id, exclusive_group) one_group),
            'themes', (select coalesce(jsonb_object_agg(l.number, t.slug), '{}')
                         from listed l join theme t on t.id = l.theme_id)))::text
      from r, everything, limits, together
$$;
