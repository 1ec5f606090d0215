-- Once a published round's voting has opened, what decides its outcome no longer changes;
-- only the closing time may move, and only later.

create function voting_has_opened(the_round bigint) returns boolean language sql stable as $$
    select exists (select from phase p join round r on r.id = p.round_id
                    where r.id = the_round and r.is_published and p.kind = 'voting'
                      and p.starts_at <= clock_timestamp())
$$;

create function raise_frozen(what text) returns void language plpgsql as $$
begin
    raise exception 'voting has opened: % is frozen', what
          using errcode = 'check_violation', constraint = what || '_frozen';
end $$;

create function freeze_round() returns trigger language plpgsql as $$
begin
    if voting_has_opened(old.id)
       and (old.slug, old.ballot_type, old.voting_areas, old.counting_rule, old.counting_options, old.minimum_age,
            old.can_change_ballot, old.tie_seed, old.is_published)
           is distinct from
           (new.slug, new.ballot_type, new.voting_areas, new.counting_rule, new.counting_options, new.minimum_age,
            new.can_change_ballot, new.tie_seed, new.is_published) then
        perform raise_frozen('round');
    end if;
    return new;
end $$;

create function freeze_phase() returns trigger language plpgsql as $$
begin
    if old.kind = 'voting' and voting_has_opened(old.round_id)
       and (tg_op = 'DELETE' or new.kind <> 'voting' or new.round_id <> old.round_id
            or new.starts_at <> old.starts_at or new.ends_at < old.ends_at) then
        perform raise_frozen('phase');
    end if;
    return case when tg_op = 'DELETE' then old else new end;
end $$;

create function freeze_pot() returns trigger language plpgsql as $$
begin
    if voting_has_opened(case when tg_op = 'INSERT' then new.round_id else old.round_id end)
       and (tg_op <> 'UPDATE' or (old.amount_cents, old.area_code, old.round_id)
                                 is distinct from (new.amount_cents, new.area_code, new.round_id)) then
        perform raise_frozen('pot');
    end if;
    return case when tg_op = 'DELETE' then old else new end;
end $$;

create function freeze_project() returns trigger language plpgsql as $$
begin
    if tg_op = 'INSERT' then
        if new.state = 'ballot' and voting_has_opened(new.round_id) then
            perform raise_frozen('project');
        end if;
        return new;
    end if;
    if voting_has_opened(old.round_id)
       and (old.state = 'ballot' or (tg_op = 'UPDATE' and new.state = 'ballot'))
       and (tg_op = 'DELETE'
            or (old.state, old.pot_id, old.cost_cents, old.round_id)
               is distinct from (new.state, new.pot_id, new.cost_cents, new.round_id)) then
        perform raise_frozen('project');
    end if;
    return case when tg_op = 'DELETE' then old else new end;
end $$;

create trigger round_frozen before update on round for each row execute function freeze_round();
create trigger phase_frozen before update or delete on phase for each row execute function freeze_phase();
create trigger pot_frozen before insert or update or delete on pot for each row execute function freeze_pot();
create trigger project_frozen before insert or update or delete on project
    for each row execute function freeze_project();
