-- What a ballot may hold is data. A ballot type (`ballot_kind`) gives its standard limits and those that are fixed
-- for it; a round sets the rest in `round.ballot_limits`. The limits in force are standard || round's || fixed:
--   min_choices, max_choices (null: any number)   how many projects
--   within_pot (true/false)                        whether the choices must fit in the money of their pots
--   per_pot (true/false)                           whether numbers and values are limited in each pot apart
--   values ('none', 'points', 'rank')              what stands beside a choice in box.choice.value
--   points_total, points_each (null: no limit)     the most points altogether and for one project
-- webapp/ballots/types says the same in Python; a test compares the two.

create or replace function ballot_limits_sound(limits jsonb) returns boolean language sql immutable as $$
    select jsonb_typeof(limits) = 'object'
       and not exists (
           select from jsonb_each(limits) l
            where not case
                  when l.key in ('within_pot', 'per_pot') then jsonb_typeof(l.value) = 'boolean'
                  when l.key = 'values' then l.value in ('"none"', '"points"', '"rank"')
                  when l.key in ('min_choices', 'max_choices', 'points_total', 'points_each')
                       then l.value = 'null' or l.value::text ~ '^[1-9][0-9]{0,3}$'
                  else false end)
       and coalesce((limits ->> 'min_choices')::int <= (limits ->> 'max_choices')::int, true)
$$;

create or replace function box.limits_of(the_round bigint) returns jsonb
language sql stable security definer set search_path = public, pg_temp as $$
    select k.standard || r.ballot_limits || k.fixed
      from round r join ballot_kind k on k.key = r.ballot_type where r.id = the_round
$$;

create or replace function box.check_limits(the_ballot uuid, limits jsonb) returns void language plpgsql as $$
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

create or replace function box.check_ballot(the_ballot uuid) returns void language plpgsql as $$
declare
    b record;
    limits jsonb;
begin
    select r.voting_areas, bal.state, bal.round_id
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
    limits := box.limits_of(b.round_id);
    if not exists (select from box.choice where ballot_id = the_ballot) then
        perform box.refuse('ballot_not_empty');
    end if;
    if exists (select from box.choice c join project p on p.id = c.project_id
                where c.ballot_id = the_ballot and p.state <> 'ballot') then
        perform box.refuse('ballot_only_listed');
    end if;
    if b.voting_areas = 'one_and_city'
       and (select count(distinct c.pot_id) from box.choice c join pot on pot.id = c.pot_id
             where c.ballot_id = the_ballot and pot.area_code is not null) > 1 then
        perform box.refuse('ballot_one_area');
    end if;
    if (limits ->> 'within_pot')::boolean
       and exists (select from box.choice c join project p on p.id = c.project_id join pot on pot.id = c.pot_id
                    where c.ballot_id = the_ballot
                    group by pot.id, pot.amount_cents having sum(p.cost_cents) > pot.amount_cents) then
        perform box.refuse('ballot_within_pot');
    end if;
    perform box.check_limits(the_ballot, limits);
end $$;

-- `commitment` = SHA-256 of the content and the form's nonce: the same form sent again is the same ballot.
-- Choices are written `project` or `project:value`, in the order of their projects.
create function box.commitment_of(the_round bigint, projects bigint[], "values" int[], nonce uuid) returns bytea
language sql immutable as $$
    select sha256(convert_to('nasta-ballot-1|' || the_round || '|'
           || array_to_string(array(select c.project || coalesce(':' || c.value, '')
                                      from (select distinct * from unnest(projects, "values")) c (project, value)
                                     order by c.project, c.value), ',')
           || '|' || nonce, 'UTF8'))
$$;

-- Returns the commitment and whether the ballot was 'cast', 'replaced' an earlier one, or was 'repeated'.
-- `values` holds the points or ranks of `projects`, in the same order; null where the ballot type has none.
drop function box.cast_ballot(bigint, bytea, bigint[], uuid);
create function box.cast_ballot(
    the_round bigint, the_key bytea, projects bigint[], nonce uuid, "values" int[] default null)
returns table (commitment bytea, what text) language plpgsql security definer
set search_path = public, pg_temp as $$
declare
    the_commitment bytea := box.commitment_of(the_round, projects, "values", nonce);
    before record;
    fresh uuid;
    may_change boolean;
begin
    if cardinality("values") <> cardinality(projects) then
        perform box.refuse('ballot_values');
    end if;
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

create function freeze_limits() returns trigger language plpgsql as $$
begin
    if old.ballot_limits is distinct from new.ballot_limits and voting_has_opened(old.id) then
        perform raise_frozen('round');
    end if;
    return new;
end $$;
create trigger round_limits_frozen before update on round for each row execute function freeze_limits();
