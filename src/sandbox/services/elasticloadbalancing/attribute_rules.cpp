#include "sandbox/services/elasticloadbalancing/attribute_rules.h"

#include "base/text.h"

namespace eni::sandbox::elb_service {
namespace {

constexpr AttributeRule kRules[] = {
    // of load balancers
    {"access_logs.s3.bucket", "text"},
    {"access_logs.s3.enabled", "flag"},
    {"access_logs.s3.prefix", "text"},
    {"client_keep_alive.seconds", "60..604800"},
    {"connection_logs.s3.bucket", "text"},
    {"connection_logs.s3.enabled", "flag"},
    {"connection_logs.s3.prefix", "text"},
    {"deletion_protection.enabled", "flag"},
    {"dns_record.client_routing_policy",
     "availability_zone_affinity|partial_availability_zone_affinity|any_availability_zone"},
    {"health_check_logs.s3.bucket", "text"},
    {"health_check_logs.s3.enabled", "flag"},
    {"health_check_logs.s3.prefix", "text"},
    {"idle_timeout.timeout_seconds", "1..4000"},
    {"ipv6.deny_all_igw_traffic", "flag"},
    {"routing.http.desync_mitigation_mode", "monitor|defensive|strictest"},
    {"routing.http.drop_invalid_header_fields.enabled", "flag"},
    {"routing.http.preserve_host_header.enabled", "flag"},
    {"routing.http.x_amzn_tls_version_and_cipher_suite.enabled", "flag"},
    {"routing.http.xff_client_port.enabled", "flag"},
    {"routing.http.xff_header_processing.mode", "append|preserve|remove"},
    {"routing.http2.enabled", "flag"},
    {"secondary_ips.auto_assigned.per_subnet", "0..7"},
    {"waf.fail_open.enabled", "flag"},
    {"zonal_shift.config.enabled", "flag"},
    // of load balancers and of target groups
    {"load_balancing.cross_zone.enabled", "true|false|use_load_balancer_configuration"},
    // of target groups
    {"deregistration_delay.connection_termination.enabled", "flag"},
    {"deregistration_delay.timeout_seconds", "0..3600"},
    {"lambda.multi_value_headers.enabled", "flag"},
    {"load_balancing.algorithm.anomaly_mitigation", "on|off"},
    {"load_balancing.algorithm.type", "round_robin|least_outstanding_requests|weighted_random"},
    {"preserve_client_ip.enabled", "flag"},
    {"proxy_protocol_v2.enabled", "flag"},
    {"slow_start.duration_seconds", "0|30..900"},
    {"stickiness.app_cookie.cookie_name", "text"},
    {"stickiness.app_cookie.duration_seconds", "1..604800"},
    {"stickiness.enabled", "flag"},
    {"stickiness.lb_cookie.duration_seconds", "1..604800"},
    {"stickiness.type", "lb_cookie|app_cookie|source_ip|source_ip_dest_ip|source_ip_dest_ip_proto"},
    {"target_failover.on_deregistration", "rebalance|no_rebalance"},
    {"target_failover.on_unhealthy", "rebalance|no_rebalance"},
    {"target_group_health.dns_failover.minimum_healthy_targets.count", "off|1..1000"},
    {"target_group_health.dns_failover.minimum_healthy_targets.percentage", "off|1..100"},
    {"target_group_health.unhealthy_state_routing.minimum_healthy_targets.count", "1..1000"},
    {"target_group_health.unhealthy_state_routing.minimum_healthy_targets.percentage", "off|1..100"},
    {"target_health_state.unhealthy.connection_termination.enabled", "flag"},
    {"target_health_state.unhealthy.draining_interval_seconds", "0..360000"},
    // of listeners
    {"routing.http.request.x_amzn_mtls_clientcert.header_name", "text"},
    {"routing.http.request.x_amzn_mtls_clientcert_issuer.header_name", "text"},
    {"routing.http.request.x_amzn_mtls_clientcert_leaf.header_name", "text"},
    {"routing.http.request.x_amzn_mtls_clientcert_serial_number.header_name", "text"},
    {"routing.http.request.x_amzn_mtls_clientcert_subject.header_name", "text"},
    {"routing.http.request.x_amzn_mtls_clientcert_validity.header_name", "text"},
    {"routing.http.request.x_amzn_tls_cipher_suite.header_name", "text"},
    {"routing.http.request.x_amzn_tls_version.header_name", "text"},
    {"routing.http.response.access_control_allow_credentials.header_value", "text"},
    {"routing.http.response.access_control_allow_headers.header_value", "text"},
    {"routing.http.response.access_control_allow_methods.header_value", "text"},
    {"routing.http.response.access_control_allow_origin.header_value", "text"},
    {"routing.http.response.access_control_expose_headers.header_value", "text"},
    {"routing.http.response.access_control_max_age.header_value", "text"},
    {"routing.http.response.content_security_policy.header_value", "text"},
    {"routing.http.response.server.enabled", "flag"},
    {"routing.http.response.strict_transport_security.header_value", "text"},
    {"routing.http.response.x_content_type_options.header_value", "text"},
    {"routing.http.response.x_frame_options.header_value", "text"},
    {"tcp.idle_timeout.seconds", "60..6000"},
};

/// A number in "1..100". Nothing if the rule is a word.
std::optional<bool> in_range(std::string_view rule, const std::string& value) {
  const auto dots = rule.find("..");
  if (dots == std::string_view::npos) return std::nullopt;
  const auto number = parse_integer(value);
  return number && *number >= *parse_integer(rule.substr(0, dots)) &&
         *number <= *parse_integer(rule.substr(dots + 2));
}

bool is_allowed(std::string_view rule, const std::string& value) {
  for (const std::string& one : split(rule, '|'))
    if (in_range(one, value).value_or(one == value)) return true;
  return false;
}

}  // namespace

const AttributeRule* find_attribute(std::string_view name) {
  for (const AttributeRule& rule : kRules)
    if (rule.name == name) return &rule;
  return nullptr;
}

/// Assumed wordings.
aws::ApiResult<void> check_attribute(const AttributeRule& rule, const std::string& value) {
  if (rule.values == "text") return {};
  const std::string values{rule.values == "flag" ? "true|false" : rule.values};
  if (is_allowed(values, value)) return {};
  const std::string subject = "'" + std::string(rule.name) + "' must be ";
  if (const auto dots = values.find(".."); dots != std::string::npos && values.find('|') == std::string::npos)
    return aws::validation_error(subject + "between '" + values.substr(0, dots) + "' and '" +
                                 values.substr(dots + 2) + "' inclusive");
  return aws::validation_error(subject + "one of '" + join(split(values, '|'), "', '") + "'");
}

}  // namespace eni::sandbox::elb_service
