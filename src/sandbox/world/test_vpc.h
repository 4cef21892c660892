#pragma once
/// For tests: a VPC with something in it.
#include <cstdint>
#include <memory>
#include <string>

#include "sandbox/world/vpc_network.h"

namespace eni::sandbox::world {

/// An interface of the subnets 10.0.NUMBER.0/24 and 2001:db8:0:NUMBER::/64, with the host part in both.
inline Interface dual_stack(const vpc::Mac& mac, std::uint8_t number, std::uint8_t host) {
  Interface made{mac, 0, {0x0A00'0000U + number * 0x100U, 24}};
  made.address = made.subnet.first + host;
  made.subnet6 = {{0x2001'0db8'0000'0000U + number, 0}, 64};
  made.addresses6 = {{made.subnet6.first.high, host}};
  return made;
}

/// Hosts i-1 and i-2 with a trunk each, and tasks task-1 (10.0.1.20, 2001:db8:0:1::14) and task-2 (10.0.2.20, 2001:db8:0:2::14) on a branch
/// of each.
inline Task<Result<std::unique_ptr<VpcNetwork>>> make_two_tasks(World& world) {
  auto finding = find_tagging(world);
  ENI_CO_TRY(const Tagging tagging, co_await std::move(finding));
  auto making = VpcNetwork::make(world, tagging);
  ENI_CO_TRY(std::unique_ptr<VpcNetwork> vpc, co_await std::move(making));
  for (const std::uint8_t number : {std::uint8_t{1}, std::uint8_t{2}}) {
    const std::string host = "i-" + std::to_string(number);
    auto adding = vpc->add_host(host, dual_stack({0x0e, 0, 0, 0, number, 0}, number, 10));
    ENI_CO_CHECK(co_await std::move(adding));
    ENI_CO_CHECK(vpc->add_trunk(host, {0x0e, 0, 0, 0, number, 1}));
    auto branching = vpc->add_branch("task-" + std::to_string(number), host, 7,
                                     dual_stack({0x0e, 0, 0, 0, number, 7}, number, 20));
    ENI_CO_CHECK(co_await std::move(branching));
  }
  co_return std::move(vpc);
}

}  // namespace eni::sandbox::world
