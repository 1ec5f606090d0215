-- Which pots may be used together on one ballot; webapp/rounds/voting_areas.py says the same.

create or replace function box.check_areas(the_ballot uuid) returns void language plpgsql as $$
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

create or replace function box.check_ballot(the_ballot uuid) returns void language plpgsql as $$
declare
    b record;
    limits jsonb;
begin
    select bal.state, bal.round_id
      into b
      from box.ballot bal
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
    perform box.check_areas(the_ballot);
    if (limits ->> 'within_pot')::boolean
       and exists (select from box.choice c join project p on p.id = c.project_id join pot on pot.id = c.pot_id
                    where c.ballot_id = the_ballot
                    group by pot.id, pot.amount_cents having sum(p.cost_cents) > pot.amount_cents) then
        perform box.refuse('ballot_within_pot');
    end if;
    perform box.check_limits(the_ballot, limits);
end $$;
