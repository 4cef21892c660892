#pragma once
/// Instance profiles: the containers in which EC2 hands a role to its instances.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sandbox/store/store.h"

namespace eni::sandbox {

struct InstanceProfile {
  std::string unique_id;  ///< AIPA…
  std::string account;
  std::string name;  ///< unique without case
  std::string path = "/";
  std::string arn;
  std::int64_t created = 0;
  std::optional<std::int64_t> role_id;  ///< IamIdentity::id; at most one, as on AWS
};

class IamInstanceProfileRepository final : public Repository {
 public:
  explicit IamInstanceProfileRepository(sqlite::Database& database);

  std::optional<InstanceProfile> find(std::string_view account, std::string_view name);
  /// In the order of names, after `after`, whose path starts with `path_prefix`.
  std::vector<InstanceProfile> list(std::string_view account, std::string_view path_prefix,
                                    std::string_view after, int limit);
  std::vector<InstanceProfile> of_role(std::int64_t role_id);
  void insert(const InstanceProfile& profile);
  void set_role(std::string_view unique_id, std::optional<std::int64_t> role_id);
  void remove(std::string_view unique_id);

 private:
  sqlite::Statement find_, list_, of_role_, insert_, set_role_, remove_;
};

}  // namespace eni::sandbox
