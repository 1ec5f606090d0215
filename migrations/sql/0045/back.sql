-- The way back: codes for proposing go, and what the rounds said of the new ways.
delete from roll.code where opens = 'propose';
delete from roll.code_batch where opens = 'propose';
alter table roll.pass
    drop constraint pass_public_id_opens_fkey,
    drop column opens,
    add constraint pass_public_id_fkey foreign key (public_id) references roll.code;
alter table roll.code
    drop constraint code_batch_id_round_id_opens_fkey,
    drop column account_id,
    drop column opens,
    add constraint code_batch_id_fkey foreign key (batch_id) references roll.code_batch;
alter table roll.code_batch drop column opens;
alter table round disable trigger round_proposing_frozen;
update round set proposing_providers =
    array_remove(array_remove(array_remove(proposing_providers, 'code'), 'email'), 'desk');
alter table round enable trigger round_proposing_frozen;
