-- Old moments are forgotten by age.
create index job_history_recorded_at on job_history (recorded_at);
