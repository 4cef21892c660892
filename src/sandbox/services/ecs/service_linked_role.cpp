#include "sandbox/services/ecs/service_linked_role.h"

#include "aws/partition.h"
#include "sandbox/gateway/gateway.h"
#include "sandbox/store/iam_repository.h"

namespace eni::sandbox::ecs_service {
namespace {

constexpr std::string_view kSession = "ecs-eni-provisioning";

}  // namespace

bool has_service_linked_role(Store& store, std::string_view account) {
  return store.get<IamRepository>().find(account, IdentityKind::kRole, kServiceLinkedRole).has_value();
}

Principal service_linked_principal(Store& store, const aws::AccountId& account, const aws::Region& region) {
  const auto role = store.get<IamRepository>().find(account.value, IdentityKind::kRole, kServiceLinkedRole);
  const std::string prefix = "arn:" + std::string(aws::partition_of(region).name);
  Principal principal;
  principal.type = PrincipalType::kAssumedRole;
  principal.account = account;
  principal.arn = prefix + ":sts::" + account.value + ":assumed-role/" + std::string(kServiceLinkedRole) +
                  "/" + std::string(kSession);
  principal.identity_arn = prefix + ":iam::" + account.value + ":role/aws-service-role/ecs.amazonaws.com/" +
                           std::string(kServiceLinkedRole);
  principal.user_id = (role ? role->unique_id : std::string("AROA")) + ":" + std::string(kSession);
  return principal;
}

Task<void> ensure_service_linked_role(const Call& call) {
  if (has_service_linked_role(call.env.store, call.account().value)) co_return;
  json::object params{{"AWSServiceName", "ecs.amazonaws.com"}};
  auto creation =
      call.env.gateway.call(call.principal, call.region, "iam", "CreateServiceLinkedRole", std::move(params));
  static_cast<void>(co_await std::move(creation));
}

}  // namespace eni::sandbox::ecs_service
