#include "sandbox/services/ecs/service_linked_role.h"

#include "sandbox/gateway/gateway.h"
#include "sandbox/gateway/service_linked_role.h"

namespace eni::sandbox::ecs_service {
namespace {

constexpr ServiceLinkedRole kRole{"ecs.amazonaws.com", kServiceLinkedRole, "ecs-eni-provisioning"};
constexpr ServiceLinkedRole kScheduler{"ecs.amazonaws.com", kServiceLinkedRole, "ecs-service-scheduler"};

}  // namespace

bool has_service_linked_role(Store& store, const aws::AccountId& account) {
  return has_role(store, account, kRole);
}

Principal service_linked_principal(Store& store, const aws::AccountId& account, const aws::Region& region) {
  return principal_of(store, account, region, kRole);
}

Principal service_scheduler_principal(Store& store, const aws::AccountId& account,
                                      const aws::Region& region) {
  return principal_of(store, account, region, kScheduler);
}

Task<void> ensure_service_linked_role(const Call& call) {
  if (has_service_linked_role(call.env.store, call.account())) co_return;
  json::object params{{"AWSServiceName", kRole.service}};
  auto creation =
      call.env.gateway.call(call.principal, call.region, "iam", "CreateServiceLinkedRole", std::move(params));
  static_cast<void>(co_await std::move(creation));
}

}  // namespace eni::sandbox::ecs_service
