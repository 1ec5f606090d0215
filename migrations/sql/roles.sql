-- Who may do what in the database. Run by the migrations and by `flask db roles`; running it again changes nothing.
--
--   nasta_web     serves pages: every table of the application but those of `roll` and `box`, of which it may only call
--                 functions (cast, standing, receipt, turnout ...) and read the published batches
--   nasta_worker  background jobs: the same, and sealing
--   nasta_auditor reads the box (what was voted) and nothing of `roll` or of accounts
--   nasta_polling reads the roll (who may vote) and nothing of the box
--   nasta_roll    owns `roll`, nasta_box owns `box`: nobody logs in as them, functions run with their rights
--
-- None has a password here: give nasta_web and nasta_worker one (docs/operators.md), and no role is a member of
-- another. All other tables belong to the role that runs the migrations, which may do with roll and box what the worker
-- may; only while a migration runs it acts for their owners (owners_borrowed.sql).

do $$
declare
    name text;
begin
    foreach name in array array['nasta_web', 'nasta_worker', 'nasta_auditor', 'nasta_polling'] loop
        begin
            if not exists (select from pg_roles where rolname = name) then
                execute format('create role %I login nosuperuser nocreatedb nocreaterole noinherit', name);
            end if;
        exception
            when duplicate_object or unique_violation then null;  -- made by another database's migration just now
            when insufficient_privilege then
                raise notice 'no role % is made: the migrations run as a role that may not create roles', name;
        end;
    end loop;
end $$;

revoke execute on all functions in schema box, roll from public;
revoke all on all tables in schema box, roll from public;

-- Hand roll and box to their owners, from migration 0026 on: before it functions of one side used tables of the other.
do $$
declare
    migrator name := (select pg_get_userbyid(relowner) from pg_class where oid = 'round'::regclass);
    side text;
    owner text;
    thing text;
begin
    if to_regprocedure('roll.forget_voters(bigint)') is null or current_user <> migrator then
        return;
    end if;
    if (select count(*) from pg_roles
         where rolname in ('nasta_roll', 'nasta_box') and pg_has_role(oid, 'usage')) < 2 then
        raise notice 'roll and box stay with %: it may not act for the roles nasta_roll and nasta_box', migrator;
        return;
    end if;
    foreach side in array array['roll', 'box'] loop
        owner := 'nasta_' || side;
        for thing in
            select format('schema %I', nspname) from pg_namespace
             where nspname = side and pg_get_userbyid(nspowner) <> owner
            union all
            select format('table %s', oid::regclass) from pg_class
             where relnamespace = side::regnamespace and relkind = 'r' and pg_get_userbyid(relowner) <> owner
            union all
            select format('function %s', oid::regprocedure) from pg_proc
             where pronamespace = side::regnamespace and pg_get_userbyid(proowner) <> owner
        loop
            execute format('alter %s owner to %I', thing, owner);
        end loop;
        execute format('grant usage on schema %I to %I', side, migrator);
    end loop;
    grant usage on schema public, box to nasta_roll;
    grant usage on schema public, roll to nasta_box;
    grant select on round, kiosk, phase, vote to nasta_roll;
    grant select on round, phase, pot, project, ballot_kind, outcome, theme to nasta_box;
    grant select, insert, update on vote to nasta_box;
    grant select, insert, update, delete on vote_step to nasta_box;
    grant execute on function box.refuse to nasta_roll;
    grant execute on function roll.forget_voters to nasta_box;
    execute format('grant select on box.batch to %I', migrator);
end $$;

do $$
declare
    f record;
    t record;
    name text;
    migrator name := (select pg_get_userbyid(relowner) from pg_class where oid = 'round'::regclass);
begin
    foreach name in array array['nasta_web', 'nasta_worker'] loop
        continue when not exists (select from pg_roles where rolname = name);
        execute format('revoke all on all tables in schema box, roll from %I', name);
        execute format('revoke execute on all functions in schema box, roll from %I', name);
        execute format('grant usage on schema public, box, roll to %I', name);
        for t in select c.oid::regclass as id, c.relkind = 'S' as is_sequence from pg_class c
                  where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm', 'S')
                    and pg_has_role(c.relowner, 'USAGE')  -- those of PostGIS may be another's
        loop
            execute format(case when t.is_sequence then 'grant usage, select on sequence %s to %I'
                                else 'grant select, insert, update, delete on %s to %I' end, t.id, name);
        end loop;
        execute format('alter default privileges in schema public grant select, insert, update, delete on tables to %I', name);
        execute format('alter default privileges in schema public grant usage, select on sequences to %I', name);
        execute format('revoke insert, update, delete on vote, vote_step, ballot_kind from %I', name);
        execute format('revoke update, delete on audit_event from %I', name);
        execute format('grant select on box.batch to %I', name);
    end loop;
    for f in select p.oid::regprocedure as signature,
                    (n.nspname, p.proname) in (('box', 'seal'), ('box', 'settle_rights'), ('roll', 'settle_voters'))
                    as only_worker
               from pg_proc p join pg_namespace n on n.oid = p.pronamespace
              where n.nspname = 'box'
                and p.proname in ('refuse', 'commitment_of', 'limits_of', 'leaf_of', 'rules_of', 'give_right',
                                  'cast_ballot', 'standing', 'own_area', 'receipt', 'turnout', 'turnout_by_pot',
                                  'close_by_clock', 'counted', 'counted_whole', 'opened', 'voters_with', 'mark_paper',
                                  'unmark_paper', 'key_paper', 'papers', 'rights_on_paper', 'used_by_group', 'seal', 'settle_rights')
                 or n.nspname = 'roll'
                    and p.proname in ('enter', 'rounds_of', 'ask_codes', 'ask_codes_again', 'confirm_codes',
                                      'put_codes', 'codes_of', 'note_printed', 'hand_code', 'hand_author_code', 'void_code',
                                      'void_codes', 'code_batches', 'codes_by_batch', 'person_of_code',
                                      'use_code', 'keep_holder', 'round_of_holder', 'holders', 'pass_of',
                                      'end_pass', 'settle_voters', 'ask_register',
                                      'confirm_register', 'withdraw_register', 'register_loads',
                                      'registered_by_area', 'on_register')
                 or n.nspname in ('public', 'box')  -- they moved to the box in migration 0026
                    and p.proname in ('ask_vote_step', 'confirm_vote_step', 'withdraw_vote_step')
    loop
        execute format('revoke execute on function %s from public', f.signature);
        foreach name in array array['nasta_web', 'nasta_worker', migrator] loop
            continue when not exists (select from pg_roles where rolname = name)
                       or f.only_worker and name = 'nasta_web';
            execute format('grant execute on function %s to %I', f.signature, name);
        end loop;
    end loop;
    if exists (select from pg_roles where rolname = 'nasta_auditor') then
        grant usage on schema box to nasta_auditor;
        grant select on box.ballot, box.choice, box.batch to nasta_auditor;
        grant select on round, phase, pot, project, vote, vote_step, ballot_kind to nasta_auditor;
    end if;
    if exists (select from pg_roles where rolname = 'nasta_polling') then
        grant usage on schema roll to nasta_polling;
        grant select on all tables in schema roll to nasta_polling;
    end if;
end $$;
