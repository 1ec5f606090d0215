-- The rules of a vote as a text that the first seal hashes: whoever noted a seal down has noted the rules with it. They
-- are written out so that scripts/verify.py has only to compare. Projects stand by their numbers: the `prices` in cents;
-- lists of those that go `together` on one ballot; the `money` that each list may cost; `parts`, lists whose choices are
-- counted together; for each part the fewest and most `choices`, the least and greatest `value` of a choice and the most
-- `sum` of them (0 where there are none), and whether they stand `in_order` 1, 2, 3. No limit is a number out of reach.

create function box.rules_of(the_round bigint) returns text
language sql stable security definer set search_path = public, pg_temp as $$
    with r as (
        select voting_areas, box.limits_of(id) as limits from round where id = the_round),
    listed as (
        select id, id::text as number, pot_id, cost_cents from project
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
        'in_order', kind = 'rank')::text
      from r, everything, limits, together
$$;

-- Hash the ballots that wait, in the order of their commitments, into a batch chained to the last, the first to
-- the rules of the vote. Nothing when
-- fewer than `at_least` wait. Returns the batch's number or null. The rows are written anew in that order, so that
-- neither their marks nor their places tell who cast when; the same is done to rights and, apart, to voters.
create or replace function box.seal(the_round bigint, at_least int default 25) returns int
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    waiting record;
    hashed bytea;
    before bytea;
    last_no int;
    fresh int;
    size int := 0;
    ids uuid[];
begin
    perform pg_advisory_xact_lock(hashtextextended('box.seal', the_round));
    select array_agg(w.id order by w.commitment) into ids
      from (select b.id, b.commitment from box.ballot b
             where b.round_id = the_round and b.batch_no is null for update skip locked) w;
    if coalesce(cardinality(ids), 0) < at_least then
        return null;
    end if;
    select b.no, b.head into last_no, before from box.batch b where b.round_id = the_round order by b.no desc limit 1;
    if before is null then
        insert into vote as v (round_id, rules) values (the_round, box.rules_of(the_round))
        on conflict (round_id) do update set rules = excluded.rules
        returning sha256(convert_to('nasta-seal-1|' || v.rules, 'UTF8')) into before;
    end if;
    fresh := coalesce(last_no, 0) + 1;
    select sha256(before
                  || string_agg(box.leaf_of(b.commitment, b.replaces), '' order by b.commitment)),
           count(*)
      into hashed, size
      from box.ballot b where b.id = any (ids);
    insert into box.batch (round_id, no, size, prev, head)
    values (the_round, fresh, size, before, hashed);
    for waiting in select unnest(ids) as id loop
        update box.ballot set batch_no = fresh where id = waiting.id;
        update box.choice set value = value where ballot_id = waiting.id;
    end loop;
    return fresh;
end $$;

drop function box.first_head(bigint);

-- Where a round does not ask for two people, the clock closes its vote: with the last seal, before it is counted.
create function box.close_by_clock(the_round bigint) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    if exists (select from round where id = the_round and two_people) then
        return;
    end if;
    insert into vote (round_id) values (the_round) on conflict do nothing;
    perform from vote where round_id = the_round and closed_at is null and annulled_at is null for update;
    if found then
        perform box.close(the_round);
    end if;
end $$;
