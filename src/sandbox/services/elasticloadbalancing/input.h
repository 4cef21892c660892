#pragma once
/// What the operations read from their calls, and how they find what ARNs name.
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sandbox/gateway/call.h"
#include "sandbox/store/elb_target_repository.h"

namespace eni::sandbox::elb_service {

ElbRepository& repository(const Call& call);
ElbTargetRepository& target_repository(const Call& call);
std::int64_t now_millis(const Environment& env);

/// A number or a flag of an input structure, whatever the protocol made of it. The gateway has checked kinds and ranges.
std::optional<std::int64_t> number_at(const json::object& structure, std::string_view name);
std::optional<bool> given_flag(const json::object& structure, std::string_view name);
/// A list of texts; empty if absent.
std::vector<std::string> texts_in(const json::object& structure, std::string_view name);
/// A list of structures; empty if absent.
std::vector<json::object> objects_in(const json::object& structure, std::string_view name);
/// A structure; null if absent.
const json::object* object_in(const json::object& structure, std::string_view name);

/// What kinds of ARNs there are: "loadbalancer", "targetgroup", "listener", "listener-rule".
/// @error  ValidationError "'X' is not a valid load balancer ARN", also for one of another account or Region
ApiResult<void> check_arn(const Call& call, std::string_view kind, std::string_view arn);

/// What the parameter names. @error  those of check_arn, and …NotFound
ApiResult<ElbLoadBalancer> find_load_balancer(const Call& call, std::string_view arn);
ApiResult<ElbTargetGroup> find_target_group(const Call& call, std::string_view arn);
ApiResult<ElbListener> find_listener(const Call& call, std::string_view arn);
ApiResult<ElbRule> find_rule(const Call& call, std::string_view arn);
/// The load balancer of a listener: it is there as long as the listener.
ElbLoadBalancer load_balancer_of(const Call& call, const ElbListener& listener);

bool is_application(const ElbLoadBalancer& load_balancer);

/// One page of `items` by their numbers: PageSize of them, or 400, after the one that Marker names.
/// @param member  of the reply, e.g. "LoadBalancers" @error  ValidationError for a foreign marker
ApiResult<Reply> page(const Call& call, std::string_view member,
                      std::vector<std::pair<std::int64_t, json::object>> items);

/// 16 hexadecimal digits, as ARNs end.
std::string new_id(Random& random);

}  // namespace eni::sandbox::elb_service
