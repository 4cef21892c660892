#include "sandbox/services/servicediscovery/instance_attributes.h"

#include "base/text.h"
#include "sandbox/services/servicediscovery/input.h"
#include "vpc/ipv4.h"
#include "vpc/ipv6.h"

namespace eni::sandbox::service_discovery {
namespace {

/// Source: AWS Cloud Map Developer Guide, "AWS Cloud Map service quotas".
constexpr std::size_t kMaxAttributes = 30;
constexpr std::size_t kMaxBytes = 5000;
constexpr long long kMaxPort = 65535;

constexpr const char* kUnsupported[] = {"AWS_ALIAS_DNS_NAME", "AWS_EC2_INSTANCE_ID", "AWS_INSTANCE_CNAME"};

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
  if (!attributes.contains("AWS_INSTANCE_IPV6")) ENI_CHECK(require(attributes, "AWS_INSTANCE_IPV4", type));
  return require(attributes, "AWS_INSTANCE_PORT", type);
}

}  // namespace

ApiResult<void> check_attributes(const json::object& service, const json::object& attributes) {
  for (const char* name : kUnsupported)
    if (attributes.contains(name)) return unsupported("the attribute " + std::string(name));
  ENI_CHECK(check_size(attributes));
  ENI_CHECK(check_values(attributes));
  if (attributes.contains("AWS_INIT_HEALTH_STATUS") && !service.contains("HealthCheckCustomConfig"))
    return invalid_input(  // Assumed wording.
        "AWS_INIT_HEALTH_STATUS is valid for services with a HealthCheckCustomConfig only");
  for (const json::value& record : array_at(object_at(service, "DnsConfig"), "DnsRecords"))
    ENI_CHECK(check_record(text_at(record, "Type"), attributes));
  return {};
}

}  // namespace eni::sandbox::service_discovery
