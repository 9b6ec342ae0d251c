-- Ids are told apart letter by letter and names compared in one way on every server, as in the other features. These
-- tables took the server's own order. A key cannot change while another table refers to it.
alter table image_shares drop foreign key image_shares_image;

alter table images convert to character set utf8mb4 collate utf8mb4_0900_ai_ci;
alter table images
    modify id varchar(32) collate utf8mb4_bin not null,
    modify space_id varchar(36) collate utf8mb4_bin not null,
    modify user_id varchar(36) collate utf8mb4_bin not null,
    modify type varchar(16) collate utf8mb4_bin not null,
    modify source varchar(16) collate utf8mb4_bin not null,
    modify status varchar(16) collate utf8mb4_bin not null;

alter table image_shares convert to character set utf8mb4 collate utf8mb4_0900_ai_ci;
alter table image_shares
    modify image_id varchar(32) collate utf8mb4_bin not null,
    modify space_id varchar(36) collate utf8mb4_bin not null;

alter table image_shares add constraint image_shares_image foreign key (image_id) references images (id);
