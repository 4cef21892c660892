#include "sandbox/store/ecr_image_repository.h"

#include "sqlite/rows.h"

namespace eni::sandbox {
namespace {

EcrImage read_image(const sqlite::Statement& row) {
  return {row.text(0),
          row.text(1),
          row.text(2),
          row.text(3),
          row.text(4),
          row.text(5),
          row.integer(6),
          row.integer(7),
          sqlite::optional_integer(row, 8),
          sqlite::optional_integer(row, 9)};
}

EcrImagePart read_part(const sqlite::Statement& row) {
  return {row.text(0), row.integer(1) != 0, row.text(2)};
}

}  // namespace

EcrImageRepository::EcrImageRepository(sqlite::Database& database)
    : find_{database,
            "SELECT digest, media_type, artifact_type, subject, annotations, manifest, layer_bytes, pushed, "
            "pulled, "
            "scanned FROM ecr_image WHERE repository = ?1 AND digest = ?2"},
      insert_{database,
              "INSERT INTO ecr_image (repository, digest, media_type, artifact_type, subject, annotations, "
              "manifest, "
              "layer_bytes, pushed) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)"},
      insert_part_{database,
                   "INSERT OR IGNORE INTO ecr_image_part (repository, image, part, is_image, media_type) "
                   "VALUES (?1, ?2, ?3, ?4, ?5)"},
      remove_{database, "DELETE FROM ecr_image WHERE repository = ?1 AND digest = ?2"},
      remove_tags_of_{database, "DELETE FROM ecr_image_tag WHERE repository = ?1 AND digest = ?2"},
      remove_parts_{database, "DELETE FROM ecr_image_part WHERE repository = ?1 AND image = ?2"},
      remove_all_{database, "DELETE FROM ecr_image WHERE repository = ?1"},
      remove_all_tags_{database, "DELETE FROM ecr_image_tag WHERE repository = ?1"},
      remove_all_parts_{database, "DELETE FROM ecr_image_part WHERE repository = ?1"},
      note_pull_{database, "UPDATE ecr_image SET pulled = ?3 WHERE repository = ?1 AND digest = ?2"},
      note_scan_{database, "UPDATE ecr_image SET scanned = ?3 WHERE repository = ?1 AND digest = ?2"},
      list_{
          database,
          "SELECT digest, media_type, artifact_type, subject, '{}', '', layer_bytes, pushed, pulled, scanned "
          "FROM ecr_image WHERE repository = ?1 AND digest > ?2 ORDER BY digest LIMIT ?3"},
      any_{database, "SELECT 1 FROM ecr_image WHERE repository = ?1 LIMIT 1"},
      referrers_{
          database,
          "SELECT digest, media_type, artifact_type, subject, annotations, manifest, layer_bytes, pushed, "
          "pulled, scanned FROM ecr_image WHERE repository = ?1 AND subject = ?2 AND subject <> '' "
          "ORDER BY digest"},
      find_tag_{database, "SELECT digest FROM ecr_image_tag WHERE repository = ?1 AND tag = ?2"},
      put_tag_{database,
               "INSERT OR REPLACE INTO ecr_image_tag (repository, tag, digest) VALUES (?1, ?2, ?3)"},
      remove_tag_{database, "DELETE FROM ecr_image_tag WHERE repository = ?1 AND tag = ?2"},
      tags_of_{database, "SELECT tag FROM ecr_image_tag WHERE repository = ?1 AND digest = ?2 ORDER BY tag"},
      tags_{database,
            "SELECT tag FROM ecr_image_tag WHERE repository = ?1 AND tag > ?2 ORDER BY tag LIMIT ?3"},
      parts_of_{database,
                "SELECT part, is_image, media_type FROM ecr_image_part WHERE repository = ?1 AND image = ?2"},
      find_part_{database,
                 "SELECT part, is_image, media_type FROM ecr_image_part WHERE repository = ?1 AND part = ?2 "
                 "AND is_image = 0 LIMIT 1"},
      index_of_{
          database,
          "SELECT image FROM ecr_image_part WHERE repository = ?1 AND part = ?2 AND is_image = 1 LIMIT 1"} {}

std::optional<EcrImage> EcrImageRepository::find(std::string_view repository, std::string_view digest) {
  return first_row(find_.query(repository, digest), read_image);
}

void EcrImageRepository::insert(std::string_view repository, const EcrImage& image,
                                const std::vector<EcrImagePart>& parts) {
  insert_.run(repository, image.digest, image.media_type, image.artifact_type, image.subject,
              image.annotations, image.manifest, image.layer_bytes, image.pushed);
  for (const EcrImagePart& part : parts)
    insert_part_.run(repository, image.digest, part.digest, part.is_image, part.media_type);
}

void EcrImageRepository::remove(std::string_view repository, std::string_view digest) {
  remove_.run(repository, digest);
  remove_tags_of_.run(repository, digest);
  remove_parts_.run(repository, digest);
}

void EcrImageRepository::remove_all(std::string_view repository) {
  remove_all_.run(repository);
  remove_all_tags_.run(repository);
  remove_all_parts_.run(repository);
}

void EcrImageRepository::note_pull(std::string_view repository, std::string_view digest, std::int64_t time) {
  note_pull_.run(repository, digest, time);
}

void EcrImageRepository::note_scan(std::string_view repository, std::string_view digest, std::int64_t time) {
  note_scan_.run(repository, digest, time);
}

std::vector<EcrImage> EcrImageRepository::list(std::string_view repository, std::string_view after,
                                               std::int64_t limit) {
  return all_rows(list_.query(repository, after, limit), read_image);
}

bool EcrImageRepository::has_images(std::string_view repository) { return has_row(any_.query(repository)); }

std::vector<EcrImage> EcrImageRepository::referrers(std::string_view repository, std::string_view subject) {
  return all_rows(referrers_.query(repository, subject), read_image);
}

std::optional<std::string> EcrImageRepository::find_tag(std::string_view repository, std::string_view tag) {
  return first_row(find_tag_.query(repository, tag), sqlite::first_text);
}

void EcrImageRepository::put_tag(std::string_view repository, std::string_view tag, std::string_view digest) {
  put_tag_.run(repository, tag, digest);
}

void EcrImageRepository::remove_tag(std::string_view repository, std::string_view tag) {
  remove_tag_.run(repository, tag);
}

std::vector<std::string> EcrImageRepository::tags_of(std::string_view repository, std::string_view digest) {
  return all_rows(tags_of_.query(repository, digest), sqlite::first_text);
}

std::vector<std::string> EcrImageRepository::tags(std::string_view repository, std::string_view after,
                                                  std::int64_t limit) {
  return all_rows(tags_.query(repository, after, limit), sqlite::first_text);
}

std::vector<EcrImagePart> EcrImageRepository::parts_of(std::string_view repository, std::string_view digest) {
  return all_rows(parts_of_.query(repository, digest), read_part);
}

std::optional<EcrImagePart> EcrImageRepository::find_part(std::string_view repository,
                                                          std::string_view part) {
  return first_row(find_part_.query(repository, part), read_part);
}

std::optional<std::string> EcrImageRepository::index_of(std::string_view repository,
                                                        std::string_view digest) {
  return first_row(index_of_.query(repository, digest), sqlite::first_text);
}

}  // namespace eni::sandbox
