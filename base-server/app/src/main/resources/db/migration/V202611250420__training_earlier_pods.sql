-- How long the earlier pods of a replica ran: they are part of its bill.
alter table train_replicas add column earlier_millis bigint not null default 0;
