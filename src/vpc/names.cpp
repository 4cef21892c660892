#include "vpc/names.h"

#include "base/text.h"

namespace eni::vpc {
namespace {

std::string with_hyphens(Ipv4 address) { return replace_all(to_text(address), ".", "-"); }

bool is_first_region(std::string_view region) { return region == "us-east-1"; }

}  // namespace

std::string mac_address(std::uint64_t random) {
  std::string bytes(1, '\x06');
  for (int shift = 32; shift >= 0; shift -= 8) bytes.push_back(static_cast<char>(random >> shift & 0xFF));
  const std::string digits = hex(bytes);
  std::string out;
  for (std::size_t i = 0; i < digits.size(); i += 2) {
    if (!out.empty()) out.push_back(':');
    out.append(digits, i, 2);
  }
  return out;
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
