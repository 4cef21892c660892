#include "sandbox/services/elasticloadbalancing/attribute_defaults.h"

#include <algorithm>

#include "sandbox/services/elasticloadbalancing/attribute_rules.h"
#include "sandbox/services/elasticloadbalancing/errors.h"
#include "sandbox/services/elasticloadbalancing/input.h"

namespace eni::sandbox::elb_service {
namespace {

using Defaults = std::initializer_list<std::pair<std::string_view, std::string_view>>;

json::object object_of(Defaults defaults) {
  json::object out;
  for (const auto& [name, value] : defaults) out[name] = value;
  return out;
}

void add(json::object& attributes, Defaults defaults) {
  for (const auto& [name, value] : defaults) attributes[name] = value;
}

bool is_udp(std::string_view protocol) { return protocol == "UDP" || protocol == "TCP_UDP"; }

/// What is asked for fits together. @error  InvalidConfigurationRequest; wordings assumed
ApiResult<void> check_together(const json::object& attributes) {
  for (const std::string_view logs : {"access_logs.s3", "connection_logs.s3", "health_check_logs.s3"}) {
    const std::string start(logs);
    if (text_at(attributes, start + ".enabled") == "true" && text_at(attributes, start + ".bucket").empty())
      return invalid_configuration("The value of '" + start + ".bucket' cannot be empty");
  }
  if (text_at(attributes, "stickiness.enabled") == "true" &&
      text_at(attributes, "stickiness.type") == "app_cookie" &&
      text_at(attributes, "stickiness.app_cookie.cookie_name").empty())
    return invalid_configuration("A cookie name must be specified for stickiness of type 'app_cookie'");
  if (text_at(attributes, "load_balancing.algorithm.anomaly_mitigation") == "on" &&
      text_at(attributes, "load_balancing.algorithm.type") != "weighted_random")
    return invalid_configuration(
        "Anomaly mitigation is supported only with the load balancing algorithm 'weighted_random'");
  return {};
}

/// Words that the rule has and this owner has not.
ApiResult<void> check_for_owner(const json::object& present, const std::string& name,
                                const std::string& value) {
  const bool is_balancer = present.contains("deletion_protection.enabled");
  const bool is_application = is_balancer && present.contains("routing.http2.enabled");
  // Assumed wordings.
  if (name == "load_balancing.cross_zone.enabled" && is_balancer &&
      value == "use_load_balancer_configuration")
    return aws::validation_error("'" + name + "' must be one of 'true', 'false'");
  if (name == "load_balancing.cross_zone.enabled" && is_application && value == "false")
    return invalid_configuration(
        "Cross-zone load balancing cannot be disabled for load balancers with type "
        "'application'");
  const bool is_network_group = present.contains("proxy_protocol_v2.enabled");
  const bool has_cookie = value == "lb_cookie" || value == "app_cookie";
  if (name == "stickiness.type" && (is_network_group ? value != "source_ip" : !has_cookie))
    return invalid_configuration(
        "Stickiness type '" + value + "' is not supported for target groups with the " +
        (is_network_group ? "TCP, TLS, UDP and TCP_UDP protocols" : "HTTP and HTTPS protocols"));
  if (name == "stickiness.app_cookie.cookie_name" && value.starts_with("AWSALB"))
    return invalid_configuration("The cookie name '" + value + "' is reserved");
  return {};
}

}  // namespace

json::object load_balancer_attributes(std::string_view type, std::string_view scheme) {
  json::object attributes = object_of({{"access_logs.s3.enabled", "false"},
                                       {"access_logs.s3.bucket", ""},
                                       {"access_logs.s3.prefix", ""},
                                       {"deletion_protection.enabled", "false"},
                                       {"ipv6.deny_all_igw_traffic", scheme == "internal" ? "true" : "false"},
                                       {"zonal_shift.config.enabled", "false"}});
  if (type == "network") {
    add(attributes, {{"load_balancing.cross_zone.enabled", "false"},
                     {"dns_record.client_routing_policy", "any_availability_zone"},
                     {"secondary_ips.auto_assigned.per_subnet", "0"}});
    return attributes;
  }
  add(attributes, {{"load_balancing.cross_zone.enabled", "true"},
                   {"idle_timeout.timeout_seconds", "60"},
                   {"client_keep_alive.seconds", "3600"},
                   {"connection_logs.s3.enabled", "false"},
                   {"connection_logs.s3.bucket", ""},
                   {"connection_logs.s3.prefix", ""},
                   {"health_check_logs.s3.enabled", "false"},
                   {"health_check_logs.s3.bucket", ""},
                   {"health_check_logs.s3.prefix", ""},
                   {"routing.http2.enabled", "true"},
                   {"routing.http.desync_mitigation_mode", "defensive"},
                   {"routing.http.drop_invalid_header_fields.enabled", "false"},
                   {"routing.http.preserve_host_header.enabled", "false"},
                   {"routing.http.x_amzn_tls_version_and_cipher_suite.enabled", "false"},
                   {"routing.http.xff_client_port.enabled", "false"},
                   {"routing.http.xff_header_processing.mode", "append"},
                   {"waf.fail_open.enabled", "false"}});
  return attributes;
}

json::object target_group_attributes(std::string_view protocol, std::string_view target_type) {
  json::object attributes =
      object_of({{"deregistration_delay.timeout_seconds", "300"},
                 {"stickiness.enabled", "false"},
                 {"load_balancing.cross_zone.enabled", "use_load_balancer_configuration"},
                 {"target_group_health.dns_failover.minimum_healthy_targets.count", "1"},
                 {"target_group_health.dns_failover.minimum_healthy_targets.percentage", "off"},
                 {"target_group_health.unhealthy_state_routing.minimum_healthy_targets.count", "1"},
                 {"target_group_health.unhealthy_state_routing.minimum_healthy_targets.percentage", "off"}});
  if (protocol == "HTTP" || protocol == "HTTPS") {
    add(attributes, {{"stickiness.type", "lb_cookie"},
                     {"stickiness.lb_cookie.duration_seconds", "86400"},
                     {"stickiness.app_cookie.cookie_name", ""},
                     {"stickiness.app_cookie.duration_seconds", "86400"},
                     {"slow_start.duration_seconds", "0"},
                     {"load_balancing.algorithm.type", "round_robin"},
                     {"load_balancing.algorithm.anomaly_mitigation", "off"}});
    return attributes;
  }
  const bool hides_client = target_type == "ip" && !is_udp(protocol);
  add(attributes,
      {{"stickiness.type", "source_ip"},
       {"deregistration_delay.connection_termination.enabled", is_udp(protocol) ? "true" : "false"},
       {"preserve_client_ip.enabled", hides_client ? "false" : "true"},
       {"proxy_protocol_v2.enabled", "false"}});
  if (!is_udp(protocol))
    add(attributes, {{"target_health_state.unhealthy.connection_termination.enabled", "true"},
                     {"target_health_state.unhealthy.draining_interval_seconds", "0"}});
  return attributes;
}

json::object listener_attributes(std::string_view protocol) {
  if (protocol == "TCP") return object_of({{"tcp.idle_timeout.seconds", "350"}});
  if (protocol != "HTTP" && protocol != "HTTPS") return {};
  json::object attributes =
      object_of({{"routing.http.response.server.enabled", "true"},
                 {"routing.http.response.strict_transport_security.header_value", ""},
                 {"routing.http.response.access_control_allow_origin.header_value", ""},
                 {"routing.http.response.access_control_allow_methods.header_value", ""},
                 {"routing.http.response.access_control_allow_headers.header_value", ""},
                 {"routing.http.response.access_control_allow_credentials.header_value", ""},
                 {"routing.http.response.access_control_expose_headers.header_value", ""},
                 {"routing.http.response.access_control_max_age.header_value", ""},
                 {"routing.http.response.content_security_policy.header_value", ""},
                 {"routing.http.response.x_content_type_options.header_value", ""},
                 {"routing.http.response.x_frame_options.header_value", ""}});
  if (protocol == "HTTP") return attributes;
  add(attributes,
      {{"routing.http.request.x_amzn_mtls_clientcert_serial_number.header_name",
        "X-Amzn-Mtls-Clientcert-Serial-Number"},
       {"routing.http.request.x_amzn_mtls_clientcert_issuer.header_name", "X-Amzn-Mtls-Clientcert-Issuer"},
       {"routing.http.request.x_amzn_mtls_clientcert_subject.header_name", "X-Amzn-Mtls-Clientcert-Subject"},
       {"routing.http.request.x_amzn_mtls_clientcert_validity.header_name",
        "X-Amzn-Mtls-Clientcert-Validity"},
       {"routing.http.request.x_amzn_mtls_clientcert_leaf.header_name", "X-Amzn-Mtls-Clientcert-Leaf"},
       {"routing.http.request.x_amzn_mtls_clientcert.header_name", "X-Amzn-Mtls-Clientcert"},
       {"routing.http.request.x_amzn_tls_version.header_name", "X-Amzn-Tls-Version"},
       {"routing.http.request.x_amzn_tls_cipher_suite.header_name", "X-Amzn-Tls-Cipher-Suite"}});
  return attributes;
}

ApiResult<json::object> changed_attributes(const Call& call, const json::object& present,
                                           std::string_view subject, const std::string& owner) {
  json::object attributes = present;
  for (const json::object& attribute : objects_in(call.params.all(), "Attributes")) {
    const std::string name = text_at(attribute, "Key");
    const std::string value = scalar_text_at(attribute, "Value");
    const std::string start = std::string(subject) + " attribute key '" + name + "' is not ";
    const AttributeRule* rule = find_attribute(name);
    if (!rule) return aws::validation_error(start + "recognized");
    if (!present.contains(name)) return invalid_configuration(start + "supported on " + owner);
    ENI_CHECK(check_attribute(*rule, value));
    ENI_CHECK(check_for_owner(present, name, value));
    attributes[name] = value;
  }
  ENI_CHECK(check_together(attributes));
  return attributes;
}

json::array attribute_list(const json::object& attributes) {
  json::array list;
  for (const auto& attribute : attributes)
    list.push_back(json::object{{"Key", attribute.key()}, {"Value", attribute.value()}});
  return list;
}

}  // namespace eni::sandbox::elb_service
