-- Once voting has opened, what decides the outcome no longer changes; only the closing time may move, and only later.
-- A vote that has closed stays closed, and a round in which something has come in stays published.

create function raise_frozen(what text) returns void language plpgsql as $$
begin
    raise exception 'voting has opened: % is frozen', what
          using errcode = 'check_violation', constraint = what || '_frozen';
end $$;

create function freeze_round() returns trigger language plpgsql as $$
begin
    if voting_has_opened(old.id)
       and (old.slug, old.rules_text, old.ballot_type, old.voting_areas, old.counting_rule, old.counting_options,
            old.minimum_age, old.can_change_ballot, old.highest_cost_cents, old.tie_seed, old.is_published)
           is distinct from
           (new.slug, new.rules_text, new.ballot_type, new.voting_areas, new.counting_rule, new.counting_options,
            new.minimum_age, new.can_change_ballot, new.highest_cost_cents, new.tie_seed, new.is_published) then
        perform raise_frozen('round');
    end if;
    if old.is_published and not new.is_published
       and (exists (select from proposal where round_id = old.id)
            or exists (select from project where round_id = old.id)) then
        raise exception 'something has come in: the round stays published'
              using errcode = 'check_violation', constraint = 'round_in_use';
    end if;
    return new;
end $$;

create trigger round_frozen before update on round for each row execute function freeze_round();

create function freeze_round_identity() returns trigger language plpgsql as $$
begin
    if voting_has_opened(old.id) then
        perform raise_frozen('round');
    end if;
    return new;
end $$;

create trigger round_identity_frozen before update of voting_providers on round for each row
    when (old.voting_providers is distinct from new.voting_providers) execute function freeze_round_identity();

create function freeze_limits() returns trigger language plpgsql as $$
begin
    if old.ballot_limits is distinct from new.ballot_limits and voting_has_opened(old.id) then
        perform raise_frozen('round');
    end if;
    return new;
end $$;

create trigger round_limits_frozen before update on round for each row execute function freeze_limits();

create function freeze_vote_settings() returns trigger language plpgsql as $$
begin
    if (old.ballots_published, old.two_people) is distinct from (new.ballots_published, new.two_people)
       and voting_has_opened(old.id) then
        perform raise_frozen('round');
    end if;
    return new;
end $$;

create trigger round_vote_settings_frozen before update on round
    for each row execute function freeze_vote_settings();

create function freeze_phase() returns trigger language plpgsql as $$
begin
    if old.kind = 'voting' and voting_has_opened(old.round_id) then
        if tg_op = 'DELETE' or new.kind <> 'voting' or new.round_id <> old.round_id
           or new.starts_at <> old.starts_at or new.ends_at < old.ends_at then
            perform raise_frozen('phase');
        end if;
        if old.ends_at <= clock_timestamp() and new.ends_at <> old.ends_at then
            perform raise_frozen('closed_phase');
        end if;
    end if;
    return case when tg_op = 'DELETE' then old else new end;
end $$;

create trigger phase_frozen before update or delete on phase for each row execute function freeze_phase();

create function freeze_pot() returns trigger language plpgsql as $$
begin
    if voting_has_opened(case when tg_op = 'INSERT' then new.round_id else old.round_id end)
       and (tg_op <> 'UPDATE' or (old.amount_cents, old.area_code, old.round_id)
                                 is distinct from (new.amount_cents, new.area_code, new.round_id)) then
        perform raise_frozen('pot');
    end if;
    return case when tg_op = 'DELETE' then old else new end;
end $$;

create trigger pot_frozen before insert or update or delete on pot for each row execute function freeze_pot();

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

create trigger project_frozen before insert or update or delete on project
    for each row execute function freeze_project();
