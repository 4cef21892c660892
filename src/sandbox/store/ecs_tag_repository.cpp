#include "sandbox/store/ecs_tag_repository.h"

#include "sqlite/rows.h"

namespace eni::sandbox {

EcsTagRepository::EcsTagRepository(sqlite::Database& database)
    : tags_{database, "SELECT key, value FROM ecs_tags WHERE resource_arn = ?1 ORDER BY key"},
      set_tag_{database,
               "INSERT INTO ecs_tags (resource_arn, key, value) VALUES (?1, ?2, ?3) "
               "ON CONFLICT (resource_arn, key) DO UPDATE SET value = ?3"},
      remove_tag_{database, "DELETE FROM ecs_tags WHERE resource_arn = ?1 AND key = ?2"},
      remove_tags_{database, "DELETE FROM ecs_tags WHERE resource_arn = ?1"} {}

EcsTags EcsTagRepository::tags(std::string_view resource_arn) { return all_pairs(tags_.query(resource_arn)); }

void EcsTagRepository::set_tag(std::string_view resource_arn, std::string_view key, std::string_view value) {
  set_tag_.run(resource_arn, key, value);
}

void EcsTagRepository::set_tags(std::string_view resource_arn, const EcsTags& tags) {
  for (const auto& [key, value] : tags) set_tag_.run(resource_arn, key, value);
}

void EcsTagRepository::remove_tag(std::string_view resource_arn, std::string_view key) {
  remove_tag_.run(resource_arn, key);
}

void EcsTagRepository::remove_tags(std::string_view resource_arn) { remove_tags_.run(resource_arn); }

}  // namespace eni::sandbox
