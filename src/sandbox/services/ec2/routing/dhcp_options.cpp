#include "sandbox/services/ec2/routing/dhcp_options.h"

#include "vpc/names.h"

namespace eni::sandbox::ec2_service {
namespace {

json::object configuration(std::string_view key, std::string value) {
  return {{"key", key}, {"valueSet", json::array{json::object{{"value", std::move(value)}}}}};
}

}  // namespace

std::string default_dhcp_options(const Call& call) {
  const auto sets = call.store<Ec2Repository>().list(place_of(call), "dhcp-options");
  if (!sets.empty()) return sets.front().id;
  const std::string id = new_id(call, "dopt-");
  json::array configurations{configuration("domain-name", vpc::private_domain(call.region.value)),
                             configuration("domain-name-servers", "AmazonProvidedDNS")};
  json::object document{{"dhcpOptionsId", id},
                        {"ownerId", call.account().value},
                        {"dhcpConfigurationSet", std::move(configurations)}};
  return make(call, "dhcp-options", id, "", std::move(document)).id;
}

}  // namespace eni::sandbox::ec2_service
