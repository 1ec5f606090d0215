-- What makes a ballot lawful, checked as it is cast and once more at commit, by whatever way it was written. Refusals
-- carry the name of what they hold to; webapp/ballots maps them to words.

create function box.refuse(what text) returns void language plpgsql as $$
begin
    raise exception 'ballot refused: %', what using errcode = 'check_violation', constraint = what;
end $$;

create function box.limits_of(the_round bigint) returns jsonb
language sql stable security definer set search_path = public, pg_temp as $$
    select k.standard || r.ballot_limits || k.fixed
      from round r join ballot_kind k on k.key = r.ballot_type where r.id = the_round
$$;

create function box.check_limits(the_ballot uuid, limits jsonb) returns void language plpgsql as $$
declare
    part record;  -- the choices of one pot, or all of them
begin
    for part in
        select count(*) as n, count(c.value) as valued, count(distinct c.value) as distinct_values,
               min(c.value) as least, max(c.value) as most, sum(c.value) as total
          from box.choice c where c.ballot_id = the_ballot
         group by case when (limits ->> 'per_pot')::boolean then c.pot_id end
    loop
        if part.n > (limits ->> 'max_choices')::int then
            perform box.refuse('ballot_max_choices');
        end if;
        if part.n < coalesce((limits ->> 'min_choices')::int, 1) then
            perform box.refuse('ballot_min_choices');
        end if;
        if limits ->> 'values' = 'points' then
            if part.valued <> part.n or part.least < 1 then
                perform box.refuse('ballot_values');
            end if;
            if part.total > (limits ->> 'points_total')::int or part.most > (limits ->> 'points_each')::int then
                perform box.refuse('ballot_points');
            end if;
        elsif limits ->> 'values' = 'rank' then
            if part.valued <> part.n or part.distinct_values <> part.n or part.least <> 1 or part.most <> part.n then
                perform box.refuse('ballot_values');
            end if;
        elsif part.valued > 0 then
            perform box.refuse('ballot_values');
        end if;
    end loop;
end $$;

-- Which pots may be used together on one ballot; webapp/rounds/voting_areas.py says the same.

create function box.check_areas(the_ballot uuid) returns void language plpgsql as $$
declare
    b record;
begin
    select r.voting_areas as setting, bal.ballot_key is not null as has_right, v.area_code as own,
           count(distinct c.pot_id) as pots,
           count(distinct c.pot_id) filter (where pot.area_code is not null) as areas,
           count(*) filter (where pot.area_code is null) as of_city,
           count(*) filter (where pot.area_code is distinct from v.area_code) as not_own
      into b
      from box.ballot bal
      join round r on r.id = bal.round_id
      join box.choice c on c.ballot_id = bal.id
      join pot on pot.id = c.pot_id
      left join box.voting_right v on v.round_id = bal.round_id and v.ballot_key = bal.ballot_key
     where bal.id = the_ballot
     group by r.voting_areas, bal.ballot_key, v.area_code;
    if (b.setting in ('one_and_city', 'own_and_city') and b.areas > 1)
       or (b.setting in ('any_one', 'own') and b.pots > 1)
       or (b.setting = 'own' and b.of_city > 0) then
        perform box.refuse('ballot_one_area');
    end if;
    -- A ballot whose key is gone (paper, or after the end) cannot be compared with its voter's area.
    if b.has_right and b.setting in ('own', 'own_and_city')
       and b.not_own > (case when b.setting = 'own' then 0 else b.of_city end) then
        perform box.refuse('ballot_own_area');
    end if;
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

create function box.check_ballot(the_ballot uuid) returns void
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
    perform set_config('box.checked', the_ballot::text, true);
end $$;

create function box.check_later() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    the_ballot uuid;
begin
    if tg_table_name = 'ballot' then
        perform box.check_hours(new);
        the_ballot := new.id;
    elsif tg_op = 'DELETE' then
        the_ballot := old.ballot_id;
    else
        the_ballot := new.ballot_id;
    end if;
    if current_setting('box.checked', true) is distinct from the_ballot::text then
        perform box.check_ballot(the_ballot);
    end if;
    return null;
end $$;

-- The check at commit runs for every row that was written, but once for each ballot: `check_ballot` leaves a mark in the
-- transaction, and the rows of the ballot that has just been found lawful are passed over. Any statement that writes to
-- the box takes the mark away before it writes and after (a function called by it could have had a check run half-way),
-- and a rollback to a savepoint puts back what held there; so a mark stands only while nothing has been written since.
-- The functions that serve pages check before they return: for them no mark made by hand can stand in for the check.
create function box.forget_check() returns trigger language plpgsql as $$
begin
    perform set_config('box.checked', '', true);
    return null;
end $$;

create trigger ballot_unchecked before insert or update or delete or truncate on box.ballot
    for each statement execute function box.forget_check();

create trigger choice_unchecked before insert or update or delete or truncate on box.choice
    for each statement execute function box.forget_check();

create trigger choice_unchecked_after after insert or update or delete on box.choice
    for each statement execute function box.forget_check();

-- Sealing writes rows anew without changing what is on them: only changes are checked.
create constraint trigger ballot_lawful
    after insert or update of state, ballot_key, channel, round_id, commitment, nonce, replaces on box.ballot
    deferrable initially deferred for each row execute function box.check_later();

create constraint trigger choice_lawful after insert or delete on box.choice
    deferrable initially deferred for each row execute function box.check_later();

create constraint trigger choice_lawful_after_change after update on box.choice
    deferrable initially deferred for each row when (old.* is distinct from new.*)
    execute function box.check_later();
