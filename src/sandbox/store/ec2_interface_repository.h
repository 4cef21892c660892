#pragma once
/// Network interfaces: found by what they hang on, at the same cost among 60 000 as among 60.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "sandbox/store/ec2_repository.h"
#include "sandbox/store/store.h"

namespace eni::sandbox {

struct Ec2Interface {
  std::int64_t number = 0;  ///< set by insert(); grows with time
  std::string id;           ///< "eni-0123456789abcdef0"
  std::string account;      ///< the owner
  std::string region;
  std::string vpc;
  std::string subnet;
  std::string type;               ///< "interface", "trunk", "branch", "nat_gateway"
  std::string attachment;         ///< "eni-attach-…"; "" while it is attached to nothing
  std::string instance;           ///< "" while it is attached to no instance
  int device_index = 0;           ///< on that instance
  std::string trunk;              ///< of an associated branch: the trunk interface's id; else ""
  int vlan_id = 0;                ///< of an associated branch
  std::string trunk_association;  ///< "trunk-assoc-…"; else ""
  json::object document;          ///< what Describe shows, but for tags
};

class Ec2InterfaceRepository final : public Repository {
 public:
  explicit Ec2InterfaceRepository(sqlite::Database& database);

  /// Whoever owns it.
  std::optional<Ec2Interface> find(std::string_view id);
  std::optional<Ec2Interface> find_by_attachment(std::string_view attachment);
  std::optional<Ec2Interface> find_by_trunk_association(std::string_view association);
  /// By a private address of either family, within one subnet.
  std::optional<std::string> find_by_address(std::string_view subnet, std::string_view address);

  /// Of an instance, in the order of device indexes.
  std::vector<Ec2Interface> of_instance(std::string_view instance);
  std::int64_t count_of_instance(std::string_view instance);
  /// The branches of a trunk, in the order of VLAN ids.
  std::vector<Ec2Interface> of_trunk(std::string_view trunk);
  std::int64_t count_of_trunk(std::string_view trunk);
  /// The lowest VLAN id from 1 on that no branch of the trunk has.
  int free_vlan_id(std::string_view trunk);
  bool is_vlan_id_used(std::string_view trunk, int vlan_id);
  bool any_in_subnet(std::string_view subnet);
  bool any_in_vpc(std::string_view vpc);
  bool any_with_group(std::string_view group);

  /// What to look through, in the order of creation.
  enum class By { kPlace, kVpc, kSubnet, kGroup, kAddress };
  /// At most `limit` interfaces after `number`. With kPlace `key` is not looked at; all others give interfaces of any
  /// account, so the caller looks at `account`.
  std::vector<Ec2Interface> list(By by, const Ec2Place& place, std::string_view key, std::int64_t after,
                                 int limit);

  /// Its number is set.
  void insert(Ec2Interface& interface);
  /// All but id, account, region, vpc, subnet and type.
  void update(const Ec2Interface& interface);
  /// Its row alone: groups and addresses are taken away before, tags are Ec2Repository's.
  void remove(std::string_view id);

  void set_groups(std::string_view id, const std::vector<std::string>& before,
                  const std::vector<std::string>& now);
  /// No other interface of the subnet has `address`.
  void add_address(std::string_view id, std::string_view subnet, std::string_view address);
  void remove_address(std::string_view subnet, std::string_view address);

 private:
  sqlite::Database& database_;
  sqlite::Statement find_;
  sqlite::Statement find_by_attachment_;
  sqlite::Statement find_by_trunk_association_;
  sqlite::Statement find_by_address_;
  sqlite::Statement of_instance_;
  sqlite::Statement count_of_instance_;
  sqlite::Statement of_trunk_;
  sqlite::Statement count_of_trunk_;
  sqlite::Statement vlan_ids_;
  sqlite::Statement any_with_vlan_id_;
  sqlite::Statement any_in_subnet_;
  sqlite::Statement any_in_vpc_;
  sqlite::Statement any_with_group_;
  sqlite::Statement list_by_place_;
  sqlite::Statement list_by_vpc_;
  sqlite::Statement list_by_subnet_;
  sqlite::Statement list_by_group_;
  sqlite::Statement list_by_address_;
  sqlite::Statement insert_;
  sqlite::Statement update_;
  sqlite::Statement remove_;
  sqlite::Statement add_group_;
  sqlite::Statement remove_group_;
  sqlite::Statement add_address_;
  sqlite::Statement remove_address_;
};

}  // namespace eni::sandbox
