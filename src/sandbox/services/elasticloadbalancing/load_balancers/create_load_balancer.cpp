#include "sandbox/gateway/commit_hook.h"
#include "sandbox/services/elasticloadbalancing/attribute_defaults.h"
#include "sandbox/services/elasticloadbalancing/engine.h"
#include "sandbox/services/elasticloadbalancing/errors.h"
#include "sandbox/services/elasticloadbalancing/limits.h"
#include "sandbox/services/elasticloadbalancing/load_balancers/hosted_zones.h"
#include "sandbox/services/elasticloadbalancing/load_balancers/interfaces.h"
#include "sandbox/services/elasticloadbalancing/load_balancers/load_balancer_value.h"
#include "sandbox/services/elasticloadbalancing/load_balancers/operations.h"
#include "sandbox/services/elasticloadbalancing/names.h"
#include "sandbox/services/elasticloadbalancing/service_linked_role.h"
#include "sandbox/services/elasticloadbalancing/tag_input.h"

namespace eni::sandbox::elb_service {
namespace {

/// What the parameters say before EC2 is asked.
struct Wanted {
  std::string name;
  PlacementRules rules;
  TagMap tags;
};

ApiResult<Wanted> read_wanted(const Call& call) {
  Wanted wanted;
  wanted.name = call.params.text_or("Name", "");
  ENI_CHECK(check_load_balancer_name(wanted.name));
  wanted.rules.type = call.params.text_or("Type", "application");
  if (wanted.rules.type == "gateway") return unsupported("load balancers of type gateway");
  wanted.rules.scheme = call.params.text_or("Scheme", "internet-facing");
  wanted.rules.ip_address_type = call.params.text_or("IpAddressType", "ipv4");
  if (wanted.rules.ip_address_type == "dualstack-without-public-ipv4" && wanted.rules.type == "network")
    return invalid_configuration(  // Assumed wording.
        "The IP address type 'dualstack-without-public-ipv4' is not supported for load balancers with type "
        "'network'");
  ENI_TRY(wanted.tags, read_tags(call));
  return wanted;
}

json::object document_of(const Call& call, const Wanted& wanted, const Placement& placement,
                         const std::vector<std::string>& groups, const std::string& id) {
  const PlacementRules& rules = wanted.rules;
  json::object document{
      {"Type", rules.type},
      {"Scheme", rules.scheme},
      {"IpAddressType", rules.ip_address_type},
      {"VpcId", placement.vpc_id},
      {"AvailabilityZones", zone_list(placement)},
      {"DNSName", dns_name(rules.type, rules.scheme, wanted.name, id, call.region, call.random())},
      {"CanonicalHostedZoneId", hosted_zone(rules.type, call.region)},
      {"attributes", load_balancer_attributes(rules.type, rules.scheme)},
      {"interfaces", json::object{}}};
  if (!groups.empty()) document["SecurityGroups"] = json::array(groups.begin(), groups.end());
  if (rules.type == "network" && !groups.empty())
    document["EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic"] = "on";
  return document;
}

/// Whether a load balancer of this name that is there already is what is asked for once more.
bool is_same(const ElbLoadBalancer& present, const json::object& document) {
  for (const std::string_view member :
       {"Type", "Scheme", "IpAddressType", "VpcId", "AvailabilityZones", "SecurityGroups"}) {
    const json::value* a = find(present.document, member);
    const json::value* b = find(document, member);
    if ((a == nullptr) != (b == nullptr) || (a && *a != *b)) return false;
  }
  return true;
}

ApiResult<void> check_quota(const Call& call, const std::string& type) {
  std::int64_t count = 0;
  for (const auto& row : repository(call).load_balancers(call.account().value, call.region.value))
    if (text_at(row.document, "Type") == type) ++count;
  if (count < kMaxLoadBalancers) return {};
  return ApiError{"TooManyLoadBalancers",  // Assumed wording.
                  "The maximum number of load balancers has been reached"};
}

/// The row, new or the one of an equal call before. One transaction.
ApiResult<ElbLoadBalancer> store_load_balancer(const Call& call, const Wanted& wanted,
                                               const Placement& placement,
                                               const std::vector<std::string>& groups) {
  const std::string id = new_id(call.random());
  json::object document = document_of(call, wanted, placement, groups, id);
  auto present = repository(call).find_named(call.account().value, call.region.value, wanted.name);
  if (present && is_same(*present, document)) return *std::move(present);
  if (present)
    return ApiError{"DuplicateLoadBalancerName", "A load balancer with the same name '" + wanted.name +
                                                     "' exists, but with different settings"};
  ENI_CHECK(check_quota(call, wanted.rules.type));
  ElbLoadBalancer row;
  const std::string kind = wanted.rules.type == "network" ? "net/" : "app/";
  row.arn = call.arn("elasticloadbalancing", "loadbalancer/" + kind + wanted.name + "/" + id);
  ENI_CHECK(may_tag(call, "CreateLoadBalancer", row.arn, wanted.tags));
  row.account = call.account().value;
  row.region = call.region.value;
  row.name = wanted.name;
  row.status = "provisioning";
  row.created = now_millis(call.env);
  row.document = std::move(document);
  sqlite::Transaction transaction{call.env.store.database()};
  row = repository(call).insert(std::move(row));
  ENI_CHECK(put_tags(call, row.arn, wanted.tags));
  run_commit_hook(call, reply_with(row));
  transaction.commit();
  return row;
}

/// EC2 refused an interface: the load balancer was never there.
void undo(const Call& call, ElbLoadBalancer row) {
  row = repository(call).find_load_balancer(row.number).value_or(row);
  row.status = "deleting";
  repository(call).update(row);
  engine_of(call.env).load_balancers().go_on(row.number);
}

}  // namespace

Task<ApiResult<Reply>> create_load_balancer(Call& call) {
  ENI_CO_TRY(const Wanted wanted, read_wanted(call));
  auto linking = ensure_service_linked_role(call);
  ENI_CO_CHECK(co_await std::move(linking));
  auto placing = read_placement(call, wanted.rules);
  ENI_CO_TRY(const Placement placement, co_await std::move(placing));
  auto grouping = read_security_groups(call, placement.vpc_id, wanted.rules.type);
  ENI_CO_TRY(const auto groups, co_await std::move(grouping));
  ENI_CO_TRY(const ElbLoadBalancer row, store_load_balancer(call, wanted, placement, groups));
  if (row.status != "provisioning") co_return reply_with(row);
  auto making = make_interfaces(call.env, row.number);
  const auto made = co_await std::move(making);
  if (made.has_error()) {
    undo(call, row);
    co_return invalid_configuration(made.error().message);
  }
  engine_of(call.env).load_balancers().go_on(row.number);
  co_return reply_with(row);
}

}  // namespace eni::sandbox::elb_service
