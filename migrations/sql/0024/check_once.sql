-- The check at commit ran once for every row that was written: for a ballot of five projects six times, each time over
-- the whole ballot. Now `check_ballot` leaves a mark in the transaction, and the rows of the ballot that has just been
-- found lawful are passed over. Any statement that writes to the box takes the mark away before it writes and after
-- (a function called by it could have had a check run half-way), and a rollback to a savepoint puts back what held
-- there; so a mark stands only while nothing has been written since. The functions that serve pages check before they
-- return: for them no mark made by hand can stand in for the check.

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

create or replace function box.check_later() returns trigger
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
    perform set_config('box.checked', the_ballot::text, true);
end $$;
