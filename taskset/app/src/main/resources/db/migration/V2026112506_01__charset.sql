-- The first tables took the server's default, which may be latin1 and hold no Chinese command. A key
-- that another table refers to cannot change its charset, so the references go and come back.
alter table job_history drop foreign key job_history_job;
alter table hook_lane drop foreign key hook_lane_job;

alter table job convert to character set utf8mb4 collate utf8mb4_bin;
alter table job_history convert to character set utf8mb4 collate utf8mb4_bin;
alter table hook_lane convert to character set utf8mb4 collate utf8mb4_bin;

alter table job_history add constraint job_history_job foreign key (job_id) references job (id);
alter table hook_lane add constraint hook_lane_job foreign key (job_id) references job (id);
