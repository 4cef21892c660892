#include "sandbox/store/ecr_layer_repository.h"

#include "sqlite/rows.h"

namespace eni::sandbox {

EcrLayerRepository::EcrLayerRepository(sqlite::Database& database)
    : find_{database, "SELECT digest, bytes, used FROM ecr_layer WHERE repository = ?1 AND digest = ?2"},
      put_{database,
           "INSERT OR REPLACE INTO ecr_layer (repository, digest, bytes, used) VALUES (?1, ?2, ?3, ?4)"},
      note_use_{database, "UPDATE ecr_layer SET used = ?3 WHERE repository = ?1 AND digest = ?2"},
      remove_all_{database, "DELETE FROM ecr_layer WHERE repository = ?1"},
      unused_{database,
              "SELECT repository, digest FROM ecr_layer AS l WHERE used < ?1 AND NOT EXISTS (SELECT 1 FROM "
              "ecr_image_part AS p WHERE p.repository = l.repository AND p.part = l.digest)"},
      remove_{database, "DELETE FROM ecr_layer WHERE repository = ?1 AND digest = ?2"},
      first_unused_{database,
                    "SELECT used FROM ecr_layer AS l WHERE NOT EXISTS (SELECT 1 FROM ecr_image_part AS p "
                    "WHERE p.repository = l.repository AND p.part = l.digest) ORDER BY used LIMIT 1"},
      any_{database, "SELECT 1 FROM ecr_layer WHERE digest = ?1 LIMIT 1"},
      digests_{database, "SELECT digest FROM ecr_layer WHERE repository = ?1"} {}

std::optional<EcrLayer> EcrLayerRepository::find(std::string_view repository, std::string_view digest) {
  return first_row(find_.query(repository, digest), [](const auto& row) {
    return EcrLayer{row.text(0), row.integer(1), row.integer(2)};
  });
}

void EcrLayerRepository::put(std::string_view repository, const EcrLayer& layer) {
  put_.run(repository, layer.digest, layer.bytes, layer.used);
}

void EcrLayerRepository::note_use(std::string_view repository, std::string_view digest, std::int64_t time) {
  note_use_.run(repository, digest, time);
}

void EcrLayerRepository::remove_all(std::string_view repository) { remove_all_.run(repository); }

std::vector<std::string> EcrLayerRepository::remove_unused(std::int64_t time) {
  const auto rows = all_rows(unused_.query(time), [](const auto& row) {
    return std::pair{row.text(0), row.text(1)};
  });
  std::vector<std::string> digests;
  for (const auto& [repository, digest] : rows) {
    remove_.run(repository, digest);
    digests.push_back(digest);
  }
  return digests;
}

std::optional<std::int64_t> EcrLayerRepository::first_unused() {
  return first_row(first_unused_.query(), sqlite::first_integer<>);
}

bool EcrLayerRepository::is_kept(std::string_view digest) { return has_row(any_.query(digest)); }

std::vector<std::string> EcrLayerRepository::digests_of(std::string_view repository) {
  return all_rows(digests_.query(repository), sqlite::first_text);
}

}  // namespace eni::sandbox
