/// Describe…Attributes, Modify…Attributes.
#include "sandbox/services/elasticloadbalancing/attribute_defaults.h"
#include "sandbox/services/elasticloadbalancing/attributes/operations.h"
#include "sandbox/services/elasticloadbalancing/engine.h"
#include "sandbox/services/elasticloadbalancing/input.h"

namespace eni::sandbox::elb_service {
namespace {

ApiResult<ElbLoadBalancer> asked_load_balancer(const Call& call) {
  return find_load_balancer(call, call.params.text_or("LoadBalancerArn", ""));
}

ApiResult<ElbTargetGroup> asked_target_group(const Call& call) {
  return find_target_group(call, call.params.text_or("TargetGroupArn", ""));
}

ApiResult<ElbListener> asked_listener(const Call& call) {
  return find_listener(call, call.params.text_or("ListenerArn", ""));
}

template <class Row>
Reply attributes_of(const Row& row) {
  return Reply{json::object{{"Attributes", attribute_list(object_at(row.document, "attributes"))}}};
}

/// Applies Attributes to the row's document.
template <class Row>
ApiResult<void> change(const Call& call, Row& row, std::string_view subject, const std::string& owner) {
  ENI_TRY(json::object changed,
          changed_attributes(call, object_at(row.document, "attributes"), subject, owner));
  row.document["attributes"] = std::move(changed);
  return {};
}

}  // namespace

ApiResult<Reply> describe_load_balancer_attributes(Call& call) {
  ENI_TRY(const auto row, asked_load_balancer(call));
  return attributes_of(row);
}

ApiResult<Reply> describe_target_group_attributes(Call& call) {
  ENI_TRY(const auto row, asked_target_group(call));
  return attributes_of(row);
}

ApiResult<Reply> describe_listener_attributes(Call& call) {
  ENI_TRY(const auto row, asked_listener(call));
  return attributes_of(row);
}

ApiResult<Reply> modify_load_balancer_attributes(Call& call) {
  ENI_TRY(auto row, asked_load_balancer(call));
  const std::string type = text_at(row.document, "Type");
  ENI_CHECK(change(call, row, "Load balancer", "load balancers with type '" + type + "'"));
  repository(call).update(row);
  engine_of(call.env).traffic().consider(row.number);
  return attributes_of(row);
}

ApiResult<Reply> modify_target_group_attributes(Call& call) {
  ENI_TRY(auto row, asked_target_group(call));
  const std::string protocol = text_at(row.document, "Protocol");
  ENI_CHECK(change(call, row, "Target group", "target groups with the " + protocol + " protocol"));
  target_repository(call).update(row);
  engine_of(call.env).traffic().consider(row.number);
  return attributes_of(row);
}

ApiResult<Reply> modify_listener_attributes(Call& call) {
  ENI_TRY(auto row, asked_listener(call));
  const std::string protocol = text_at(row.document, "Protocol");
  ENI_CHECK(change(call, row, "Listener", "listeners with the " + protocol + " protocol"));
  repository(call).update(row);
  engine_of(call.env).traffic().consider(row.load_balancer);
  return attributes_of(row);
}

}  // namespace eni::sandbox::elb_service
