#pragma once
/// For tests: a VPC with something in it.
#include <cstdint>
#include <memory>
#include <string>

#include "sandbox/world/vpc_network.h"

namespace eni::sandbox::world {

/// Hosts i-1 and i-2 with a trunk each, and tasks task-1 (10.0.1.20) and task-2 (10.0.2.20) on a branch of each.
inline Task<Result<std::unique_ptr<VpcNetwork>>> make_two_tasks(World& world) {
  auto finding = find_tagging(world);
  ENI_CO_TRY(const Tagging tagging, co_await std::move(finding));
  auto making = VpcNetwork::make(world, tagging);
  ENI_CO_TRY(std::unique_ptr<VpcNetwork> vpc, co_await std::move(making));
  for (const std::uint8_t number : {std::uint8_t{1}, std::uint8_t{2}}) {
    const std::string host = "i-" + std::to_string(number);
    const auto subnet = *vpc::Cidr4::parse("10.0." + std::to_string(number) + ".0/24");
    auto adding = vpc->add_host(host, {{0x0e, 0, 0, 0, number, 0}, subnet.first + 10, subnet});
    ENI_CO_CHECK(co_await std::move(adding));
    ENI_CO_CHECK(vpc->add_trunk(host, {0x0e, 0, 0, 0, number, 1}));
    auto branching = vpc->add_branch("task-" + std::to_string(number), host, 7,
                                     {{0x0e, 0, 0, 0, number, 7}, subnet.first + 20, subnet});
    ENI_CO_CHECK(co_await std::move(branching));
  }
  co_return std::move(vpc);
}

}  // namespace eni::sandbox::world
