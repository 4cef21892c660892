#pragma once
/// Amazon S3's rows: buckets, their settings, object versions with their bytes, multipart uploads.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "sandbox/store/store.h"

namespace eni::sandbox {

struct S3Bucket {
  std::string name;  ///< unique among all accounts
  std::string account;
  std::string region;
  std::int64_t creation_time = 0;  ///< milliseconds since the epoch, as all times here
  std::string versioning;          ///< "", "Enabled" or "Suspended"
};

/// One version of an object, or a delete marker.
struct S3Object {
  std::int64_t id = 0;  ///< grows with each write; the largest of a key is its latest version
  std::string key;
  std::string version_id = "null";
  bool is_delete_marker = false;
  std::int64_t size = 0;  ///< bytes
  std::string etag;       ///< without quotes
  std::int64_t last_modified = 0;
  json::object headers;                  ///< that GetObject gives back, by lower-case name
  std::vector<std::int64_t> part_sizes;  ///< of a multipart upload
  json::array tags;                      ///< {Key, Value} each
};

struct S3Upload {
  std::string id;
  std::string bucket;
  std::string key;
  std::int64_t initiated = 0;
  json::object headers;  ///< of the object to be
};

struct S3Part {
  int number = 0;  ///< 1 to 10000
  std::int64_t size = 0;
  std::string etag;  ///< without quotes
  std::int64_t last_modified = 0;
};

/// What a bucket may have one document of.
enum class S3Setting { kPolicy, kPublicAccessBlock, kEncryption, kOwnershipControls, kTagging, kLifecycle };

class S3Repository final : public Repository {
 public:
  explicit S3Repository(sqlite::Database& database);

  std::optional<S3Bucket> find_bucket(std::string_view name);
  void create_bucket(const S3Bucket& bucket);
  /// With its settings and unfinished uploads; it holds no object.
  void delete_bucket(std::string_view name);
  std::vector<S3Bucket> list_buckets(std::string_view account);
  void set_versioning(std::string_view name, std::string_view status);
  /// Whether there is any version of any object, or a delete marker.
  bool is_empty(std::string_view bucket);

  std::optional<std::string> setting(std::string_view bucket, S3Setting kind);
  void put_setting(std::string_view bucket, S3Setting kind, std::string_view document);
  void delete_setting(std::string_view bucket, S3Setting kind);

  /// The latest version of a key; it may be a delete marker.
  std::optional<S3Object> find_object(std::string_view bucket, std::string_view key);
  std::optional<S3Object> find_version(std::string_view bucket, std::string_view key,
                                       std::string_view version_id);
  /// The first key not before `from` whose latest version is no delete marker.
  std::optional<S3Object> next_object(std::string_view bucket, std::string_view from);
  /// The first key not before `from` that has any version.
  std::optional<std::string> next_key(std::string_view bucket, std::string_view from);
  /// All versions of a key, latest first.
  std::vector<S3Object> versions(std::string_view bucket, std::string_view key);

  /// Adds a version; one with the same version id gives way.
  /// @return  its id, for the bytes
  std::int64_t put_object(std::string_view bucket, const S3Object& object);
  void set_tags(std::int64_t object_id, const json::array& tags);
  void delete_version(std::string_view bucket, std::string_view key, std::string_view version_id);
  /// Appends bytes to an object just put.
  void put_bytes(std::int64_t object_id, std::string_view bytes);
  /// `length` bytes from `offset`; the caller keeps within the object's size.
  std::string bytes(std::int64_t object_id, std::int64_t offset, std::int64_t length);

  void create_upload(const S3Upload& upload);
  std::optional<S3Upload> find_upload(std::string_view id);
  /// In the order of keys, and of a key in the order in which they began.
  std::vector<S3Upload> list_uploads(std::string_view bucket);
  /// With its parts.
  void delete_upload(std::string_view id);
  /// The upload became this object: it is gone, but completing it again finds the object.
  void complete_upload(std::string_view id, std::int64_t object_id);
  /// What a completed upload of this bucket and key became, as long as that is there.
  std::optional<S3Object> completed_object(std::string_view upload_id, std::string_view bucket,
                                           std::string_view key);
  void put_part(std::string_view upload_id, const S3Part& part, std::string_view bytes);
  std::vector<S3Part> list_parts(std::string_view upload_id);
  /// Appends a part's bytes to an object just put.
  void append_part(std::string_view upload_id, int number, std::int64_t object_id);

 private:
  sqlite::Database& database_;
  sqlite::Statement find_bucket_;
  sqlite::Statement create_bucket_;
  sqlite::Statement delete_bucket_;
  sqlite::Statement list_buckets_;
  sqlite::Statement set_versioning_;
  sqlite::Statement any_object_;
  sqlite::Statement setting_;
  sqlite::Statement put_setting_;
  sqlite::Statement delete_setting_;
  sqlite::Statement find_object_;
  sqlite::Statement find_version_;
  sqlite::Statement next_object_;
  sqlite::Statement next_key_;
  sqlite::Statement versions_;
  sqlite::Statement put_object_;
  sqlite::Statement set_tags_;
  sqlite::Statement delete_version_;
  sqlite::Statement put_bytes_;
  sqlite::Statement pieces_;
  sqlite::Statement piece_;
  sqlite::Statement part_of_piece_;
  sqlite::Statement create_upload_;
  sqlite::Statement find_upload_;
  sqlite::Statement list_uploads_;
  sqlite::Statement delete_upload_;
  sqlite::Statement complete_upload_;
  sqlite::Statement completed_object_;
  sqlite::Statement put_part_;
  sqlite::Statement list_parts_;
  sqlite::Statement append_part_;
};

}  // namespace eni::sandbox
