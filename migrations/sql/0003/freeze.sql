-- A vote that has closed stays closed; the rules as written and the highest price of one proposal are frozen as
-- well; and a round in which something has come in stays published.

create or replace function freeze_round() returns trigger language plpgsql as $$
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

create or replace function freeze_phase() returns trigger language plpgsql as $$
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
