-- Ids are told apart letter by letter and names compared in one way on every server, as in the other features. These
-- tables took the server's own order. A key cannot change while another table refers to it.
alter table model_shares drop foreign key model_shares_version;
alter table model_versions drop foreign key model_versions_model;

alter table models convert to character set utf8mb4 collate utf8mb4_0900_ai_ci;
alter table models
    modify id varchar(32) collate utf8mb4_bin not null,
    modify space_id varchar(36) collate utf8mb4_bin not null,
    modify user_id varchar(36) collate utf8mb4_bin not null,
    modify algorithm_id varchar(32) collate utf8mb4_bin not null;

alter table model_versions convert to character set utf8mb4 collate utf8mb4_0900_ai_ci;
alter table model_versions
    modify asset_id varchar(32) collate utf8mb4_bin not null,
    modify state varchar(16) collate utf8mb4_bin not null,
    modify upload_key varchar(255) collate utf8mb4_bin null,
    modify run_id varchar(32) collate utf8mb4_bin null;

alter table model_shares convert to character set utf8mb4 collate utf8mb4_0900_ai_ci;
alter table model_shares
    modify asset_id varchar(32) collate utf8mb4_bin not null,
    modify space_id varchar(36) collate utf8mb4_bin not null;

alter table model_versions add constraint model_versions_model foreign key (asset_id) references models (id);
alter table model_shares add constraint model_shares_version
    foreign key (asset_id, version) references model_versions (asset_id, version);
