#include "sandbox/store/s3_repository.h"

#include "sandbox/store/read_document.h"
#include "sqlite/rows.h"

namespace eni::sandbox {
namespace {

/// Content lies in pieces: SQLite copies each value several times while it is written.
constexpr std::size_t kPieceBytes = 1 << 20;

/// Columns: id, key, version_id, is_delete_marker, size, etag, last_modified, headers, part_sizes, tags.
S3Object object_of(const sqlite::Statement& row) {
  S3Object object;
  object.id = row.integer(0);
  object.key = row.text(1);
  object.version_id = row.text(2);
  object.is_delete_marker = row.integer(3) != 0;
  object.size = row.integer(4);
  object.etag = row.text(5);
  object.last_modified = row.integer(6);
  object.headers = read_document(row, 7);
  for (const json::value& size : read_list(row, 8)) object.part_sizes.push_back(size.as_int64());
  object.tags = read_list(row, 9);
  return object;
}

S3Bucket bucket_of(const sqlite::Statement& row) {
  return {row.text(0), row.text(1), row.text(2), row.integer(3), row.text(4)};
}

S3Part part_of(const sqlite::Statement& row) {
  return {static_cast<int>(row.integer(0)), row.integer(1), row.text(2), row.integer(3)};
}

S3Upload upload_of(const sqlite::Statement& row) {
  return {row.text(0), row.text(1), row.text(2), row.integer(3), read_document(row, 4)};
}

}  // namespace

// Bytes are bound as text, which SQLite takes as it is; CAST makes them a BLOB without a conversion.
S3Repository::S3Repository(sqlite::Database& database)
    : database_{database},
      find_bucket_{database,
                   "SELECT name, account, region, creation_time, versioning FROM s3_bucket WHERE name = ?1"},
      create_bucket_{database,
                     "INSERT INTO s3_bucket (name, account, region, creation_time, versioning) "
                     "VALUES (?1, ?2, ?3, ?4, ?5)"},
      delete_bucket_{database, "DELETE FROM s3_bucket WHERE name = ?1"},
      list_buckets_{
          database,
          "SELECT name, account, region, creation_time, versioning FROM s3_bucket WHERE account = ?1 "
          "ORDER BY name"},
      set_versioning_{database, "UPDATE s3_bucket SET versioning = ?2 WHERE name = ?1"},
      any_object_{database, "SELECT 1 FROM s3_object WHERE bucket = ?1 LIMIT 1"},
      setting_{database, "SELECT document FROM s3_bucket_setting WHERE bucket = ?1 AND kind = ?2"},
      put_setting_{database,
                   "INSERT OR REPLACE INTO s3_bucket_setting (bucket, kind, document) VALUES (?1, ?2, ?3)"},
      delete_setting_{database, "DELETE FROM s3_bucket_setting WHERE bucket = ?1 AND kind = ?2"},
      find_object_{database,
                   "SELECT id, key, version_id, is_delete_marker, size, etag, last_modified, headers, "
                   "part_sizes, tags "
                   "FROM s3_object WHERE bucket = ?1 AND key = ?2 ORDER BY id DESC LIMIT 1"},
      find_version_{database,
                    "SELECT id, key, version_id, is_delete_marker, size, etag, last_modified, headers, "
                    "part_sizes, tags "
                    "FROM s3_object WHERE bucket = ?1 AND key = ?2 AND version_id = ?3"},
      next_object_{
          database,
          "SELECT id, key, version_id, is_delete_marker, size, etag, last_modified, headers, part_sizes, "
          "tags "
          "FROM s3_object AS o WHERE bucket = ?1 AND key >= ?2 AND NOT is_delete_marker AND id = "
          "(SELECT max(id) FROM s3_object WHERE bucket = o.bucket AND key = o.key) ORDER BY key LIMIT 1"},
      next_key_{database, "SELECT key FROM s3_object WHERE bucket = ?1 AND key >= ?2 ORDER BY key LIMIT 1"},
      versions_{database,
                "SELECT id, key, version_id, is_delete_marker, size, etag, last_modified, headers, "
                "part_sizes, tags "
                "FROM s3_object WHERE bucket = ?1 AND key = ?2 ORDER BY id DESC"},
      put_object_{
          database,
          "INSERT INTO s3_object (bucket, key, version_id, is_delete_marker, size, etag, last_modified, "
          "headers, part_sizes, tags) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)"},
      set_tags_{database, "UPDATE s3_object SET tags = ?2 WHERE id = ?1"},
      delete_version_{database, "DELETE FROM s3_object WHERE bucket = ?1 AND key = ?2 AND version_id = ?3"},
      put_bytes_{
          database,
          "INSERT INTO s3_content (object_id, number, bytes) VALUES (?1, "
          "(SELECT coalesce(max(number), 0) + 1 FROM s3_content WHERE object_id = ?1), CAST(?2 AS BLOB))"},
      // What a chunk has of the wanted range, by the running offset ?2 at which it begins.
      // SQLite tells a blob's length without reading it.
      pieces_{database, "SELECT number, length(bytes) FROM s3_content WHERE object_id = ?1 ORDER BY number"},
      piece_{database, "SELECT bytes FROM s3_content WHERE object_id = ?1 AND number = ?2"},
      part_of_piece_{database,
                     "SELECT substr(bytes, ?3 + 1, ?4) FROM s3_content WHERE object_id = ?1 AND number = ?2"},
      create_upload_{
          database,
          "INSERT INTO s3_upload (id, bucket, key, initiated, headers) VALUES (?1, ?2, ?3, ?4, ?5)"},
      find_upload_{database, "SELECT id, bucket, key, initiated, headers FROM s3_upload WHERE id = ?1"},
      list_uploads_{database,
                    "SELECT id, bucket, key, initiated, headers FROM s3_upload WHERE bucket = ?1 "
                    "ORDER BY key, initiated, rowid"},
      delete_upload_{database, "DELETE FROM s3_upload WHERE id = ?1"},
      complete_upload_{database, "INSERT INTO s3_completed_upload (id, object_id) VALUES (?1, ?2)"},
      completed_object_{
          database,
          "SELECT o.id, key, version_id, is_delete_marker, size, etag, last_modified, headers, "
          "part_sizes, tags FROM s3_completed_upload AS u JOIN s3_object AS o ON o.id = u.object_id "
          "WHERE u.id = ?1 AND bucket = ?2 AND key = ?3"},
      put_part_{database,
                "INSERT OR REPLACE INTO s3_part (upload_id, number, size, etag, last_modified, bytes) "
                "VALUES (?1, ?2, ?3, ?4, ?5, CAST(?6 AS BLOB))"},
      list_parts_{
          database,
          "SELECT number, size, etag, last_modified FROM s3_part WHERE upload_id = ?1 ORDER BY number"},
      append_part_{database,
                   "INSERT INTO s3_content (object_id, number, bytes) "
                   "SELECT ?3, number, bytes FROM s3_part WHERE upload_id = ?1 AND number = ?2"} {}

std::optional<S3Bucket> S3Repository::find_bucket(std::string_view name) {
  return first_row(find_bucket_.query(name), bucket_of);
}

void S3Repository::create_bucket(const S3Bucket& bucket) {
  create_bucket_.run(bucket.name, bucket.account, bucket.region, bucket.creation_time, bucket.versioning);
}

void S3Repository::delete_bucket(std::string_view name) { delete_bucket_.run(name); }

std::vector<S3Bucket> S3Repository::list_buckets(std::string_view account) {
  return all_rows(list_buckets_.query(account), bucket_of);
}

void S3Repository::set_versioning(std::string_view name, std::string_view status) {
  set_versioning_.run(name, status);
}

bool S3Repository::is_empty(std::string_view bucket) { return !has_row(any_object_.query(bucket)); }

std::optional<std::string> S3Repository::setting(std::string_view bucket, S3Setting kind) {
  return first_row(setting_.query(bucket, kind), sqlite::first_text);
}

void S3Repository::put_setting(std::string_view bucket, S3Setting kind, std::string_view document) {
  put_setting_.run(bucket, kind, document);
}

void S3Repository::delete_setting(std::string_view bucket, S3Setting kind) {
  delete_setting_.run(bucket, kind);
}

std::optional<S3Object> S3Repository::find_object(std::string_view bucket, std::string_view key) {
  return first_row(find_object_.query(bucket, key), object_of);
}

std::optional<S3Object> S3Repository::find_version(std::string_view bucket, std::string_view key,
                                                   std::string_view version_id) {
  return first_row(find_version_.query(bucket, key, version_id), object_of);
}

std::optional<S3Object> S3Repository::next_object(std::string_view bucket, std::string_view from) {
  return first_row(next_object_.query(bucket, from), object_of);
}

std::optional<std::string> S3Repository::next_key(std::string_view bucket, std::string_view from) {
  return first_row(next_key_.query(bucket, from), sqlite::first_text);
}

std::vector<S3Object> S3Repository::versions(std::string_view bucket, std::string_view key) {
  return all_rows(versions_.query(bucket, key), object_of);
}

std::int64_t S3Repository::put_object(std::string_view bucket, const S3Object& object) {
  delete_version(bucket, object.key, object.version_id);
  json::array sizes;
  for (const std::int64_t size : object.part_sizes) sizes.emplace_back(size);
  put_object_.run(bucket, object.key, object.version_id, object.is_delete_marker, object.size, object.etag,
                  object.last_modified, json::serialize(object.headers), json::serialize(sizes),
                  json::serialize(object.tags));
  return database_.last_insert_rowid();
}

void S3Repository::set_tags(std::int64_t object_id, const json::array& tags) {
  set_tags_.run(object_id, json::serialize(tags));
}

void S3Repository::delete_version(std::string_view bucket, std::string_view key,
                                  std::string_view version_id) {
  delete_version_.run(bucket, key, version_id);
}

void S3Repository::put_bytes(std::int64_t object_id, std::string_view bytes) {
  do {
    const std::string_view piece = bytes.substr(0, kPieceBytes);
    put_bytes_.run(object_id, piece);
    bytes.remove_prefix(piece.size());
  } while (!bytes.empty());
}

std::string S3Repository::bytes(std::int64_t object_id, std::int64_t offset, std::int64_t length) {
  std::string content;
  if (length <= 0) return content;
  content.reserve(static_cast<std::size_t>(length));
  std::int64_t start = 0;
  for (const auto& [number, size] : sqlite::all_rows(pieces_.query(object_id), [](const auto& row) {
         return std::pair{row.integer(0), row.integer(1)};
       })) {
    const std::int64_t first = std::max(offset - start, std::int64_t{0});
    const std::int64_t count = std::min(size, offset + length - start) - first;
    if (count == size) {
      if (piece_.query(object_id, number).step()) content += piece_.view(0);
    } else if (count > 0) {
      if (part_of_piece_.query(object_id, number, first, count).step()) content += part_of_piece_.view(0);
    }
    start += size;
  }
  piece_.reset();
  part_of_piece_.reset();
  return content;
}

void S3Repository::create_upload(const S3Upload& upload) {
  create_upload_.run(upload.id, upload.bucket, upload.key, upload.initiated, json::serialize(upload.headers));
}

std::optional<S3Upload> S3Repository::find_upload(std::string_view id) {
  return first_row(find_upload_.query(id), upload_of);
}

std::vector<S3Upload> S3Repository::list_uploads(std::string_view bucket) {
  return all_rows(list_uploads_.query(bucket), upload_of);
}

void S3Repository::delete_upload(std::string_view id) { delete_upload_.run(id); }

void S3Repository::complete_upload(std::string_view id, std::int64_t object_id) {
  delete_upload(id);
  complete_upload_.run(id, object_id);
}

std::optional<S3Object> S3Repository::completed_object(std::string_view upload_id, std::string_view bucket,
                                                       std::string_view key) {
  return first_row(completed_object_.query(upload_id, bucket, key), object_of);
}

void S3Repository::put_part(std::string_view upload_id, const S3Part& part, std::string_view bytes) {
  put_part_.run(upload_id, part.number, part.size, part.etag, part.last_modified, bytes);
}

std::vector<S3Part> S3Repository::list_parts(std::string_view upload_id) {
  return all_rows(list_parts_.query(upload_id), part_of);
}

void S3Repository::append_part(std::string_view upload_id, int number, std::int64_t object_id) {
  append_part_.run(upload_id, number, object_id);
}

}  // namespace eni::sandbox
