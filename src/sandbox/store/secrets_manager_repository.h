#pragma once
/// Secrets Manager's rows: secrets, and their versions with staging labels.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "sandbox/store/store.h"

namespace eni::sandbox {

struct Secret {
  std::int64_t id = 0;
  std::string account;
  std::string region;
  std::string name;    ///< unique in its account and region
  std::string suffix;  ///< the six characters that its ARN ends with
  /// The end of its recovery window, milliseconds since the epoch; nothing if it is not marked for deletion.
  std::optional<std::int64_t> deletes_at;
  /// "Description", "Tags", "ResourcePolicy"; "Created", "Changed", "Accessed" in milliseconds.
  json::object document;
};

struct SecretVersion {
  std::string version_id;
  std::int64_t created = 0;   ///< milliseconds since the epoch
  std::int64_t accessed = 0;  ///< the same; 0: never
  std::vector<std::string> stages = {};
  bool is_binary = false;
  std::string value = {};   ///< base64 if it is binary
  std::int64_t number = 0;  ///< of one that is kept: counts up as versions are added
};

class SecretsManagerRepository final : public Repository {
 public:
  explicit SecretsManagerRepository(sqlite::Database& database);

  /// Nothing for one whose recovery window has ended by `now`.
  std::optional<Secret> find(std::string_view account, std::string_view region, std::string_view name,
                             std::int64_t now);
  /// In the order in which they were made, without those whose recovery window has ended.
  std::vector<Secret> list(std::string_view account, std::string_view region, std::int64_t now);
  /// Some of what list() gives.
  struct Part {
    std::string_view account;
    std::string_view region;
    std::int64_t now;
    std::int64_t size;  ///< at most so many
  };
  /// Those made after the one of this id, whether or not that is there; the oldest first.
  std::vector<Secret> list_after(const Part& part, std::int64_t id);
  /// Those made before it, the newest first.
  std::vector<Secret> list_before(const Part& part, std::int64_t id);
  /// @return  the new secret's id
  std::int64_t create(const Secret& secret);
  /// Writes deletes_at and document anew.
  void update(const Secret& secret);
  /// With its versions.
  void remove(std::int64_t id);
  /// All whose recovery window has ended, of all accounts.
  void remove_ended(std::int64_t now);

  /// All versions, oldest first, without their values: a hundred of them may be megabytes.
  std::vector<SecretVersion> versions(std::int64_t secret);
  /// The value of a version that is there.
  std::string value(std::int64_t secret, std::string_view version_id);
  void add_version(std::int64_t secret, const SecretVersion& version);
  void remove_version(std::int64_t secret, std::string_view version_id);
  void set_stages(std::int64_t secret, std::string_view version_id, const std::vector<std::string>& stages);
  void set_accessed(std::int64_t secret, std::string_view version_id, std::int64_t when);

 private:
  sqlite::Database& database_;
  sqlite::Statement find_;
  sqlite::Statement list_;
  sqlite::Statement list_after_;
  sqlite::Statement list_before_;
  sqlite::Statement create_;
  sqlite::Statement update_;
  sqlite::Statement remove_;
  sqlite::Statement remove_ended_;
  sqlite::Statement versions_;
  sqlite::Statement value_;
  sqlite::Statement add_version_;
  sqlite::Statement remove_version_;
  sqlite::Statement set_stages_;
  sqlite::Statement set_accessed_;
};

}  // namespace eni::sandbox
