-- When the newest zip was ordered, so that another is not ordered while it is made.
alter table algorithm_versions add column packing_at datetime(6) after packed_at;
