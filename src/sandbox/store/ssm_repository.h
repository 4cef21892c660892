#pragma once
/// Parameter Store's rows: parameters, their versions with labels, tags.
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sandbox/store/store.h"

namespace eni::sandbox {

/// A parameter as one of its versions has it.
struct SsmParameter {
  std::int64_t id = 0;  ///< of the parameter, the same for all versions
  std::string name;
  std::int64_t version = 0;
  std::string type;  ///< "String", "StringList", "SecureString"
  std::string value;
  std::string description;
  std::string allowed_pattern;
  std::string tier;  ///< "Standard", "Advanced"
  std::string data_type;
  std::string key_id;              ///< SecureString only
  std::int64_t last_modified = 0;  ///< milliseconds since the epoch
  std::string last_modified_user;  ///< ARN
  std::vector<std::string> labels;
};

class SsmRepository final : public Repository {
 public:
  explicit SsmRepository(sqlite::Database& database);

  /// The latest version.
  std::optional<SsmParameter> find(std::string_view account, std::string_view region, std::string_view name);
  /// All versions, oldest first.
  std::vector<SsmParameter> history(std::int64_t id);
  /// The latest versions of the parameters whose names start with `prefix`, in the order of names.
  std::vector<SsmParameter> list(std::string_view account, std::string_view region, std::string_view prefix,
                                 std::string_view after = {}, std::int64_t limit = -1);

  /// @return  the new parameter's id; it has no version yet
  std::int64_t create(std::string_view account, std::string_view region, std::string_view name);
  /// Adds parameter.version of parameter.id.
  void add_version(const SsmParameter& parameter);
  void delete_version(std::int64_t id, std::int64_t version);
  /// With its versions and tags.
  void remove(std::int64_t id);
  void set_labels(std::int64_t id, std::int64_t version, const std::vector<std::string>& labels);

  std::map<std::string, std::string> tags(std::int64_t id);
  void set_tag(std::int64_t id, std::string_view key, std::string_view value);
  void remove_tag(std::int64_t id, std::string_view key);

 private:
  sqlite::Database& database_;
  sqlite::Statement find_;
  sqlite::Statement history_;
  sqlite::Statement list_;
  sqlite::Statement create_;
  sqlite::Statement add_version_;
  sqlite::Statement delete_version_;
  sqlite::Statement remove_;
  sqlite::Statement set_labels_;
  sqlite::Statement tags_;
  sqlite::Statement set_tag_;
  sqlite::Statement remove_tag_;
};

}  // namespace eni::sandbox
