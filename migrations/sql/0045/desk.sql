-- How a proposal came in, and who entered one that a resident made at a desk, on paper or in words.
alter table proposal
    add column channel text default 'web' not null,
    add column entered_by_id bigint references account,
    add constraint proposal_channel_known check (channel in ('web', 'code', 'desk')),
    add constraint proposal_desk_has_official check ((channel = 'desk') = (entered_by_id is not null));
create index proposal_entered_by_id_index on proposal (entered_by_id) where entered_by_id is not null;
