-- The Job that is submitted is read once, and is by far the largest part of a training job: lists, hooks and charges
-- do without it. What they need of it is the queue.
alter table train_jobs add column queue varchar(255) collate utf8mb4_bin not null default '' after trace_id;

update train_jobs set queue = coalesce(json_unquote(json_extract(manifest, '$.spec.queue')), '');

create table train_manifests (
    job_id   varchar(36) collate utf8mb4_bin not null,
    manifest mediumtext not null,
    primary key (job_id),
    constraint train_manifests_job foreign key (job_id) references train_jobs (id)
) default charset = utf8mb4 collate = utf8mb4_0900_ai_ci;

insert into train_manifests (job_id, manifest) select id, manifest from train_jobs;

alter table train_jobs drop column manifest;
