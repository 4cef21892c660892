#include "sandbox/services/elasticloadbalancing/engine.h"
#include "sandbox/services/elasticloadbalancing/errors.h"
#include "sandbox/services/elasticloadbalancing/load_balancers/interfaces.h"
#include "sandbox/services/elasticloadbalancing/load_balancers/operations.h"

namespace eni::sandbox::elb_service {
namespace {

/// From here on it is gone for callers, and so are its listeners.
ApiResult<std::vector<ElbTargetGroupNumber>> begin_deletion(const Call& call, ElbLoadBalancer& row) {
  if (text_at(object_at(row.document, "attributes"), "deletion_protection.enabled") == "true")
    return not_permitted("Load balancer '" + row.arn +
                         "' cannot be deleted because deletion protection is enabled");
  sqlite::Transaction transaction{call.env.store.database()};
  auto groups = repository(call).target_groups_of(row.number);
  for (const ElbListener& listener : repository(call).listeners(row.number))
    repository(call).remove(listener);
  row.status = "deleting";
  repository(call).update(row);
  transaction.commit();
  return groups;
}

}  // namespace

/// The interfaces go before the reply: what comes next may delete their subnets and groups.
Task<ApiResult<Reply>> delete_load_balancer(Call& call) {
  const std::string arn = call.params.text_or("LoadBalancerArn", "");
  ENI_CO_CHECK(check_arn(call, "loadbalancer", arn));
  auto row = repository(call).find_load_balancer(arn);
  if (!row) co_return Reply{};
  ENI_CO_TRY(const auto groups, begin_deletion(call, *row));
  Engine& engine = engine_of(call.env);
  engine.traffic().consider(row->number);
  for (const ElbTargetGroupNumber group : groups) engine.targets().consider(group);
  auto removing = remove_interfaces(call.env, row->number);
  static_cast<void>(co_await std::move(removing));
  engine.load_balancers().go_on(row->number);
  co_return Reply{};
}

}  // namespace eni::sandbox::elb_service
