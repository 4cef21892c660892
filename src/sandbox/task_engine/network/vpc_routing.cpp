#include "sandbox/task_engine/network/vpc_routing.h"

#include <algorithm>
#include <utility>

#include "base/defect.h"

namespace eni::sandbox::task_engine {

namespace {

/// Of opening it again: who has taken slirp4netns away will not put it back.
constexpr int kAttempts = 10;

}  // namespace

Task<Result<std::unique_ptr<VpcRouting>>> VpcRouting::make(RoutingParts parts, std::string vpc,
                                                           const world::Network& router) {
  ENI_CO_TRY(auto routes, world::RouteTables::make(router));
  ENI_CO_TRY(auto acls, world::NetworkAcls::make(router));
  std::unique_ptr<VpcRouting> made{
      new VpcRouting{parts, std::move(vpc), router, std::move(routes), std::move(acls)}};
  ENI_CO_CHECK(made->routes_.close_off(blocks_of_vpcs(parts.store, made->vpc_)));
  if (parts.has_internet) {
    auto opening = made->open_internet();
    co_await std::move(opening);
  }
  co_return std::move(made);
}

VpcRouting::VpcRouting(RoutingParts parts, std::string vpc, const world::Network& router,
                       world::RouteTables routes, world::NetworkAcls acls)
    : parts_{parts},
      vpc_{std::move(vpc)},
      router_{router},
      routes_{std::move(routes)},
      acls_{std::move(acls)},
      tasks_{logged_as(parts.log, "routing of a VPC", vpc_)} {}

VpcRouting::~VpcRouting() {
  if (next_refresh_) parts_.loop.cancel(next_refresh_->second);
}

/// Without one the VPC itself works all the same.
Task<void> VpcRouting::open_internet() {
  auto making = world::InternetAccess::make(parts_.loop, parts_.world, router_,
                                            [this](const std::string& reason) { internet_ended(reason); });
  auto made = co_await std::move(making);
  if (made.has_error()) {
    warn(made.error());
    co_return;
  }
  internet_ = *std::move(made);
  if (const auto& failure = internet_->ipv6_failure())
    warn({"IPv6 does not leave it: " + failure->message, ""});
  opened_ = parts_.loop.now();
}

void VpcRouting::internet_ended(const std::string& reason) {
  warn({"its way to the internet has ended: " + reason, ""});
  tasks_.spawn(keep_trying(retries(), "way of a VPC to the internet", [this] { return reopen_internet(); }));
}

Task<void> VpcRouting::reopen_internet() {
  co_await yield(parts_.loop);  // It is the program's own callback that tells.
  internet_.reset();
  for (int attempt = 0; attempt < kAttempts && !internet_; ++attempt) {
    const Duration delay = restart_delay_.after(parts_.loop.now() - opened_);
    co_await sleep_for(parts_.loop, delay);
    auto opening = open_internet();
    co_await std::move(opening);
  }
}

Result<void> VpcRouting::read_subnet(const std::string& id) {
  const auto subnet = find_subnet(parts_.store, id, parts_.loop.now());
  if (!subnet) return Error{"EC2 has no route table and network ACL of " + id, ""};
  ENI_CHECK(routes_.put(subnet->routes));
  ENI_CHECK(acls_.put(subnet->acl));
  for (const vpc::Cidr& block : subnet->blocks) ENI_CHECK(acls_.assign(block, subnet->acl.id));
  std::vector<vpc::Cidr> gone = std::move(subnets_[id].blocks);
  std::erase_if(gone, [&](const vpc::Cidr& block) {
    return std::find(subnet->blocks.begin(), subnet->blocks.end(), block) != subnet->blocks.end();
  });
  unassign_acls(gone);
  subnets_[id] = {subnet->blocks, subnet->routes.id};
  if (subnet->changes_at) refresh_at(*subnet->changes_at);
  return {};
}

Result<void> VpcRouting::assign(const InterfaceRecord& interface) {
  if (!subnets_.contains(interface.subnet)) {
    forget_gone_subnets();
    ENI_CHECK(read_subnet(interface.subnet));
  }
  ENI_CHECK(assign_addresses(interface));
  interfaces_.insert_or_assign(interface.wire.address, interface);
  return {};
}

/// An address of IPv6 is a public one.
Result<void> VpcRouting::assign_addresses(const InterfaceRecord& interface) {
  const std::string& table = subnets_.at(interface.subnet).route_table;
  for (const vpc::Address& address : interface.wire.addresses()) {
    const bool is_public = interface.has_public_address || address.family() == vpc::Family::kIpv6;
    ENI_CHECK(routes_.assign(address, {table, is_public}));
  }
  return {};
}

void VpcRouting::unassign(const vpc::Address& address) {
  if (const auto done = routes_.unassign(address); done.has_error()) warn(done.error());
  std::erase_if(interfaces_, [&](const auto& entry) { return vpc::Address{entry.first} == address; });
}

void VpcRouting::refresh() {
  const auto closed = routes_.close_off(blocks_of_vpcs(parts_.store, vpc_));
  if (closed.has_error()) warn(closed.error());
  forget_gone_subnets();
  for (const auto& [subnet, known] : std::map{subnets_}) {
    if (const auto read = read_subnet(subnet); read.has_error()) warn(read.error());
  }
  for (const auto& [address, interface] : interfaces_) {
    if (!subnets_.contains(interface.subnet)) continue;  // The interface goes, too, in a moment.
    if (const auto assigned = assign_addresses(interface); assigned.has_error()) warn(assigned.error());
  }
}

/// What was let pass within one must not be let pass between others that have its addresses now.
void VpcRouting::forget_gone_subnets() {
  std::erase_if(subnets_, [&](const auto& entry) {
    const auto& [id, known] = entry;
    if (find_subnet(parts_.store, id, parts_.loop.now())) return false;
    unassign_acls(known.blocks);
    return true;
  });
}

void VpcRouting::unassign_acls(const std::vector<vpc::Cidr>& blocks) {
  for (const vpc::Cidr& block : blocks)
    if (const auto done = acls_.unassign(block); done.has_error()) warn(done.error());
}

void VpcRouting::refresh_at(TimePoint time) {
  if (next_refresh_ && next_refresh_->first <= time) return;
  if (next_refresh_) parts_.loop.cancel(next_refresh_->second);
  const auto timer = parts_.loop.call_at(time, [this] {
    next_refresh_.reset();
    tasks_.spawn(keep_trying(retries(), "routing of a VPC", [this] { return refresh_now(); }));
  });
  next_refresh_ = {time, timer};
}

Task<void> VpcRouting::refresh_now() {
  refresh();
  co_return;
}

void VpcRouting::warn(const Error& error) {
  parts_.log.warn("a VPC's traffic does not flow as EC2 says",
                  {{"vpc", vpc_}, {"reason", error.message}, {"remedy", error.hint}});
}

}  // namespace eni::sandbox::task_engine
