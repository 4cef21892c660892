#include "sandbox/services/elasticloadbalancing/target_groups/health_check.h"

#include "base/text.h"
#include "sandbox/services/elasticloadbalancing/errors.h"

namespace eni::sandbox::elb_service {
namespace {

/// Codes that a matcher may name.
struct Codes {
  std::int64_t min;
  std::int64_t max;
};

Codes codes_of(const json::object& group) {
  if (text_at(group, "ProtocolVersion") == "GRPC") return {0, 99};
  return is_http(text_at(group, "Protocol")) ? Codes{200, 499} : Codes{200, 599};
}

/// "200", "200,202", "200-299". @error  ValidationError, wording assumed
ApiResult<void> check_codes(const std::string& text, const Codes& codes) {
  for (const std::string& part : split(text, ',')) {
    const auto ends = split(part, '-');
    const auto first = parse_integer(ends.front());
    const auto last = parse_integer(ends.back());
    const bool is_valid =
        ends.size() <= 2 && first && last && *first >= codes.min && *last <= codes.max && *first <= *last;
    if (!is_valid)
      return aws::validation_error("Health check matcher code '" + text + "' must be within '" +
                                   std::to_string(codes.min) + "-" + std::to_string(codes.max) + "'");
  }
  return {};
}

ApiResult<void> change_matcher(const json::object& params, json::object& group) {
  const json::object* matcher = object_in(params, "Matcher");
  if (!matcher) return {};
  const std::string protocol = text_at(group, "Protocol");
  if (!is_http(text_at(group, "HealthCheckProtocol")))
    return invalid_configuration(
        "Custom health check matchers are not supported for health checks for target groups "
        "with the " +
        protocol + " protocol");
  const bool is_grpc = text_at(group, "ProtocolVersion") == "GRPC";
  const std::string_view member = is_grpc ? "GrpcCode" : "HttpCode";
  const std::string codes = scalar_text_at(*matcher, member);
  if (codes.empty())  // Assumed wording.
    return aws::validation_error("A health check matcher needs a '" + std::string(member) + "'");
  ENI_CHECK(check_codes(codes, codes_of(group)));
  json::object changed;
  changed[member] = codes;
  group["Matcher"] = std::move(changed);
  return {};
}

ApiResult<void> check_protocol(const json::object& group) {
  const std::string checks = text_at(group, "HealthCheckProtocol");
  const std::string protocol = text_at(group, "Protocol");
  const bool is_known = is_http(checks) || checks == "TCP";
  if (is_known && !(is_http(protocol) && checks == "TCP")) return {};
  // Assumed wording.
  return invalid_configuration("Health check protocol '" + checks +
                               "' is not supported for target groups with the " + protocol + " protocol");
}

ApiResult<void> check_port(const std::string& port) {
  if (port == "traffic-port") return {};
  const auto number = parse_integer(port);
  if (number && *number >= 1 && *number <= 65535) return {};
  // Assumed wording.
  return aws::validation_error("Health check port '" + port +
                               "' must be 'traffic-port' or between '1' and '65535'");
}

}  // namespace

bool is_http(std::string_view protocol) { return protocol == "HTTP" || protocol == "HTTPS"; }

json::object default_health_check(std::string_view protocol, std::string_view version,
                                  std::string_view health_check_protocol) {
  const bool is_application = is_http(protocol);
  std::string checks(health_check_protocol);
  if (checks.empty()) checks = is_application ? "HTTP" : "TCP";
  json::object check{{"HealthCheckEnabled", true},
                     {"HealthCheckProtocol", checks},
                     {"HealthCheckPort", "traffic-port"},
                     {"HealthCheckIntervalSeconds", 30},
                     {"HealthCheckTimeoutSeconds", is_application     ? 5
                                                   : checks == "HTTP" ? 6
                                                                      : 10},
                     {"HealthyThresholdCount", 5},
                     {"UnhealthyThresholdCount", 2}};
  if (!is_http(checks)) return check;
  const bool is_grpc = version == "GRPC";
  check["HealthCheckPath"] = is_grpc ? "/AWS.ALB/healthcheck" : "/";
  if (is_grpc) {
    check["Matcher"] = json::object{{"GrpcCode", "12"}};
  } else {
    check["Matcher"] = json::object{{"HttpCode", is_application ? "200" : "200-399"}};
  }
  return check;
}

ApiResult<void> change_health_check(const Call& call, json::object& group) {
  const json::object& params = call.params.all();
  if (given_flag(params, "HealthCheckEnabled") == false)  // Assumed wording.
    return invalid_configuration("Health check enabled must be true for target groups with target type '" +
                                 text_at(group, "TargetType") + "'");
  if (const auto protocol = call.params.text("HealthCheckProtocol")) group["HealthCheckProtocol"] = *protocol;
  ENI_CHECK(check_protocol(group));
  if (const auto port = call.params.text("HealthCheckPort")) {
    ENI_CHECK(check_port(*port));
    group["HealthCheckPort"] = *port;
  }
  for (const std::string_view member : {"HealthCheckIntervalSeconds", "HealthCheckTimeoutSeconds",
                                        "HealthyThresholdCount", "UnhealthyThresholdCount"})
    if (const auto number = number_at(params, member)) group[member] = *number;
  const bool has_path = is_http(text_at(group, "HealthCheckProtocol"));
  if (!has_path) {
    group.erase("HealthCheckPath");
    group.erase("Matcher");
  } else if (!group.contains("HealthCheckPath")) {  // It checked by TCP before.
    group["HealthCheckPath"] = "/";
    group["Matcher"] = json::object{{"HttpCode", "200-399"}};
  }
  if (const auto path = call.params.text("HealthCheckPath")) {
    if (!has_path)  // Assumed wording.
      return invalid_configuration(
          "Health check paths are not supported for health checks with the TCP protocol");
    if (!path->starts_with("/"))
      return aws::validation_error("Health check path '" + *path + "' must begin with a '/' character");
    group["HealthCheckPath"] = *path;
  }
  ENI_CHECK(change_matcher(params, group));
  if (integer_at(group, "HealthCheckIntervalSeconds") <= integer_at(group, "HealthCheckTimeoutSeconds"))
    return aws::validation_error("Health check interval must be greater than the timeout.");
  return {};
}

}  // namespace eni::sandbox::elb_service
