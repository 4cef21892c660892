#include "sandbox/services/ec2/vpcs/default_vpc.h"

#include "sandbox/services/ec2/routing/internet_gateways.h"
#include "sandbox/services/ec2/routing/route_tables.h"
#include "vpc/blocks.h"

namespace eni::sandbox::ec2_service {
namespace {

constexpr vpc::Cidr4 kDefaultBlock{0xAC1F0000, 16};  // 172.31.0.0/16
constexpr int kDefaultSubnetPrefix = 20;

}  // namespace

ApiResult<Ec2Resource> make_default_subnet(const Call& call, const Ec2Resource& vpc,
                                           const AvailabilityZone& zone) {
  std::vector<vpc::Cidr4> taken;
  for (const Ec2Resource& subnet : subnets_of(call, vpc.id))
    taken.push_back(*vpc::Cidr4::parse(as_text(subnet.document.at("cidrBlock"))));
  const auto block = vpc::first_free_block(kDefaultBlock, kDefaultSubnetPrefix, taken);
  if (!block) return ApiError{"InvalidSubnet.Range", "The default VPC has no free /20 for another subnet."};
  return make_subnet(call, vpc, {*block, {}, zone, NewSubnet::Origin::kDefault});
}

Ec2Resource make_default_vpc(const Call& call) {
  const Ec2Resource vpc = make_vpc(call, {kDefaultBlock, NewVpc::Origin::kDefault});
  // A VPC that was just made has room for all of them.
  for (const AvailabilityZone& zone : zones_of(call.region)) make_default_subnet(call, vpc, zone).value();
  const Ec2Resource gateway = make_internet_gateway(call, vpc.id, {});
  add_default_route(call, vpc.id, gateway.id);
  return vpc;
}

void ensure_default_vpc(const Call& call) {
  auto& repository = call.store<Ec2Repository>();
  if (repository.knows(place_of(call))) return;
  sqlite::Transaction transaction{call.env.store.database()};
  repository.add_place(place_of(call));
  make_default_vpc(call);
  transaction.commit();
}

}  // namespace eni::sandbox::ec2_service
