#include "sandbox/store/iam_policy_repository.h"

#include "sandbox/store/aws_managed_policies.h"
#include "sqlite/rows.h"

namespace eni::sandbox {
namespace {

#define POLICY_COLUMNS \
  "arn, account, name, path, unique_id, description, default_version, last_version, created, updated"

ManagedPolicy policy_of(const sqlite::Statement& row) {
  ManagedPolicy policy;
  policy.arn = row.text(0);
  policy.account = row.text(1);
  policy.name = row.text(2);
  policy.path = row.text(3);
  policy.unique_id = row.text(4);
  if (!row.is_null(5)) policy.description = row.text(5);
  policy.default_version = static_cast<int>(row.integer(6));
  policy.last_version = static_cast<int>(row.integer(7));
  policy.created = row.integer(8);
  policy.updated = row.integer(9);
  return policy;
}

PolicyVersion version_of(const sqlite::Statement& row) {
  return {static_cast<int>(row.integer(0)), row.text(1), row.integer(2)};
}

PolicyVersion default_version_of(const AwsManagedPolicy& row) {
  return {row.version, std::string{row.document}, row.updated()};
}

}  // namespace

IamPolicyRepository::IamPolicyRepository(sqlite::Database& database)
    : find_{database, "SELECT " POLICY_COLUMNS " FROM iam_policy WHERE arn = ?1"},
      find_by_name_{database, "SELECT " POLICY_COLUMNS " FROM iam_policy WHERE account = ?1 AND name = ?2"},
      list_{database, "SELECT " POLICY_COLUMNS " FROM iam_policy WHERE account = ?1 ORDER BY name"},
      find_version_{
          database,
          "SELECT version, document, created FROM iam_policy_version WHERE policy_arn = ?1 AND version = ?2"},
      versions_{database,
                "SELECT version, document, created FROM iam_policy_version WHERE policy_arn = ?1 ORDER BY "
                "version DESC"},
      insert_{database, "INSERT INTO iam_policy VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)"},
      update_{database,
              "UPDATE iam_policy SET default_version = ?2, last_version = ?3, updated = ?4 WHERE arn = ?1"},
      remove_{database, "DELETE FROM iam_policy WHERE arn = ?1"},
      remove_versions_{database, "DELETE FROM iam_policy_version WHERE policy_arn = ?1"},
      insert_version_{database, "INSERT INTO iam_policy_version VALUES (?1, ?2, ?3, ?4)"},
      remove_version_{database, "DELETE FROM iam_policy_version WHERE policy_arn = ?1 AND version = ?2"} {}

std::optional<ManagedPolicy> IamPolicyRepository::find(std::string_view arn) {
  if (const AwsManagedPolicy* aws_owned = find_aws_managed_policy(arn)) {
    ManagedPolicy policy;
    policy.arn = aws_owned->arn(arn.substr(0, arn.find(":iam::")));
    policy.account = "aws";
    policy.name = std::string{aws_owned->name};
    policy.path = std::string{aws_owned->path};
    policy.unique_id = aws_owned->unique_id();
    policy.default_version = policy.last_version = aws_owned->version;
    policy.created = aws_owned->created();
    policy.updated = aws_owned->updated();
    return policy;
  }
  return first_row(find_.query(arn), policy_of);
}

std::optional<ManagedPolicy> IamPolicyRepository::find_by_name(std::string_view account,
                                                               std::string_view name) {
  return first_row(find_by_name_.query(account, name), policy_of);
}

std::vector<ManagedPolicy> IamPolicyRepository::list(std::string_view account) {
  return all_rows(list_.query(account), policy_of);
}

std::optional<PolicyVersion> IamPolicyRepository::find_version(std::string_view arn, int version) {
  if (const AwsManagedPolicy* aws_owned = find_aws_managed_policy(arn)) {
    if (version != aws_owned->version) return std::nullopt;
    return default_version_of(*aws_owned);
  }
  return first_row(find_version_.query(arn, version), version_of);
}

std::vector<PolicyVersion> IamPolicyRepository::versions(std::string_view arn) {
  if (const AwsManagedPolicy* aws_owned = find_aws_managed_policy(arn))
    return {default_version_of(*aws_owned)};
  return all_rows(versions_.query(arn), version_of);
}

std::optional<std::string> IamPolicyRepository::document(std::string_view arn) {
  const auto policy = find(arn);
  if (!policy) return std::nullopt;
  auto version = find_version(arn, policy->default_version);
  if (!version) return std::nullopt;
  return std::move(version->document);
}

void IamPolicyRepository::insert(const ManagedPolicy& policy) {
  insert_.run(policy.arn, policy.account, policy.name, policy.path, policy.unique_id, policy.description,
              policy.default_version, policy.last_version, policy.created, policy.updated);
}

void IamPolicyRepository::update(const ManagedPolicy& policy) {
  update_.run(policy.arn, policy.default_version, policy.last_version, policy.updated);
}

void IamPolicyRepository::remove(std::string_view arn) {
  remove_versions_.run(arn);
  remove_.run(arn);
}

void IamPolicyRepository::insert_version(std::string_view arn, const PolicyVersion& version) {
  insert_version_.run(arn, version.version, version.document, version.created);
}

void IamPolicyRepository::remove_version(std::string_view arn, int version) {
  remove_version_.run(arn, version);
}

}  // namespace eni::sandbox
