#include "sandbox/store/ram_repository.h"

#include "sandbox/store/read_document.h"
#include "sqlite/rows.h"

namespace eni::sandbox {

namespace {

RamShare row(const sqlite::Statement& s) {
  return {s.text(0),         s.text(1),       s.text(2),    s.text(3),
          s.integer(4) != 0, read_list(s, 5), s.integer(6), s.integer(7)};
}

RamAssociation association_row(const sqlite::Statement& s) {
  return {s.text(0), s.text(1), s.text(2), s.integer(3)};
}

}  // namespace

RamRepository::RamRepository(sqlite::Database& database)
    : database_{database},
      find_{database,
            "SELECT arn, account, region, name, allow_external, tags, created, updated FROM ram_share "
            "WHERE arn = ?1"},
      owned_by_{database,
                "SELECT arn, account, region, name, allow_external, tags, created, updated FROM ram_share "
                "WHERE account = ?1 AND region = ?2 ORDER BY number"},
      shared_with_{
          database,
          "SELECT s.arn, s.account, s.region, s.name, s.allow_external, s.tags, s.created, s.updated "
          "FROM ram_association a JOIN ram_share s ON s.arn = a.share_arn "
          "WHERE a.entity = ?1 AND a.type = 'PRINCIPAL' AND s.account <> ?1 AND s.region = ?2 "
          "ORDER BY s.number"},
      insert_{database,
              "INSERT INTO ram_share (arn, account, region, name, allow_external, tags, created, updated) "
              "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)"},
      touch_{database, "UPDATE ram_share SET updated = ?2 WHERE arn = ?1"},
      remove_{database, "DELETE FROM ram_share WHERE arn = ?1"},
      remove_associations_{database, "DELETE FROM ram_association WHERE share_arn = ?1"},
      associations_{database,
                    "SELECT share_arn, type, entity, created FROM ram_association WHERE share_arn = ?1 "
                    "ORDER BY type, entity"},
      associate_{database,
                 "INSERT OR IGNORE INTO ram_association (share_arn, type, entity, created) "
                 "VALUES (?1, ?2, ?3, ?4)"},
      disassociate_{database,
                    "DELETE FROM ram_association WHERE share_arn = ?1 AND type = ?2 AND entity = ?3"},
      is_shared_{database,
                 "SELECT 1 FROM ram_association r JOIN ram_association p ON p.share_arn = r.share_arn "
                 "WHERE r.entity = ?1 AND r.type = 'RESOURCE' AND p.entity = ?2 AND p.type = 'PRINCIPAL'"},
      resources_shared_with_{
          database,
          "SELECT DISTINCT r.entity FROM ram_association p JOIN ram_share s ON s.arn = p.share_arn "
          "JOIN ram_association r ON r.share_arn = p.share_arn AND r.type = 'RESOURCE' "
          "WHERE p.entity = ?1 AND p.type = 'PRINCIPAL' AND s.account <> ?1 AND s.region = ?2 ORDER BY 1"} {}

std::optional<RamShare> RamRepository::find(std::string_view arn) { return first_row(find_.query(arn), row); }

std::vector<RamShare> RamRepository::owned_by(std::string_view account, std::string_view region) {
  return all_rows(owned_by_.query(account, region), row);
}

std::vector<RamShare> RamRepository::shared_with(std::string_view account, std::string_view region) {
  return all_rows(shared_with_.query(account, region), row);
}

void RamRepository::insert(const RamShare& share) {
  insert_.run(share.arn, share.account, share.region, share.name, share.allow_external,
              json::serialize(share.tags), share.created, share.updated);
}

void RamRepository::touch(std::string_view arn, std::int64_t updated) { touch_.run(arn, updated); }

void RamRepository::remove(std::string_view arn) {
  remove_associations_.run(arn);
  remove_.run(arn);
}

std::vector<RamAssociation> RamRepository::associations(std::string_view share_arn) {
  return all_rows(associations_.query(share_arn), association_row);
}

void RamRepository::associate(const RamAssociation& association) {
  associate_.run(association.share_arn, association.type, association.entity, association.created);
}

bool RamRepository::disassociate(std::string_view share_arn, std::string_view type, std::string_view entity) {
  disassociate_.run(share_arn, type, entity);
  return database_.changes() > 0;
}

bool RamRepository::is_shared(std::string_view resource_arn, std::string_view account) {
  return has_row(is_shared_.query(resource_arn, account));
}

std::vector<std::string> RamRepository::resources_shared_with(std::string_view account,
                                                              std::string_view region) {
  return all_rows(resources_shared_with_.query(account, region), sqlite::first_text);
}

}  // namespace eni::sandbox
