-- Whether the holder of the key may vote and has voted. Which ballot is theirs is told only while they can change it: the
-- commitment beside what is opened after closing would say what was on it.
create or replace function box.standing(the_round bigint, the_key bytea) returns table (used_by text, commitment bytea)
language sql stable security definer set search_path = public, pg_temp as $$
    select v.used_by, b.commitment from box.voting_right v
      left join box.ballot b on b.round_id = v.round_id and b.ballot_key = v.ballot_key and b.state = 'counted'
           and voting_is_open(the_round)
     where v.round_id = the_round and v.ballot_key = the_key
$$;
