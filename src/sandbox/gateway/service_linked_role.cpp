#include "sandbox/gateway/service_linked_role.h"

#include "aws/partition.h"
#include "sandbox/store/iam_repository.h"

namespace eni::sandbox {
namespace {

std::optional<IamIdentity> find_role(Store& store, const aws::AccountId& account,
                                     const ServiceLinkedRole& role) {
  return store.get<IamRepository>().find(account.value, IdentityKind::kRole, role.name);
}

}  // namespace

bool has_role(Store& store, const aws::AccountId& account, const ServiceLinkedRole& role) {
  return find_role(store, account, role).has_value();
}

Principal principal_of(Store& store, const aws::AccountId& account, const aws::Region& region,
                       const ServiceLinkedRole& role) {
  const auto known = find_role(store, account, role);
  const std::string prefix = "arn:" + std::string(aws::partition_of(region).name);
  const std::string name{role.name};
  const std::string session{role.session};
  Principal principal;
  principal.type = PrincipalType::kAssumedRole;
  principal.account = account;
  principal.arn = prefix + ":sts::" + account.value + ":assumed-role/" + name + "/" + session;
  principal.identity_arn =
      prefix + ":iam::" + account.value + ":role/aws-service-role/" + std::string(role.service) + "/" + name;
  principal.user_id = (known ? known->unique_id : std::string("AROA")) + ":" + session;
  return principal;
}

}  // namespace eni::sandbox
