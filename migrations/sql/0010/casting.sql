-- Rights to vote, and casting.

-- The voter's row is written in a transaction apart from the right, so that they bear no common mark.
create function roll.enter(the_round bigint, account bigint) returns void
language sql security definer set search_path = public, pg_temp as $$
    insert into roll.voter (round_id, account_id) values (the_round, account) on conflict do nothing
$$;

create function roll.rounds_of(account bigint) returns setof text
language sql stable security definer set search_path = public, pg_temp as $$
    select r.slug from roll.voter v join round r on r.id = v.round_id where v.account_id = account order by 1
$$;

create function box.give_right(the_round bigint, the_key bytea, fingerprint bytea, area text default null)
returns void
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    if not voting_is_open(the_round) then
        perform box.refuse('ballot_while_open');
    end if;
    insert into vote (round_id, key_fingerprint) values (the_round, fingerprint) on conflict do nothing;
    update vote set key_fingerprint = fingerprint where round_id = the_round and key_fingerprint is null;
    if exists (select from vote where round_id = the_round and key_fingerprint is distinct from fingerprint) then
        perform box.refuse('vote_key_changed');  -- a lost key made anew would give everyone a second ballot
    end if;
    insert into box.voting_right (round_id, ballot_key, area_code) values (the_round, the_key, area)
    on conflict do nothing;
end $$;


create or replace function box.check_ballot(the_ballot uuid) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    b record;
    limits jsonb;
begin
    select bal.state, bal.round_id, bal.channel, bal.ballot_key
      into b
      from box.ballot bal
     where bal.id = the_ballot
       for no key update of bal;  -- two who add choices to one ballot are checked one after the other
    if not found then
        return;
    end if;
    if b.state <> 'counted' then
        if exists (select from box.choice where ballot_id = the_ballot) then
            perform box.refuse('ballot_replaced_is_empty');
        end if;
        return;
    end if;
    if b.channel = 'web' and b.ballot_key is null
       and not exists (select from vote where round_id = b.round_id and key_destroyed_at is not null) then
        perform box.refuse('ballot_web_has_key');
    end if;
    limits := box.limits_of(b.round_id);
    if not exists (select from box.choice where ballot_id = the_ballot) then
        perform box.refuse('ballot_not_empty');
    end if;
    if exists (select from box.choice c join project p on p.id = c.project_id
                where c.ballot_id = the_ballot and p.state <> 'ballot') then
        perform box.refuse('ballot_only_listed');
    end if;
    perform box.check_areas(the_ballot);
    if (limits ->> 'within_pot')::boolean
       and exists (select from box.choice c join project p on p.id = c.project_id join pot on pot.id = c.pot_id
                    where c.ballot_id = the_ballot
                    group by pot.id, pot.amount_cents having sum(p.cost_cents) > pot.amount_cents) then
        perform box.refuse('ballot_within_pot');
    end if;
    perform box.check_limits(the_ballot, limits);
end $$;

-- At commit, whoever writes. A web ballot of a published round is added while voting is open only, a paper one until
-- the vote is closed by people; later nothing about a ballot changes but what `forget` takes away.
create or replace function box.check_later() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    if tg_table_name = 'ballot' then
        perform box.check_hours(new);
        perform box.check_ballot(new.id);
    elsif tg_op = 'DELETE' then
        perform box.check_ballot(old.ballot_id);
    else
        perform box.check_ballot(new.ballot_id);
    end if;
    return null;
end $$;

create function box.check_hours(b box.ballot) returns void language plpgsql as $$
begin
    if exists (select from vote v where v.round_id = b.round_id and v.key_destroyed_at is not null) then
        return;
    end if;
    if b.channel = 'web' and exists (select from round r where r.id = b.round_id and r.is_published)
       and not voting_is_open(b.round_id) then
        perform box.refuse('ballot_while_open');
    end if;
    if exists (select from vote v where v.round_id = b.round_id
                  and (v.closed_at is not null or v.annulled_at is not null)) then
        perform box.refuse('ballot_while_open');
    end if;
end $$;

-- Sealing writes rows anew without changing what is on them: only changes are checked.
drop trigger ballot_lawful on box.ballot;
create constraint trigger ballot_lawful
    after insert or update of state, ballot_key, channel, round_id, commitment, nonce, replaces on box.ballot
    deferrable initially deferred for each row execute function box.check_later();
drop trigger choice_lawful on box.choice;
create constraint trigger choice_lawful after insert or delete on box.choice
    deferrable initially deferred for each row execute function box.check_later();
create constraint trigger choice_lawful_after_change after update on box.choice
    deferrable initially deferred for each row when (old.* is distinct from new.*)
    execute function box.check_later();

-- Returns the commitment and whether the ballot was 'cast', 'replaced' an earlier one, or was 'repeated'.
-- The same form sent again is answered with its receipt, also once voting has closed.
create or replace function box.cast_ballot(
    the_round bigint, the_key bytea, projects bigint[], nonce uuid, "values" int[] default null)
returns table (commitment bytea, what text) language plpgsql security definer
set search_path = public, pg_temp as $$
declare
    the_commitment bytea := box.commitment_of(the_round, projects, "values", nonce);
    before record;
    fresh uuid;
    may_change boolean;
    used text;
begin
    if cardinality("values") <> cardinality(projects) then
        perform box.refuse('ballot_values');
    end if;
    if exists (select from box.ballot b where b.round_id = the_round and b.commitment = the_commitment
                  and b.state = 'counted' and coalesce(b.ballot_key = the_key, b.channel = 'web')) then
        return query select the_commitment, 'repeated';
        return;
    end if;
    select r.can_change_ballot into may_change from round r where r.id = the_round for key share;
    if not found or not voting_is_open(the_round) then
        perform box.refuse('ballot_while_open');
    end if;
    select v.used_by into used
      from box.voting_right v where v.round_id = the_round and v.ballot_key = the_key for update;
    if not found then
        perform box.refuse('ballot_has_right');
    end if;
    if used = 'paper' then
        perform box.refuse('right_used_on_paper');
    end if;
    select b.id, b.commitment into before
      from box.ballot b where b.round_id = the_round and b.ballot_key = the_key and b.state = 'counted';
    if before.commitment = the_commitment then
        return query select the_commitment, 'repeated';
        return;
    end if;
    if exists (select from box.ballot b where b.round_id = the_round and b.commitment = the_commitment) then
        perform box.refuse('ballot_not_stale');
    end if;
    if before.id is not null then
        if not may_change then
            perform box.refuse('ballot_final');
        end if;
        delete from box.choice c where c.ballot_id = before.id;
        update box.ballot b set state = 'replaced', ballot_key = null, nonce = null where b.id = before.id;
    else
        update box.voting_right v set used_by = 'web' where v.round_id = the_round and v.ballot_key = the_key;
    end if;
    insert into box.ballot (round_id, channel, ballot_key, commitment, nonce, replaces)
    values (the_round, 'web', the_key, the_commitment, cast_ballot.nonce, before.commitment)
    returning id into fresh;
    insert into box.choice (ballot_id, round_id, project_id, pot_id, value)
    select distinct on (p.id) fresh, the_round, p.id, p.pot_id, c.value
      from unnest(projects, "values") c (project, value)
      join project p on p.id = c.project and p.round_id = the_round and p.state = 'ballot';
    if (select count(*) from box.choice c where c.ballot_id = fresh)
       <> (select count(distinct p) from unnest(projects) p) then
        perform box.refuse('ballot_only_listed');
    end if;
    perform box.check_ballot(fresh);
    return query select the_commitment, case when before.id is null then 'cast' else 'replaced' end;
end $$;

