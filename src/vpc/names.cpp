#include "vpc/names.h"

#include "base/text.h"
#include "vpc/mac.h"

namespace eni::vpc {
namespace {

std::string with_hyphens(Ipv4 address) { return replace_all(to_text(address), ".", "-"); }

bool is_first_region(std::string_view region) { return region == "us-east-1"; }

}  // namespace

std::string mac_address(std::uint64_t random) {
  Mac mac{0x06};
  for (std::size_t at = 1; at < mac.size(); ++at)
    mac[at] = static_cast<std::uint8_t>(random >> 8 * (mac.size() - 1 - at));
  return to_text(mac);
}

std::string private_domain(std::string_view region) {
  return is_first_region(region) ? "ec2.internal" : std::string(region) + ".compute.internal";
}

std::string private_dns_name(Ipv4 address, std::string_view region) {
  return "ip-" + with_hyphens(address) + "." + private_domain(region);
}

std::string resource_dns_name(std::string_view instance_id, std::string_view region) {
  return std::string(instance_id) + "." + std::string(region) + ".compute.internal";
}

std::string public_dns_name(Ipv4 address, std::string_view region, std::string_view dns_suffix) {
  const std::string zone = is_first_region(region) ? "compute-1" : std::string(region) + ".compute";
  return "ec2-" + with_hyphens(address) + "." + zone + "." + std::string(dns_suffix);
}

}  // namespace eni::vpc
