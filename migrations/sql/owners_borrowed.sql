-- At the begin of a migration: the two owners of roll and box are there, and the migrating role, if it is no superuser,
-- is a member of them until `owners_given_back.sql` at the end of the same transaction. PostgreSQL lets it take that
-- membership where it has made the roles itself (CREATEROLE), or was given them WITH ADMIN OPTION.

do $$
declare
    owner text;
begin
    foreach owner in array array['nasta_roll', 'nasta_box'] loop
        begin
            if not exists (select from pg_roles where rolname = owner) then
                execute format('create role %I nologin nosuperuser nocreatedb nocreaterole noinherit', owner);
            end if;
            if not pg_has_role(owner, 'usage') then
                execute format('grant %I to current_user', owner);
                perform set_config('nasta.borrowed', 'yes', true);
            end if;
        exception
            when duplicate_object or unique_violation then null;  -- made by another database's migration just now
            when insufficient_privilege then null;  -- roles.sql says what follows from it
        end;
    end loop;
end $$;
