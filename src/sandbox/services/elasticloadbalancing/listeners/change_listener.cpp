/// CreateListener, ModifyListener, DeleteListener.
#include "sandbox/services/elasticloadbalancing/attribute_defaults.h"
#include "sandbox/services/elasticloadbalancing/engine.h"
#include "sandbox/services/elasticloadbalancing/errors.h"
#include "sandbox/services/elasticloadbalancing/limits.h"
#include "sandbox/services/elasticloadbalancing/listeners/listener_input.h"
#include "sandbox/services/elasticloadbalancing/listeners/listener_value.h"
#include "sandbox/services/elasticloadbalancing/listeners/operations.h"
#include "sandbox/services/elasticloadbalancing/rules/actions.h"
#include "sandbox/services/elasticloadbalancing/rules/rule_value.h"
#include "sandbox/services/elasticloadbalancing/tag_input.h"

namespace eni::sandbox::elb_service {
namespace {

ApiError port_in_use(const ElbLoadBalancer& owner) {
  return {"DuplicateListener",
          "A listener already exists on this port for this load balancer '" + owner.arn + "'"};
}

std::optional<ElbListener> on_port(const Call& call, const ElbLoadBalancer& owner, std::int64_t port) {
  for (ElbListener& listener : repository(call).listeners(owner.number))
    if (listener.port == port) return std::move(listener);
  return std::nullopt;
}

/// Whether the listener is what an equal call before has made.
bool is_same(const ElbListener& present, const json::object& document) {
  for (const std::string_view member :
       {"Protocol", "SslPolicy", "Certificates", "AlpnPolicy", "DefaultActions"}) {
    const json::value* a = find(present.document, member);
    const json::value* b = find(document, member);
    if ((a == nullptr) != (b == nullptr) || (a && *a != *b)) return false;
  }
  return true;
}

std::string new_listener_arn(const ElbLoadBalancer& owner, Random& random) {
  constexpr std::string_view kKind = ":loadbalancer/";
  std::string arn = owner.arn;
  return arn.replace(arn.find(kKind), kKind.size(), ":listener/") + "/" + new_id(random);
}

ElbRule default_rule(const Call& call, const ElbListener& listener) {
  return repository(call).rules(listener.number).back();
}

/// Its default rule has the same actions. @error  TooManyUniqueTargetGroupsPerLoadBalancer
ApiResult<void> store_default_rule(const Call& call, const ElbListener& listener,
                                   const ElbLoadBalancer& owner,
                                   const std::vector<ElbTargetGroupNumber>& target_groups) {
  ElbRule rule;
  if (repository(call).rules(listener.number).empty()) {
    rule.arn = new_rule_arn(listener, call.random());
    rule.listener = listener.number;
    rule.document = {{"Conditions", json::array{}}};
    rule = repository(call).insert(std::move(rule));
  } else {
    rule = default_rule(call, listener);
  }
  rule.document["Actions"] = listener.document.at("DefaultActions");
  repository(call).update(rule);
  return store_forwards(call, rule, owner, target_groups);
}

}  // namespace

ApiResult<Reply> create_listener(Call& call) {
  ENI_TRY(const ElbLoadBalancer owner, find_load_balancer(call, call.params.text_or("LoadBalancerArn", "")));
  ENI_TRY(const TagMap tags, read_tags(call));
  ElbListener listener;
  listener.load_balancer = owner.number;
  ENI_CHECK(change_protocol(call, owner, listener.document));
  const auto port = number_at(call.params.all(), "Port");
  if (!port) return aws::validation_error("A listener port must be specified");  // Assumed wording.
  listener.port = *port;
  const std::string protocol = text_at(listener.document, "Protocol");
  ENI_TRY(Actions actions, read_actions(call, "DefaultActions", owner, protocol));
  listener.document["DefaultActions"] = std::move(actions.shown);
  if (const auto present = on_port(call, owner, listener.port)) {
    if (is_same(*present, listener.document)) return reply_with(call, *present);
    return port_in_use(owner);
  }
  if (repository(call).listeners(owner.number).size() >= static_cast<std::size_t>(kMaxListeners))
    return ApiError{"TooManyListeners",  // Assumed wording.
                    "The maximum number of listeners of load balancer '" + owner.arn + "' is '50'"};
  listener.arn = new_listener_arn(owner, call.random());
  listener.document["certificates"] = json::array{};
  listener.document["attributes"] = listener_attributes(protocol);
  ENI_CHECK(may_tag(call, "CreateListener", listener.arn, tags));
  listener = repository(call).insert(std::move(listener));
  ENI_CHECK(put_tags(call, listener.arn, tags));
  ENI_CHECK(store_default_rule(call, listener, owner, actions.target_groups));
  return reply_with(call, listener);
}

ApiResult<Reply> modify_listener(Call& call) {
  ENI_TRY(ElbListener listener, find_listener(call, call.params.text_or("ListenerArn", "")));
  const ElbLoadBalancer owner = load_balancer_of(call, listener);
  ENI_CHECK(change_protocol(call, owner, listener.document));
  const std::string protocol = text_at(listener.document, "Protocol");
  // It keeps what the new protocol has, too.
  json::object attributes = listener_attributes(protocol);
  for (const auto& attribute : object_at(listener.document, "attributes"))
    if (attributes.contains(attribute.key())) attributes[attribute.key()] = attribute.value();
  listener.document["attributes"] = std::move(attributes);
  if (!is_encrypted(protocol)) listener.document["certificates"] = json::array{};
  const auto port = number_at(call.params.all(), "Port").value_or(listener.port);
  if (port != listener.port && on_port(call, owner, port)) return port_in_use(owner);
  listener.port = port;
  if (!array_at(call.params.all(), "DefaultActions").empty()) {
    ENI_TRY(Actions actions, read_actions(call, "DefaultActions", owner, protocol));
    listener.document["DefaultActions"] = std::move(actions.shown);
    ENI_CHECK(store_default_rule(call, listener, owner, actions.target_groups));
  }
  repository(call).update(listener);
  engine_of(call.env).traffic().consider(owner.number);
  return reply_with(call, listener);
}

ApiResult<Reply> delete_listener(Call& call) {
  ENI_TRY(const ElbListener listener, find_listener(call, call.params.text_or("ListenerArn", "")));
  const ElbLoadBalancer owner = load_balancer_of(call, listener);
  for (const ElbRule& rule : repository(call).rules(listener.number))
    ENI_CHECK(store_forwards(call, rule, owner, {}));
  repository(call).remove(listener);
  return Reply{};
}

}  // namespace eni::sandbox::elb_service
