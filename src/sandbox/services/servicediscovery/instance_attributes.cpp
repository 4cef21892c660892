#include "sandbox/services/servicediscovery/instance_attributes.h"

#include "base/text.h"
#include "sandbox/services/servicediscovery/domain_name.h"
#include "sandbox/services/servicediscovery/input.h"
#include "vpc/ipv4.h"
#include "vpc/ipv6.h"

namespace eni::sandbox::service_discovery {
namespace {

/// Source: AWS Cloud Map Developer Guide, "AWS Cloud Map service quotas".
constexpr std::size_t kMaxAttributes = 30;
constexpr std::size_t kMaxBytes = 5000;
constexpr long long kMaxPort = 65535;

constexpr const char* kAlias = "AWS_ALIAS_DNS_NAME";
constexpr const char* kOtherName = "AWS_INSTANCE_CNAME";
constexpr const char* kUnsupported = "AWS_EC2_INSTANCE_ID";

ApiResult<void> check_size(const json::object& attributes) {
  std::size_t bytes = 0;
  for (const auto& [name, value] : attributes) bytes += name.size() + as_text(value).size();
  if (attributes.size() <= kMaxAttributes && bytes <= kMaxBytes) return {};
  return invalid_input(
      "An instance can have up to 30 attributes of 5000 characters in all");  // Assumed wording.
}

ApiError invalid_value(const std::string& name, const std::string& value) {
  return invalid_input("The value of " + name + " is not valid: " + value);  // Assumed wording.
}

ApiResult<void> check_values(const json::object& attributes) {
  const auto address = find_string(attributes, "AWS_INSTANCE_IPV4");
  if (address && !vpc::parse_ipv4(*address)) return invalid_value("AWS_INSTANCE_IPV4", *address);
  const auto address6 = find_string(attributes, "AWS_INSTANCE_IPV6");
  if (address6 && !vpc::parse_ipv6(*address6)) return invalid_value("AWS_INSTANCE_IPV6", *address6);
  if (const auto port = find_string(attributes, "AWS_INSTANCE_PORT")) {
    const auto number = parse_integer(*port);
    if (!number || *number < 0 || *number > kMaxPort) return invalid_value("AWS_INSTANCE_PORT", *port);
  }
  if (const auto name = find_string(attributes, kOtherName)) {
    const bool is_absolute = name->size() > 1 && name->ends_with('.');
    if (!is_domain(is_absolute ? name->substr(0, name->size() - 1) : *name))
      return invalid_value(kOtherName, *name);
  }
  const auto health = find_string(attributes, "AWS_INIT_HEALTH_STATUS");
  if (health && *health != "HEALTHY" && *health != "UNHEALTHY")
    return invalid_value("AWS_INIT_HEALTH_STATUS", *health);
  return {};
}

/// Assumed wording.
ApiResult<void> require(const json::object& attributes, const std::string& name, const std::string& type) {
  if (attributes.contains(name)) return {};
  return invalid_input("The attribute " + name +
                       " is required, for the service has a DNS record of the type " + type);
}

ApiResult<void> check_record(const std::string& type, const json::object& attributes) {
  if (type == "A") return require(attributes, "AWS_INSTANCE_IPV4", type);
  if (type == "AAAA") return require(attributes, "AWS_INSTANCE_IPV6", type);
  if (type == "CNAME") return require(attributes, kOtherName, type);
  if (!attributes.contains("AWS_INSTANCE_IPV6")) ENI_CHECK(require(attributes, "AWS_INSTANCE_IPV4", type));
  return require(attributes, "AWS_INSTANCE_PORT", type);
}

bool is_load_balancers(const std::string& name) {
  const std::string lower = to_lower(name);
  const bool is_aws = lower.ends_with(".amazonaws.com") || lower.ends_with(".amazonaws.com.cn");
  return is_aws && is_domain(lower) && lower.find(".elb.") != std::string::npos;
}

/// Of an instance that is a load balancer. Source: AWS Cloud Map API Reference, "RegisterInstance", AWS_ALIAS_DNS_NAME; assumed wordings.
ApiResult<void> check_alias(const json::object& service, const json::object& attributes) {
  const std::string alias = text_at(attributes, kAlias);
  if (!is_load_balancers(alias)) return invalid_value(kAlias, alias);
  for (const auto& [name, value] : attributes)
    if (name.starts_with("AWS_INSTANCE_"))
      return invalid_input("AWS_ALIAS_DNS_NAME and " + std::string(name) + " can't be combined");
  const json::object& config = object_at(service, "DnsConfig");
  for (const json::value& record : array_at(config, "DnsRecords")) {
    const std::string type = text_at(record, "Type");
    if (type != "A" && type != "AAAA")
      return invalid_input("AWS_ALIAS_DNS_NAME is not valid for a service with a DNS record of the type " +
                           type);
  }
  if (text_at(config, "RoutingPolicy") == "WEIGHTED") return {};
  return invalid_input("AWS_ALIAS_DNS_NAME is valid for services with the routing policy WEIGHTED only");
}

}  // namespace

ApiResult<void> check_attributes(const json::object& service, const json::object& attributes) {
  if (attributes.contains(kUnsupported)) return unsupported("the attribute " + std::string(kUnsupported));
  ENI_CHECK(check_size(attributes));
  ENI_CHECK(check_values(attributes));
  if (attributes.contains("AWS_INIT_HEALTH_STATUS") && !service.contains("HealthCheckCustomConfig"))
    return invalid_input(  // Assumed wording.
        "AWS_INIT_HEALTH_STATUS is valid for services with a HealthCheckCustomConfig only");
  if (attributes.contains(kAlias)) return check_alias(service, attributes);
  for (const json::value& record : array_at(object_at(service, "DnsConfig"), "DnsRecords"))
    ENI_CHECK(check_record(text_at(record, "Type"), attributes));
  return {};
}

}  // namespace eni::sandbox::service_discovery
