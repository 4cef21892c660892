#include "sandbox/store/ec2_repository.h"

#include "sandbox/store/read_document.h"
#include "sqlite/rows.h"

namespace eni::sandbox {

namespace {

Ec2Resource row(const sqlite::Statement& statement) {
  return {statement.text(0), statement.text(1),           statement.text(2),   statement.text(3),
          statement.text(4), read_document(statement, 5), statement.integer(6)};
}

}  // namespace

Ec2Repository::Ec2Repository(sqlite::Database& database)
    : find_{database,
            "SELECT id, account, region, kind, scope, document, number FROM ec2_resources WHERE id = ?1"},
      list_{database,
            "SELECT id, account, region, kind, scope, document, number FROM ec2_resources "
            "WHERE account = ?1 AND region = ?2 AND kind = ?3 ORDER BY number"},
      list_in_{database,
               "SELECT id, account, region, kind, scope, document, number FROM ec2_resources "
               "WHERE scope = ?1 AND kind = ?2 ORDER BY number"},
      list_after_{
          database,
          "SELECT id, account, region, kind, scope, document, number FROM ec2_resources "
          "WHERE account = ?1 AND region = ?2 AND kind = ?3 AND number > ?4 ORDER BY number LIMIT ?5"},
      list_everywhere_{database,
                       "SELECT id, account, region, kind, scope, document, number FROM ec2_resources "
                       "WHERE region = ?1 AND kind = ?2 ORDER BY number"},
      insert_{database,
              "INSERT INTO ec2_resources (id, account, region, kind, scope, document) "
              "VALUES (?1, ?2, ?3, ?4, ?5, ?6)"},
      update_{database, "UPDATE ec2_resources SET scope = ?2, document = ?3 WHERE id = ?1"},
      remove_{database, "DELETE FROM ec2_resources WHERE id = ?1"},
      knows_{database, "SELECT 1 FROM ec2_places WHERE account = ?1 AND region = ?2"},
      add_place_{database, "INSERT INTO ec2_places (account, region) VALUES (?1, ?2)"},
      all_tags_{
          database,
          "SELECT r.id, r.kind, t.key, t.value FROM ec2_resources r JOIN ec2_tags t ON t.resource_id = r.id "
          "WHERE r.account = ?1 AND r.region = ?2 "
          "UNION ALL SELECT i.id, 'network-interface', t.key, t.value FROM ec2_interfaces i "
          "JOIN ec2_tags t ON t.resource_id = i.id WHERE i.account = ?1 AND i.region = ?2 ORDER BY 1, 3"},
      tags_{database, "SELECT key, value FROM ec2_tags WHERE resource_id = ?1 ORDER BY key"},
      set_tag_{database,
               "INSERT INTO ec2_tags (resource_id, key, value) VALUES (?1, ?2, ?3) "
               "ON CONFLICT (resource_id, key) DO UPDATE SET value = ?3"},
      remove_tag_{database, "DELETE FROM ec2_tags WHERE resource_id = ?1 AND key = ?2"},
      remove_tags_{database, "DELETE FROM ec2_tags WHERE resource_id = ?1"} {}

std::optional<Ec2Resource> Ec2Repository::find(std::string_view id) {
  return first_row(find_.query(id), row);
}

std::vector<Ec2Resource> Ec2Repository::list(const Ec2Place& place, std::string_view kind) {
  return all_rows(list_.query(place.account, place.region, kind), row);
}

std::vector<Ec2Resource> Ec2Repository::list_after(const Ec2Place& place, std::string_view kind,
                                                   std::int64_t number, int limit) {
  return all_rows(list_after_.query(place.account, place.region, kind, number, limit), row);
}

std::vector<Ec2Resource> Ec2Repository::list_in(std::string_view scope, std::string_view kind) {
  return all_rows(list_in_.query(scope, kind), row);
}

std::vector<Ec2Resource> Ec2Repository::list_everywhere(std::string_view region, std::string_view kind) {
  return all_rows(list_everywhere_.query(region, kind), row);
}

void Ec2Repository::insert(const Ec2Resource& resource) {
  insert_.run(resource.id, resource.account, resource.region, resource.kind, resource.scope,
              json::serialize(resource.document));
}

void Ec2Repository::update(const Ec2Resource& resource) {
  update_.run(resource.id, resource.scope, json::serialize(resource.document));
}

void Ec2Repository::remove(std::string_view id) {
  remove_tags_.run(id);
  remove_.run(id);
}

bool Ec2Repository::knows(const Ec2Place& place) {
  return has_row(knows_.query(place.account, place.region));
}

void Ec2Repository::add_place(const Ec2Place& place) { add_place_.run(place.account, place.region); }

std::vector<Ec2Repository::TagRow> Ec2Repository::all_tags(const Ec2Place& place) {
  return all_rows(all_tags_.query(place.account, place.region), [](const auto& row) {
    return TagRow{row.text(0), row.text(1), row.text(2), row.text(3)};
  });
}

Ec2Tags Ec2Repository::tags(std::string_view id) { return all_pairs(tags_.query(id)); }

void Ec2Repository::set_tag(std::string_view id, std::string_view key, std::string_view value) {
  set_tag_.run(id, key, value);
}

void Ec2Repository::remove_tag(std::string_view id, std::string_view key) { remove_tag_.run(id, key); }

}  // namespace eni::sandbox
