-- Roll and box come to belong to two roles that nobody can log in as (roles.sql). Functions run with the rights of their
-- owner, so none of one side can touch a table of the other: what the box needs done to the roll, the roll does.

create function roll.forget_voters(the_round bigint) returns void
language sql security definer set search_path = public, pg_temp as $$
    delete from roll.voter where round_id = the_round
$$;

-- Everything that ties a ballot to a voter goes: keys, rights, and the order and marks of rows. The key's file is
-- removed by the application in the same step.
create or replace function box.forget(the_round bigint) returns void language plpgsql as $$
begin
    if not exists (select from vote v where v.round_id = the_round
                      and (v.annulled_at is not null
                           or (v.closed_at is not null
                               and exists (select from outcome o where o.round_id = the_round)))) then
        perform box.refuse('outcome_not_published');
    end if;
    update vote set key_destroyed_at = clock_timestamp() where round_id = the_round;
    create temp table ballots_to_shake on commit drop as select * from box.ballot where round_id = the_round;
    create temp table choices_to_shake on commit drop as select * from box.choice where round_id = the_round;
    delete from box.choice where round_id = the_round;
    delete from box.ballot where round_id = the_round;
    insert into box.ballot (id, round_id, channel, state, commitment, nonce, replaces, batch_no)
    select gen_random_uuid(), round_id, channel, state, commitment, nonce, replaces, batch_no
      from ballots_to_shake order by commitment;
    insert into box.choice (ballot_id, project_id, round_id, pot_id, value)
    select b.id, c.project_id, c.round_id, c.pot_id, c.value
      from choices_to_shake c
      join ballots_to_shake o on o.id = c.ballot_id
      join box.ballot b on b.round_id = the_round and b.commitment = o.commitment
     order by b.commitment, c.project_id;
    delete from box.voting_right where round_id = the_round;
    perform roll.forget_voters(the_round);
    drop table ballots_to_shake, choices_to_shake;
end $$;

-- The steps of a vote write to the box: they move to its side.
alter function ask_vote_step(bigint, text, bigint, text) set schema box;
alter function confirm_vote_step(bigint, bigint, bytea) set schema box;
alter function withdraw_vote_step(bigint) set schema box;
