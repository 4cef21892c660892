#pragma once
/// AWS Lambda's layers: versions with their archives. One that is deleted stays for the functions that have it.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "sandbox/store/named_documents.h"
#include "sandbox/store/store.h"

namespace eni::sandbox {

/// Where a layer is.
struct LayerKey {
  std::string account;
  std::string region;
  std::string name;

  auto operator<=>(const LayerKey&) const = default;
};

struct LambdaLayerVersion {
  LayerKey key;
  std::int64_t version = 0;
  json::object
      document;  ///< LayerVersionsListItem as on the wire, LicenseInfo, and Content without its Location
  std::int64_t unzipped_bytes = 0;
  json::array policy;  ///< statements
  std::string policy_revision;
};

class LambdaLayerRepository final : public Repository {
 public:
  explicit LambdaLayerRepository(sqlite::Database& database);

  /// The number of the layer's next version: none is given twice.
  std::int64_t next_version(const LayerKey& key);
  void create(const LambdaLayerVersion& layer, std::string_view code);
  std::optional<LambdaLayerVersion> find(const LayerKey& key, std::int64_t version);
  /// The zip's bytes, of a deleted one too; "" if there is none.
  std::string code(const LayerKey& key, std::int64_t version);
  /// The policy alone.
  void update_policy(const LambdaLayerVersion& layer);
  /// One that is not there is no error. The archive goes with its last function, at the next deletion of a version.
  void remove(const LayerKey& key, std::int64_t version);
  /// By name, and of each the newest first; of one layer unless `name` is "".
  std::vector<LambdaLayerVersion> list(std::string_view account, std::string_view region,
                                       std::string_view name);

 private:
  static LambdaLayerVersion read(const sqlite::Statement& row);

  NamedDocuments last_versions_;
  sqlite::Statement create_;
  sqlite::Statement find_;
  sqlite::Statement code_;
  sqlite::Statement update_policy_;
  sqlite::Statement remove_;
  sqlite::Statement forget_;
  sqlite::Statement list_;
};

}  // namespace eni::sandbox
