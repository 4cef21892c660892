#pragma once
/// IAM's identities - roles, users and groups alike - with their inline policies, attachments, tags and access keys.
/// Reads see every change at once; what authorization sees, and when, is iam_snapshot.h.
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sandbox/store/store.h"

namespace eni::sandbox {

enum class IdentityKind { kRole, kUser, kGroup };
std::string_view to_string(IdentityKind kind);  ///< "role", "user", "group"

struct IamIdentity {
  std::int64_t id = 0;
  std::string account;
  IdentityKind kind = IdentityKind::kRole;
  std::string name;  ///< unique without case
  std::string path = "/";
  std::string unique_id;  ///< AROA…, AIDA…, AGPA…
  std::string arn;
  std::int64_t created = 0;  ///< milliseconds since the epoch, as all times here
  std::string boundary;      ///< ARN of the permissions boundary, or ""

  // Roles only.
  std::string trust;                    ///< as it was given
  std::string trust_principals = "{}";  ///< JSON: ARN -> unique id of the identities it names
  std::optional<std::string> description;
  std::int64_t max_session_seconds = 3600;
  std::string linked_service;  ///< "ecs.amazonaws.com" of a service-linked role, else ""
  std::optional<std::int64_t> last_used;
  std::string last_used_region;
};

struct InlinePolicy {
  std::string name;
  std::string document;
};

struct AccessKey {
  std::string access_key_id;
  std::int64_t identity_id = 0;
  std::string secret;
  std::string status = "Active";  ///< or "Inactive"
  std::int64_t created = 0;
  std::optional<std::int64_t> last_used;
  std::string last_used_service;
  std::string last_used_region;
};

/// That a user has a password. The password itself is not kept: there is nothing to sign in to.
struct LoginProfile {
  std::int64_t identity_id = 0;
  std::int64_t created = 0;
  bool password_reset_required = false;
};

using IamTags = std::map<std::string, std::string>;

class IamRepository final : public Repository {
 public:
  explicit IamRepository(sqlite::Database& database);

  std::optional<IamIdentity> find(std::string_view account, IdentityKind kind, std::string_view name);
  std::optional<IamIdentity> find_by_id(std::int64_t id);
  std::optional<IamIdentity> find_by_arn(std::string_view arn);
  /// In the order of names, after `after`, whose path starts with `path_prefix`.
  std::vector<IamIdentity> list(std::string_view account, IdentityKind kind, std::string_view path_prefix,
                                std::string_view after, int limit);
  std::int64_t count(std::string_view account, IdentityKind kind);
  /// @return  it with its id
  IamIdentity insert(IamIdentity identity);
  /// Everything but id, kind, account and unique id.
  void update(const IamIdentity& identity);
  /// With its tags. Policies, attachments, keys, login profile and memberships must be gone before.
  void remove(const IamIdentity& identity);
  void note_use(std::int64_t identity_id, std::int64_t time, std::string_view region);

  void put_inline(std::int64_t identity_id, std::string_view name, std::string_view document);
  std::optional<InlinePolicy> find_inline(std::int64_t identity_id, std::string_view name);
  std::vector<InlinePolicy> inline_policies(std::int64_t identity_id);
  void delete_inline(std::int64_t identity_id, std::string_view name);

  void attach(std::int64_t identity_id, std::string_view policy_arn);
  /// @return  whether it was attached
  bool detach(std::int64_t identity_id, std::string_view policy_arn);
  std::vector<std::string> attachments(std::int64_t identity_id);  ///< policy ARNs
  /// The account's identities that a managed policy, perhaps one of AWS's, is attached to.
  std::vector<IamIdentity> attached_to(std::string_view account, std::string_view policy_arn);
  std::vector<IamIdentity> bounded_by(std::string_view account, std::string_view policy_arn);

  /// Once or again.
  void add_member(std::int64_t group_id, std::int64_t user_id);
  void remove_member(std::int64_t group_id, std::int64_t user_id);
  /// In the order of names.
  std::vector<IamIdentity> members(std::int64_t group_id);
  std::vector<IamIdentity> groups_of(std::int64_t user_id);

  IamTags tags(std::string_view unique_id);
  void put_tag(std::string_view unique_id, std::string_view key, std::string_view value);
  void delete_tag(std::string_view unique_id, std::string_view key);
  void delete_tags(std::string_view unique_id);

  void insert_key(const AccessKey& key);
  std::optional<AccessKey> find_key(std::string_view access_key_id);
  std::vector<AccessKey> keys_of(std::int64_t identity_id);
  void set_key_status(std::string_view access_key_id, std::string_view status);
  void delete_key(std::string_view access_key_id);
  void note_key_use(std::string_view access_key_id, std::int64_t time, std::string_view service,
                    std::string_view region);

  std::optional<LoginProfile> login_profile(std::int64_t identity_id);
  /// Makes it, or changes whether the password must be reset.
  void put_login_profile(const LoginProfile& profile);
  void delete_login_profile(std::int64_t identity_id);

  /// DeleteServiceLinkedRole's tasks: done at once, so a task that exists has succeeded.
  void insert_deletion_task(std::string_view task_id, std::string_view account);
  bool has_deletion_task(std::string_view task_id, std::string_view account);

 private:
  sqlite::Database& database_;
  sqlite::Statement find_, find_by_id_, find_by_arn_, list_, count_, insert_, update_, remove_, note_use_;
  sqlite::Statement put_inline_, find_inline_, list_inline_, delete_inline_;
  sqlite::Statement attach_, detach_, attachments_, attached_to_, bounded_by_;
  sqlite::Statement add_member_, remove_member_, members_, groups_of_;
  sqlite::Statement tags_, put_tag_, delete_tag_, delete_tags_;
  sqlite::Statement insert_key_, find_key_, keys_of_, set_key_status_, delete_key_, note_key_use_;
  sqlite::Statement login_profile_, put_login_profile_, delete_login_profile_;
  sqlite::Statement insert_task_, find_task_;
};

}  // namespace eni::sandbox
