#pragma once
/// EC2's rows: resources of all kinds as documents, with their tags.
///
/// A document holds the resource's members as Describe operations show them (wire names, lists as arrays) but for tags,
/// and what the sandbox needs besides under names that begin with '_'. What must be found quickly, or changes by
/// the thousand (network interfaces, addresses), has a table of its own beside this one.
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "sandbox/store/store.h"

namespace eni::sandbox {

/// Whose resources: EC2 keeps accounts and Regions apart.
struct Ec2Place {
  std::string_view account;
  std::string_view region;
};

struct Ec2Resource {
  std::string id;       ///< "vpc-0123456789abcdef0"; unique in all accounts and Regions
  std::string account;  ///< the owner
  std::string region;
  std::string kind;   ///< as TagSpecification's ResourceType spells it: "vpc", "subnet", "network-interface"
  std::string scope;  ///< the id of what it lies in or belongs to (a subnet's VPC), "" if of nothing
  json::object document;
  std::int64_t number = 0;  ///< grows in the order of creation; given by insert() to the row
};

using Ec2Tags = std::map<std::string, std::string>;

class Ec2Repository final : public Repository {
 public:
  explicit Ec2Repository(sqlite::Database& database);

  /// Whoever owns it: resources are shared between accounts, so the caller looks at `account`.
  std::optional<Ec2Resource> find(std::string_view id);
  /// Of one kind, in the order of creation.
  std::vector<Ec2Resource> list(const Ec2Place& place, std::string_view kind);
  /// The next of them, `limit` at most, after the one with `number`; 0 is before the first.
  std::vector<Ec2Resource> list_after(const Ec2Place& place, std::string_view kind, std::int64_t number,
                                      int limit);
  /// Of one kind that belong to `scope`, in the order of creation.
  std::vector<Ec2Resource> list_in(std::string_view scope, std::string_view kind);
  /// Of one kind in one Region, of all accounts: what others may have shared.
  std::vector<Ec2Resource> list_everywhere(std::string_view region, std::string_view kind);

  void insert(const Ec2Resource& resource);
  /// Its scope and document.
  void update(const Ec2Resource& resource);
  /// With its tags.
  void remove(std::string_view id);

  /// Whether an account has had a call in a Region, and with it a default VPC.
  bool knows(const Ec2Place& place);
  void add_place(const Ec2Place& place);

  Ec2Tags tags(std::string_view id);
  void set_tag(std::string_view id, std::string_view key, std::string_view value);
  void remove_tag(std::string_view id, std::string_view key);
  /// Of all that the account has in the Region, network interfaces included.
  struct TagRow {
    std::string id;
    std::string kind;
    std::string key;
    std::string value;
  };
  std::vector<TagRow> all_tags(const Ec2Place& place);

 private:
  sqlite::Statement find_;
  sqlite::Statement list_;
  sqlite::Statement list_in_;
  sqlite::Statement list_after_;
  sqlite::Statement list_everywhere_;
  sqlite::Statement insert_;
  sqlite::Statement update_;
  sqlite::Statement remove_;
  sqlite::Statement knows_;
  sqlite::Statement add_place_;
  sqlite::Statement all_tags_;
  sqlite::Statement tags_;
  sqlite::Statement set_tag_;
  sqlite::Statement remove_tag_;
  sqlite::Statement remove_tags_;
};

}  // namespace eni::sandbox
