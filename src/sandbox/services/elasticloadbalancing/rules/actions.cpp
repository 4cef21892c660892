#include "sandbox/services/elasticloadbalancing/rules/actions.h"

#include <algorithm>
#include <set>

#include "sandbox/services/elasticloadbalancing/engine.h"
#include "sandbox/services/elasticloadbalancing/errors.h"
#include "sandbox/services/elasticloadbalancing/limits.h"
#include "sandbox/services/elasticloadbalancing/rules/forward.h"
#include "sandbox/services/elasticloadbalancing/rules/redirect.h"

namespace eni::sandbox::elb_service {
namespace {

/// A routing action, with one that authenticates before it.
constexpr std::size_t kMaxActions = 2;

bool is_routing(std::string_view type) {
  return type == "forward" || type == "redirect" || type == "fixed-response";
}

/// The configuration that belongs to the type. @error  InvalidLoadBalancerAction, wording assumed
ApiResult<json::object> config_of(const json::object& action, std::string_view member) {
  const json::object* config = object_in(action, member);
  if (!config)
    return invalid_action("Actions of type '" + text_at(action, "Type") + "' must have a '" +
                          std::string(member) + "'");
  return *config;
}

ApiResult<json::object> read_fixed_response(const json::object& action) {
  ENI_TRY(json::object config, config_of(action, "FixedResponseConfig"));
  const std::string type = text_at(config, "ContentType");
  constexpr std::string_view kTypes[] = {"text/html", "application/json", "application/javascript",
                                         "text/css", "text/plain"};
  if (!type.empty() && std::ranges::find(kTypes, type) == std::end(kTypes))
    return invalid_action(
        "The ContentType must be one of:'text/html', 'application/json', 'application/javascript', "
        "'text/css', "
        "'text/plain'");
  config["StatusCode"] = scalar_text_at(config, "StatusCode");
  return json::object{{"Type", "fixed-response"}, {"FixedResponseConfig", std::move(config)}};
}

/// With the defaults of both kinds; the secret is not shown.
ApiResult<json::object> read_authentication(const json::object& action, const std::string& type,
                                            std::string_view member) {
  ENI_TRY(json::object config, config_of(action, member));
  config.erase("ClientSecret");
  config.erase("UseExistingClientSecret");
  const auto set_default = [&](std::string_view name, json::value value) {
    if (!config.contains(name)) config[name] = std::move(value);
  };
  set_default("SessionCookieName", "AWSELBAuthSessionCookie");
  set_default("Scope", "openid");
  set_default("SessionTimeout", 604800);
  set_default("OnUnauthenticatedRequest", "authenticate");
  if (const auto timeout = number_at(config, "SessionTimeout")) config["SessionTimeout"] = *timeout;
  json::object shown{{"Type", type}};
  shown[member] = std::move(config);
  return shown;
}

ApiResult<json::object> read_validation(const json::object& action) {
  ENI_TRY(json::object config, config_of(action, "JwtValidationConfig"));
  return json::object{{"Type", "jwt-validation"}, {"JwtValidationConfig", std::move(config)}};
}

ApiResult<json::object> read_action(const Call& call, const json::object& action,
                                    const ElbLoadBalancer& owner, const std::string& protocol,
                                    Actions& actions) {
  const std::string type = text_at(action, "Type");
  if (type != "forward" && !is_application(owner))
    return invalid_action("The action type '" + type + "' is not valid with network load balancer");
  if (!is_routing(type) && protocol != "HTTPS")
    return invalid_action("Actions of type '" + type + "' are supported only on HTTPS listeners");
  if (type == "forward") return read_forward(call, action, owner, protocol, actions);
  if (type == "fixed-response") return read_fixed_response(action);
  if (type == "authenticate-cognito") return read_authentication(action, type, "AuthenticateCognitoConfig");
  if (type == "authenticate-oidc") return read_authentication(action, type, "AuthenticateOidcConfig");
  if (type == "jwt-validation") return read_validation(action);
  ENI_TRY(const json::object given, config_of(action, "RedirectConfig"));
  ENI_TRY(json::object config, read_redirect(given, protocol));
  return json::object{{"Type", type}, {"RedirectConfig", std::move(config)}};
}

/// In the order in which they are performed. @error  InvalidLoadBalancerAction, TooManyActions; wordings assumed
ApiResult<std::vector<json::object>> in_order(std::vector<json::object> actions) {
  if (actions.empty()) return aws::validation_error("At least one action must be specified");
  if (actions.size() > kMaxActions)
    return ApiError{"TooManyActions", "The maximum number of actions of a rule is '2'"};
  std::set<std::int64_t> orders;
  for (const json::object& action : actions) {
    const auto order = number_at(action, "Order");
    if (actions.size() > 1 && !order)
      return invalid_action("An order must be specified for each of several actions");
    if (order && !orders.insert(*order).second)
      return invalid_action("Order '" + std::to_string(*order) + "' was specified more than once");
  }
  std::ranges::stable_sort(actions, {},
                           [](const json::object& action) { return number_at(action, "Order").value_or(0); });
  for (std::size_t at = 0; at < actions.size(); ++at) {
    const bool is_last = at + 1 == actions.size();
    if (is_routing(text_at(actions[at], "Type")) != is_last)
      return invalid_action(
          "The last action must be exactly one of the types 'forward', 'redirect' and 'fixed-response'");
  }
  return actions;
}

}  // namespace

ApiResult<Actions> read_actions(const Call& call, std::string_view member, const ElbLoadBalancer& owner,
                                const std::string& protocol) {
  ENI_TRY(const auto given, in_order(objects_in(call.params.all(), member)));
  Actions actions;
  for (const json::object& action : given) {
    ENI_TRY(json::object shown, read_action(call, action, owner, protocol, actions));
    if (const auto order = number_at(action, "Order")) shown["Order"] = *order;
    actions.shown.emplace_back(std::move(shown));
  }
  return actions;
}

ApiResult<void> store_forwards(const Call& call, const ElbRule& rule, const ElbLoadBalancer& owner,
                               const std::vector<ElbTargetGroupNumber>& target_groups) {
  const auto before = repository(call).target_groups_of(rule.number);
  repository(call).set_forwards(rule, owner.number, target_groups);
  const auto used = repository(call).target_groups_of(owner.number);
  if (is_application(owner) &&
      used.size() > static_cast<std::size_t>(kMaxUsedTargetGroups))  // Assumed wording.
    return ApiError{"TooManyUniqueTargetGroupsPerLoadBalancer",
                    "The maximum number of unique target groups of load balancer '" + owner.arn + "' is '" +
                        std::to_string(kMaxUsedTargetGroups) + "'"};
  engine_of(call.env).traffic().consider(owner.number);
  TargetWatch& watch = engine_of(call.env).targets();
  for (const ElbTargetGroupNumber group : before) watch.consider(group);
  for (const ElbTargetGroupNumber group : target_groups) watch.consider(group);
  return {};
}

}  // namespace eni::sandbox::elb_service
