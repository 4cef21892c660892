#include "sandbox/task_engine/network/host_links.h"

#include "sandbox/world/host_bridge.h"

namespace eni::sandbox::task_engine {

namespace {

/// As the ECS agent's plugin has it on hosts of AWS; there it is a bridge.
constexpr LinkLocalInterface kHostInterface{"ecs-bridge", world::kHostEndpointsIndex, 0xA9FE'AC01,
                                            0xA9FE'AC02};

}  // namespace

Task<Result<std::shared_ptr<HostEndpoints>>> HostLinks::find(std::string instance, aws::Region region) {
  auto taking = locks_.acquire(instance);
  const auto lock = co_await std::move(taking);
  auto finding = find_or_make(std::move(instance), std::move(region));
  co_return co_await std::move(finding);
}

Task<Result<std::shared_ptr<HostEndpoints>>> HostLinks::find_for_tasks(std::string instance,
                                                                       aws::Region region) {
  auto taking = locks_.acquire(instance);
  const auto lock = co_await std::move(taking);
  auto finding = find_or_make(std::move(instance), std::move(region));
  ENI_CO_TRY(const std::shared_ptr<HostEndpoints> found, co_await std::move(finding));
  if (found->serves_tasks) co_return found;
  auto serving =
      found->link.serve_tasks([&tasks = found->task_metadata](net::Request&& request, auto responder) {
        tasks.answer(std::move(request), std::move(responder));
      });
  ENI_CO_CHECK(co_await std::move(serving));
  found->serves_tasks = true;
  co_return found;
}

Task<Result<std::shared_ptr<HostEndpoints>>> HostLinks::find_or_make(std::string instance,
                                                                     aws::Region region) {
  if (const auto found = there_.find(instance); found != there_.end())
    if (auto there = found->second.lock()) co_return std::move(there);
  auto making = make(instance, std::move(region));
  ENI_CO_TRY(auto made, co_await std::move(making));
  std::erase_if(there_, [](const auto& one) { return one.second.expired(); });
  there_[instance] = made;
  co_return std::move(made);
}

Task<Result<std::shared_ptr<HostEndpoints>>> HostLinks::make(std::string instance, aws::Region region) {
  auto connecting = vpcs_.connect_to_host(instance);
  ENI_CO_TRY(const ConnectedTask host, co_await std::move(connecting));
  const vpc::Cidr4 block = block_of_vpc(parts_.env.store, host.interface.vpc).value_or(vpc::Cidr4{});
  LinkLocalOwner owner{instance, std::move(region), host.interface.vpc, block.first + 2};
  auto made = std::make_shared<HostEndpoints>(parts_, std::move(owner));
  auto opening = made->link.open();
  ENI_CO_CHECK(co_await std::move(opening));
  const world::Network* network = vpcs_.find_network(instance);  // It may have been terminated meanwhile.
  if (network == nullptr) co_return Error{"the host has gone", ""};
  world::netlink::Batch former;  // Of an earlier use, which the kernel takes away some time later.
  world::netlink::delete_link(former, kHostInterface.index, kHostInterface.name);
  static_cast<void>(network->routes.send(former));
  ENI_CO_CHECK(made->link.attach(network->routes, kHostInterface));
  co_return std::move(made);
}

}  // namespace eni::sandbox::task_engine
