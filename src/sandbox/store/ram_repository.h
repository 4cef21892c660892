#pragma once
/// Resource shares: what an account lets others use.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "sandbox/store/store.h"

namespace eni::sandbox {

struct RamShare {
  std::string arn;
  std::string account;  ///< the owner
  std::string region;
  std::string name;
  bool allow_external = true;
  json::array tags;          ///< [{"key", "value"}…]
  std::int64_t created = 0;  ///< milliseconds since the epoch, as is updated
  std::int64_t updated = 0;
};

struct RamAssociation {
  std::string share_arn;
  std::string type;    ///< "PRINCIPAL" or "RESOURCE"
  std::string entity;  ///< an account, or a resource's ARN
  std::int64_t created = 0;
};

class RamRepository final : public Repository {
 public:
  explicit RamRepository(sqlite::Database& database);

  std::optional<RamShare> find(std::string_view arn);
  std::vector<RamShare> owned_by(std::string_view account, std::string_view region);
  /// Those of others with the account among their principals.
  std::vector<RamShare> shared_with(std::string_view account, std::string_view region);
  void insert(const RamShare& share);
  void touch(std::string_view arn, std::int64_t updated);
  /// With its associations.
  void remove(std::string_view arn);

  std::vector<RamAssociation> associations(std::string_view share_arn);
  /// One that is there already stays.
  void associate(const RamAssociation& association);
  /// @return  whether there was one
  bool disassociate(std::string_view share_arn, std::string_view type, std::string_view entity);

  /// Whether some share gives the account the resource.
  bool is_shared(std::string_view resource_arn, std::string_view account);
  /// The ARNs of all that others share with the account in the Region.
  std::vector<std::string> resources_shared_with(std::string_view account, std::string_view region);

 private:
  sqlite::Database& database_;
  sqlite::Statement find_;
  sqlite::Statement owned_by_;
  sqlite::Statement shared_with_;
  sqlite::Statement insert_;
  sqlite::Statement touch_;
  sqlite::Statement remove_;
  sqlite::Statement remove_associations_;
  sqlite::Statement associations_;
  sqlite::Statement associate_;
  sqlite::Statement disassociate_;
  sqlite::Statement is_shared_;
  sqlite::Statement resources_shared_with_;
};

}  // namespace eni::sandbox
