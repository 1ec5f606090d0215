-- Of the projects of one pot that have the same `exclusive_group` one may win. Only counting by votes knows such groups,
-- so a round counted otherwise has none; what a project's theme and group are is frozen with the rules.

create function takes_groups(rule text) returns boolean language sql immutable as $$ select rule = 'greedy' $$;

create function keep_project_group() returns trigger language plpgsql as $$
begin
    if tg_op = 'UPDATE' then
        if old.state = 'ballot' and voting_has_opened(old.round_id)
           and (old.theme_id, old.exclusive_group) is distinct from (new.theme_id, new.exclusive_group) then
            perform raise_frozen('project');
        end if;
        if new.pot_id <> old.pot_id then -- its rivals stay behind
            new.exclusive_group := null;
        end if;
    end if;
    if new.exclusive_group is not null then
        -- The lock holds off a change of the rule until this is committed.
        perform from round where id = new.round_id and takes_groups(counting_rule) for share;
        if not found then
            raise exception 'the rule of this round knows no groups of which one may win'
                  using errcode = 'check_violation', constraint = 'project_group_counted';
        end if;
    end if;
    return new;
end $$;

create function freeze_theme() returns trigger language plpgsql as $$
begin
    if new.slug <> old.slug and voting_has_opened(old.round_id) then
        perform raise_frozen('theme');
    end if;
    return new;
end $$;

create function check_round_groups() returns trigger language plpgsql as $$
begin
    if not takes_groups(new.counting_rule)
       and exists (select from project where round_id = new.id and exclusive_group is not null) then
        raise exception 'there are groups of which one may win; this rule knows none'
              using errcode = 'check_violation', constraint = 'project_group_counted';
    end if;
    return new;
end $$;

create trigger project_group_kept before insert or update of theme_id, exclusive_group, pot_id on project
    for each row execute function keep_project_group();
create trigger theme_frozen before update of slug on theme for each row execute function freeze_theme();
create trigger round_groups_counted before update of counting_rule on round for each row
    when (old.counting_rule is distinct from new.counting_rule) execute function check_round_groups();
