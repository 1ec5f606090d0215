-- Photos of proposals, drawn anew by the application: they have neither place nor time. Three at most: the number of a
-- photo is 1, 2 or 3.

create table proposal_photo (
    id uuid default gen_random_uuid() primary key,
    proposal_id bigint not null references proposal on delete cascade,
    number smallint not null,
    description text not null,
    width smallint not null,
    height smallint not null,
    large bytea not null,
    small bytea not null,
    created_at timestamptz default clock_timestamp() not null,
    constraint proposal_photo_proposal_id_number_unique unique (proposal_id, number),
    constraint proposal_photo_at_most_three check (number between 1 and 3),
    constraint proposal_photo_described check (char_length(description) between 1 and 200)
);
alter table proposal_photo alter column large set storage external, alter column small set storage external;

alter table proposal_event drop constraint proposal_event_kind_known;
alter table proposal_event add constraint proposal_event_kind_known
    check (kind in ('submitted', 'edited', 'accepted', 'refused', 'resubmitted', 'merged', 'withdrawn', 'answered',
                    'in_project', 'out_of_project', 'photo_taken_down'));
