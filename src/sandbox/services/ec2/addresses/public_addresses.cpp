#include "sandbox/services/ec2/addresses/public_addresses.h"

#include "aws/partition.h"
#include "sandbox/store/ec2_address_pools.h"
#include "vpc/names.h"

namespace eni::sandbox::ec2_service {
namespace {

constexpr std::string_view kPool = "public";
constexpr vpc::Ipv4Range kRange{0xC6120001, 0xC613FFFE};  // 198.18.0.1 to 198.19.255.254

}  // namespace

ApiResult<std::string> take_public_address(const Call& call) {
  auto& pools = call.store<Ec2AddressPools>();
  if (!pools.exists(kPool)) pools.create(kPool, kRange);
  const auto address = pools.take(kPool);
  if (!address) {
    return ApiError{"InsufficientAddressCapacity",
                    "Not enough available addresses to satisfy your address request"};
  }
  return vpc::to_text(*address);
}

void give_back_public_address(const Call& call, const std::string& address) {
  if (const auto number = vpc::parse_ipv4(address)) call.store<Ec2AddressPools>().give_back(kPool, *number);
}

std::string public_dns_name_of(const Call& call, const std::string& address) {
  const auto number = vpc::parse_ipv4(address);
  if (!number) return {};
  return vpc::public_dns_name(*number, call.region.value, aws::partition_of(call.region).dns_suffix);
}

}  // namespace eni::sandbox::ec2_service
