#include "sandbox/services/iam/input.h"
#include "sandbox/services/iam/operations.h"
#include "sandbox/store/iam_instance_profile_repository.h"
#include "sandbox/store/iam_policy_repository.h"

namespace eni::sandbox::iam_service {
namespace {

struct SummaryRow {
  std::string_view key;
  std::int64_t value;
};

/// AWS's default quotas, and what an account has none of here.
constexpr SummaryRow kFixed[] = {
    {"AccessKeysPerUserQuota", 2},
    {"AccountAccessKeysPresent", 0},
    {"AccountMFAEnabled", 0},
    {"AccountSigningCertificatesPresent", 0},
    {"AssumeRolePolicySizeQuota", 2048},
    {"AttachedPoliciesPerGroupQuota", 10},
    {"AttachedPoliciesPerRoleQuota", 10},
    {"AttachedPoliciesPerUserQuota", 10},
    {"GlobalEndpointTokenVersion", 1},
    {"GroupPolicySizeQuota", 5120},
    {"GroupsPerUserQuota", 10},
    {"GroupsQuota", 300},
    {"InstanceProfilesQuota", 1000},
    {"MFADevices", 0},
    {"MFADevicesInUse", 0},
    {"PoliciesQuota", 1500},
    {"PolicySizeQuota", 6144},
    {"PolicyVersionsInUseQuota", 10000},
    {"Providers", 0},
    {"RolePolicySizeQuota", 10240},
    {"RolesQuota", 1000},
    {"ServerCertificates", 0},
    {"ServerCertificatesQuota", 20},
    {"SigningCertificatesPerUserQuota", 2},
    {"UserPolicySizeQuota", 2048},
    {"UsersQuota", 5000},
    {"VersionsPerPolicyQuota", 5},
};

}  // namespace

ApiResult<Reply> get_account_summary(Call& call) {
  const std::string& account = call.account().value;
  auto& policies = call.store<IamPolicyRepository>();
  const auto own = policies.list(account);
  std::size_t versions = 0;
  for (const ManagedPolicy& policy : own) versions += policies.versions(policy.arn).size();
  json::array entries;
  const auto add = [&](std::string_view key, auto value) {
    entries.push_back({{"key", key}, {"value", value}});
  };
  for (const SummaryRow& row : kFixed) add(row.key, row.value);
  add("Groups", repository(call).count(account, IdentityKind::kGroup));
  add("InstanceProfiles", call.store<IamInstanceProfileRepository>().list(account, "/", "", -1).size());
  add("Policies", own.size());
  add("PolicyVersionsInUse", versions);
  add("Roles", repository(call).count(account, IdentityKind::kRole));
  add("Users", repository(call).count(account, IdentityKind::kUser));
  return Reply{json::object{{"SummaryMap", {{"entry", std::move(entries)}}}}};
}

}  // namespace eni::sandbox::iam_service
