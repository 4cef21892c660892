#pragma once
/// IAM's managed policies with their versions: the customers' in the database, AWS's own from the program.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sandbox/store/store.h"

namespace eni::sandbox {

struct ManagedPolicy {
  std::string arn;
  std::string account;  ///< "aws" for AWS's own
  std::string name;     ///< unique without case
  std::string path = "/";
  std::string unique_id;  ///< ANPA…
  std::optional<std::string> description;
  int default_version = 1;  ///< of "v1"
  int last_version = 1;     ///< numbers are never used again
  std::int64_t created = 0;
  std::int64_t updated = 0;
};

struct PolicyVersion {
  int version = 1;
  std::string document;
  std::int64_t created = 0;
};

class IamPolicyRepository final : public Repository {
 public:
  explicit IamPolicyRepository(sqlite::Database& database);

  /// Of either kind.
  std::optional<ManagedPolicy> find(std::string_view arn);
  std::optional<ManagedPolicy> find_by_name(std::string_view account, std::string_view name);
  /// A customer's, in the order of names.
  std::vector<ManagedPolicy> list(std::string_view account);
  std::optional<PolicyVersion> find_version(std::string_view arn, int version);
  /// Newest first. AWS's own show their default version only.
  std::vector<PolicyVersion> versions(std::string_view arn);
  /// The text of the default version; nothing if there is no such policy.
  std::optional<std::string> document(std::string_view arn);

  void insert(const ManagedPolicy& policy);
  void update(const ManagedPolicy& policy);  ///< default_version, last_version, updated
  void remove(std::string_view arn);         ///< with its versions
  void insert_version(std::string_view arn, const PolicyVersion& version);
  void remove_version(std::string_view arn, int version);

 private:
  sqlite::Statement find_, find_by_name_, list_, find_version_, versions_, insert_, update_, remove_,
      remove_versions_, insert_version_, remove_version_;
};

}  // namespace eni::sandbox
