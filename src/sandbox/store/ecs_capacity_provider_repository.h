#pragma once
/// ECS's capacity providers of Auto Scaling groups, and what ECS makes on those groups.
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "sandbox/store/ecs_numbers.h"
#include "sandbox/store/ecs_repository.h"
#include "sandbox/store/store.h"

namespace eni::sandbox {

struct EcsCapacityProvider {
  EcsCapacityProviderNumber number{};
  std::string account;
  std::string region;
  std::string name;
  std::string arn;
  std::string group;  ///< the Auto Scaling group's name
  /// The members autoScalingGroupProvider, updateStatus and updateStatusReason, as on the wire.
  json::object document;
};

/// A scaling policy ("as_policy") or a lifecycle hook ("managed_draining") on the group of a cluster's capacity provider.
struct EcsCapacityAttachment {
  std::int64_t number = 0;
  std::string id;  ///< a UUID
  EcsClusterNumber cluster{};
  EcsCapacityProviderNumber provider{};
  std::string provider_name;
  std::string group;
  std::string type;
  std::string name;    ///< of the policy, of the hook
  std::string status;  ///< "PRECREATED", "CREATED", "DELETING", "FAILED"
  bool is_due = true;  ///< there is something to do for it: make it, give it new values, delete it
};

class EcsCapacityProviderRepository final : public Repository {
 public:
  explicit EcsCapacityProviderRepository(sqlite::Database& database);

  std::optional<EcsCapacityProvider> find(const EcsPlace& place, std::string_view name);
  std::optional<EcsCapacityProvider> find(EcsCapacityProviderNumber number);
  /// The one of an Auto Scaling group.
  std::optional<EcsCapacityProvider> of_group(const EcsPlace& place, std::string_view group);
  /// In the order of names.
  std::vector<EcsCapacityProvider> list(const EcsPlace& place);
  /// @return  it with its number
  EcsCapacityProvider insert(EcsCapacityProvider provider);
  /// Its document.
  void update(const EcsCapacityProvider& provider);
  void remove(EcsCapacityProviderNumber number);

  /// Of a cluster, oldest first.
  std::vector<EcsCapacityAttachment> attachments(EcsClusterNumber cluster);
  std::vector<EcsCapacityAttachment> attachments_of(EcsCapacityProviderNumber provider);
  std::vector<EcsCapacityAttachment> all_attachments();
  std::optional<EcsCapacityAttachment> find_attachment(std::int64_t number);
  /// @return  it with its number
  EcsCapacityAttachment insert(EcsCapacityAttachment attachment);
  /// Its status, and whether it is due.
  void update(const EcsCapacityAttachment& attachment);
  void remove_attachment(std::int64_t number);

 private:
  sqlite::Database& database_;
  sqlite::Statement find_, find_by_number_, of_group_, list_, insert_, update_, remove_;
  sqlite::Statement attachments_, attachments_of_, all_attachments_, find_attachment_, insert_attachment_,
      update_attachment_, remove_attachment_;
};

}  // namespace eni::sandbox
