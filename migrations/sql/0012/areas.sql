-- The voter's own area, where the round's areas of voting ask for it.
create function box.own_area(the_round bigint, the_key bytea) returns text
language sql stable security definer set search_path = public, pg_temp as $$
    select area_code from box.voting_right where round_id = the_round and ballot_key = the_key
$$;

-- Counted ballots that chose something in each pot, in whole steps of 25: two looks cannot show a single ballot.
create function box.turnout_by_pot(the_round bigint) returns table (pot_id int, ballots bigint)
language sql stable security definer set search_path = public, pg_temp as $$
    select c.pot_id, count(distinct c.ballot_id) / 25 * 25
      from box.choice c join box.ballot b on b.id = c.ballot_id
     where c.round_id = the_round and b.state = 'counted'
     group by c.pot_id
$$;
