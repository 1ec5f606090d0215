-- Casting: one statement that locks the voter's own right, checks, and writes. Whoever writes a ballot by another
-- way meets the deferred check below. Refusals carry the constraint's name; webapp/ballots maps them to words.

create function box.refuse(what text) returns void language plpgsql as $$
begin
    raise exception 'ballot refused: %', what using errcode = 'check_violation', constraint = what;
end $$;

create function box.check_ballot(the_ballot uuid) returns void language plpgsql as $$
declare
    b record;
begin
    select r.ballot_type, r.voting_areas, bal.state, bal.round_id
      into b
      from box.ballot bal join round r on r.id = bal.round_id
     where bal.id = the_ballot
       for no key update of bal;  -- two who add choices to one ballot are checked one after the other
    if not found then
        return;
    end if;
    if b.state = 'replaced' then
        if exists (select from box.choice where ballot_id = the_ballot) then
            perform box.refuse('ballot_replaced_is_empty');
        end if;
        return;
    end if;
    if not exists (select from box.choice where ballot_id = the_ballot) then
        perform box.refuse('ballot_not_empty');
    end if;
    if exists (select from box.choice c join project p on p.id = c.project_id
                where c.ballot_id = the_ballot and p.state <> 'ballot') then
        perform box.refuse('ballot_only_listed');
    end if;
    if b.ballot_type = 'one_choice' and (select count(*) from box.choice where ballot_id = the_ballot) > 1 then
        perform box.refuse('ballot_one_choice');
    end if;
    if b.voting_areas = 'one_and_city'
       and (select count(distinct c.pot_id) from box.choice c join pot on pot.id = c.pot_id
             where c.ballot_id = the_ballot and pot.area_code is not null) > 1 then
        perform box.refuse('ballot_one_area');
    end if;
    if exists (select from box.choice c join project p on p.id = c.project_id join pot on pot.id = c.pot_id
                where c.ballot_id = the_ballot
                group by pot.id, pot.amount_cents having sum(p.cost_cents) > pot.amount_cents) then
        perform box.refuse('ballot_within_pot');
    end if;
end $$;

create function box.check_later() returns trigger language plpgsql as $$
begin
    if tg_table_name = 'ballot' then
        perform box.check_ballot(new.id);
    elsif tg_op = 'DELETE' then
        perform box.check_ballot(old.ballot_id);
    else
        perform box.check_ballot(new.ballot_id);
    end if;
    return null;
end $$;

create constraint trigger ballot_lawful after insert or update on box.ballot
    deferrable initially deferred for each row execute function box.check_later();
create constraint trigger choice_lawful after insert or update or delete on box.choice
    deferrable initially deferred for each row execute function box.check_later();

-- `commitment` = SHA-256 of the content and the form's nonce: the same form sent again is the same ballot.
create function box.commitment_of(the_round bigint, projects bigint[], nonce uuid) returns bytea
language sql immutable as $$
    select sha256(convert_to('nasta-ballot-1|' || the_round || '|'
           || array_to_string(array(select distinct p from unnest(projects) p order by p), ',')
           || '|' || nonce, 'UTF8'))
$$;

-- Returns the commitment and whether the ballot was 'cast', 'replaced' an earlier one, or was 'repeated'.
create function box.cast_ballot(the_round bigint, the_key bytea, projects bigint[], nonce uuid)
returns table (commitment bytea, what text) language plpgsql security definer
set search_path = public, pg_temp as $$
declare
    the_commitment bytea := box.commitment_of(the_round, projects, nonce);
    before record;
    fresh uuid;
    may_change boolean;
begin
    select r.can_change_ballot into may_change
      from round r join phase p on p.round_id = r.id and p.kind = 'voting'
     where r.id = the_round and r.is_published
       and clock_timestamp() >= p.starts_at and clock_timestamp() < p.ends_at
       for key share of r;
    if not found then
        perform box.refuse('ballot_while_open');
    end if;
    perform from box.voting_right v where v.round_id = the_round and v.ballot_key = the_key for update;
    if not found then
        perform box.refuse('ballot_has_right');
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
        update box.ballot b set state = 'replaced' where b.id = before.id;
    end if;
    insert into box.ballot (round_id, ballot_key, commitment)
    values (the_round, the_key, the_commitment) returning id into fresh;
    insert into box.choice (ballot_id, round_id, project_id, pot_id)
    select distinct fresh, the_round, p.id, p.pot_id
      from project p where p.id = any (projects) and p.round_id = the_round and p.state = 'ballot';
    if (select count(*) from box.choice c where c.ballot_id = fresh)
       <> (select count(distinct p) from unnest(projects) p) then
        perform box.refuse('ballot_only_listed');
    end if;
    perform box.check_ballot(fresh);
    return query select the_commitment, case when before.id is null then 'cast' else 'replaced' end;
end $$;
