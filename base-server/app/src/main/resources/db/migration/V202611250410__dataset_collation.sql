-- Ids are told apart letter by letter and names compared in one way on every server, as in the other features. These
-- tables took the server's own order. A key cannot change while another table refers to it.
alter table dataset_shares drop foreign key dataset_shares_version;
alter table dataset_versions drop foreign key dataset_versions_dataset;

alter table datasets convert to character set utf8mb4 collate utf8mb4_0900_ai_ci;
alter table datasets
    modify id varchar(32) collate utf8mb4_bin not null,
    modify space_id varchar(36) collate utf8mb4_bin not null,
    modify user_id varchar(36) collate utf8mb4_bin not null;

alter table dataset_versions convert to character set utf8mb4 collate utf8mb4_0900_ai_ci;
alter table dataset_versions
    modify asset_id varchar(32) collate utf8mb4_bin not null,
    modify state varchar(16) collate utf8mb4_bin not null,
    modify upload_key varchar(255) collate utf8mb4_bin null;

alter table dataset_shares convert to character set utf8mb4 collate utf8mb4_0900_ai_ci;
alter table dataset_shares
    modify asset_id varchar(32) collate utf8mb4_bin not null,
    modify space_id varchar(36) collate utf8mb4_bin not null;

alter table dataset_versions add constraint dataset_versions_dataset foreign key (asset_id) references datasets (id);
alter table dataset_shares add constraint dataset_shares_version
    foreign key (asset_id, version) references dataset_versions (asset_id, version);
