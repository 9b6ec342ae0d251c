-- Ids are told apart letter by letter and names compared in one way on every server, as in the other features. These
-- tables took the server's own order. A key cannot change while another table refers to it.
alter table algorithm_shares drop foreign key algorithm_shares_version;
alter table algorithm_versions drop foreign key algorithm_versions_algorithm;

alter table algorithms convert to character set utf8mb4 collate utf8mb4_0900_ai_ci;
alter table algorithms
    modify id varchar(32) collate utf8mb4_bin not null,
    modify space_id varchar(36) collate utf8mb4_bin not null,
    modify user_id varchar(36) collate utf8mb4_bin not null;

alter table algorithm_versions convert to character set utf8mb4 collate utf8mb4_0900_ai_ci;
alter table algorithm_versions
    modify asset_id varchar(32) collate utf8mb4_bin not null,
    modify state varchar(16) collate utf8mb4_bin not null,
    modify upload_key varchar(255) collate utf8mb4_bin null;

alter table algorithm_shares convert to character set utf8mb4 collate utf8mb4_0900_ai_ci;
alter table algorithm_shares
    modify asset_id varchar(32) collate utf8mb4_bin not null,
    modify space_id varchar(36) collate utf8mb4_bin not null;

alter table algorithm_versions add constraint algorithm_versions_algorithm foreign key (asset_id) references algorithms (id);
alter table algorithm_shares add constraint algorithm_shares_version
    foreign key (asset_id, version) references algorithm_versions (asset_id, version);
