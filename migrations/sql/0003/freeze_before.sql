-- As the first migration has them, for going back.

create or replace function freeze_round() returns trigger language plpgsql as $$
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

create or replace function freeze_phase() returns trigger language plpgsql as $$
begin
    if old.kind = 'voting' and voting_has_opened(old.round_id)
       and (tg_op = 'DELETE' or new.kind <> 'voting' or new.round_id <> old.round_id
            or new.starts_at <> old.starts_at or new.ends_at < old.ends_at) then
        perform raise_frozen('phase');
    end if;
    return case when tg_op = 'DELETE' then old else new end;
end $$;
