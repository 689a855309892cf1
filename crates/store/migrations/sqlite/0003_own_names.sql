-- Schema version 3.
--
-- A client's own ids are unique in an org; but what one user's key may not see must not stand in its way,
-- for a refusal would tell that it is there. So the index tells users apart, and whoever sees all users is
-- refused by a look-up before.

drop index memories_by_external_id;
create unique index memories_by_external_id on memories (org_id, external_id, coalesce(user_id, ''))
    where external_id is not null;

drop index events_by_external_id;
create unique index events_by_external_id on events (org_id, external_id, coalesce(user_id, ''))
    where external_id is not null;
