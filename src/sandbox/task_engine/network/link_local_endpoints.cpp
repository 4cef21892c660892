#include "sandbox/task_engine/network/link_local_endpoints.h"

#include <sys/socket.h>

#include "aws/sigv4.h"
#include "base/defect.h"
#include "sandbox/gateway/authenticate.h"
#include "sandbox/gateway/gateway.h"
#include "sandbox/task_engine/endpoints/task_metadata_server.h"
#include "sandbox/task_engine/network/vpc_name_lookup.h"
#include "sandbox/task_engine/network/world_sockets.h"
#include "sandbox/world/network_settings.h"

namespace eni::sandbox::task_engine {

namespace {

constexpr vpc::Ipv4 kTaskAddress = 0xA9FE'AA02;          // 169.254.170.2
constexpr vpc::Ipv4 kHostMetadataAddress = 0xA9FE'A9FE;  // 169.254.169.254
/// Beside the VPC's own. Source: Amazon VPC User Guide, "Understanding Amazon DNS".
constexpr vpc::Ipv4 kLinkLocalResolver = 0xA9FE'A9FD;  // 169.254.169.253
constexpr int kLinkPrefix = 22;
constexpr const char* kOtherInterface = "ecs-eth";  ///< of the other ends, and a number
constexpr world::netlink::Index kOtherIndex = 101;
constexpr std::uint16_t kHttpPort = 80;
constexpr std::uint16_t kDnsPort = 53;
constexpr std::uint16_t kApiPort = 4566;
constexpr int kEndpointBacklog = 64;
/// At a time: each is a descriptor of the sandbox's.
constexpr std::size_t kMaxApiConnections = 128;
constexpr std::size_t kMaxHostMetadataBytes = 16 * 1024;
constexpr std::size_t kMaxHostMetadataHeaderBytes = 4096;
/// Of all bodies that are being sent: each network has its server, and there are many of them.
constexpr std::size_t kMaxApiHeldBytes = 64 * 1024 * 1024;

/// Nothing but calls of AWS's APIs, signed by somebody of IAM's: the keys that a sandbox's users have without asking are not for programs
/// in its tasks, and neither are its pages.
bool may_pass(const net::Request& request) {
  if (request.path().starts_with("/_sandbox/")) return false;
  const auto claim = aws::read_claim(request);
  return claim.has_value() && claim->has_value() && !root_key((*claim)->access_key_id);
}

net::Response refusal() {
  net::Response response;
  response.status = 403;
  response.headers.add("Content-Type", "text/plain");
  response.body = "A task reaches the sandbox with credentials of IAM: those of its role.\n";
  return response;
}

Task<void> answer_host_metadata(HostAgents& agents, std::string instance, net::Request request,
                                std::shared_ptr<net::Responder> responder) {
  auto asking = agents.answer_metadata(std::move(instance), std::move(request));
  net::Response response = co_await std::move(asking);
  responder->send(std::move(response));
}

}  // namespace

LinkLocalEndpoints::LinkLocalEndpoints(LinkLocalParts parts, LinkLocalOwner owner)
    : parts_{parts}, owner_{std::move(owner)} {}

LinkLocalEndpoints::~LinkLocalEndpoints() = default;

std::vector<vpc::Ipv4> LinkLocalEndpoints::addresses() const {
  return {kTaskAddress, kHostMetadataAddress, kLinkLocalResolver, owner_.name_server};
}

Task<Result<void>> LinkLocalEndpoints::open() {
  auto making = make_network();
  ENI_CO_CHECK(co_await std::move(making));
  auto serving_names = serve_names();
  ENI_CO_CHECK(co_await std::move(serving_names));
  if (!owner_.has_host_metadata) co_return Result<void>{};
  auto serving_host = serve_host_metadata();
  co_return co_await std::move(serving_host);
}

Task<Result<void>> LinkLocalEndpoints::make_network() {
  namespace netlink = world::netlink;
  auto making = parts_.world.make_network({world::kNoIpv6});
  ENI_CO_TRY(network_, co_await std::move(making));
  netlink::Batch batch;
  netlink::set_up(batch, netlink::kLoopback, "lo");
  for (const vpc::Ipv4 address : addresses()) netlink::add_address(batch, netlink::kLoopback, address, 32);
  co_return network_->routes.send(batch);
}

Result<void> LinkLocalEndpoints::attach(const world::netlink::Socket& routes,
                                        const LinkLocalInterface& interface) {
  namespace netlink = world::netlink;
  const netlink::Index end = kOtherIndex + attached_;
  const std::string end_name = kOtherInterface + std::to_string(attached_);
  const vpc::Ipv4 address = interface.address + static_cast<vpc::Ipv4>(attached_);
  ++attached_;
  netlink::Batch ours;
  netlink::add_veth(ours, {interface.name, interface.index, {}, 0}, {end_name, end, {}, 0},
                    network_->descriptor.get());
  netlink::set_up(ours, interface.index, interface.name);
  netlink::add_address(ours, interface.index, address, kLinkPrefix);
  for (const vpc::Ipv4 one : addresses())
    netlink::add_route(ours, {vpc::Cidr{one}, interface.index, std::nullopt});
  netlink::Batch theirs;
  netlink::set_up(theirs, end, end_name);
  netlink::add_address(theirs, end, interface.other_address, 32);
  netlink::add_route(theirs, {vpc::Cidr{address}, end, std::nullopt});
  ENI_CHECK(routes.send(ours));
  return network_->routes.send(theirs);
}

Task<Result<net::Descriptor>> LinkLocalEndpoints::listen(vpc::Ipv4 address, std::uint16_t port, int type) {
  return open_socket(parts_.world, {network_->descriptor.get(), address, port}, type, kEndpointBacklog);
}

Task<Result<void>> LinkLocalEndpoints::serve_names() {
  resolver_ = endpoints::Resolver::make(parts_.loop, *this, parts_.env.random,
                                        logged_as(parts_.env.log, "resolver of a VPC", owner_.vpc));
  for (const vpc::Ipv4 address : {owner_.name_server, kLinkLocalResolver}) {
    auto binding = listen(address, kDnsPort, SOCK_DGRAM);
    ENI_CO_TRY(net::Descriptor datagrams, co_await std::move(binding));
    auto listening = listen(address, kDnsPort, SOCK_STREAM);
    ENI_CO_TRY(net::Descriptor connections, co_await std::move(listening));
    resolver_->serve(std::move(datagrams), std::move(connections));
  }
  co_return Result<void>{};
}

Task<Result<void>> LinkLocalEndpoints::serve_host_metadata() {
  auto listening = listen(kHostMetadataAddress, kHttpPort, SOCK_STREAM);
  ENI_CO_TRY(net::Descriptor listener, co_await std::move(listening));
  net::ServerOptions options;
  options.listener = listener.release();
  Gateway& gateway = parts_.env.gateway;
  options.max_connections = kMaxApiConnections;
  options.max_header_bytes = kMaxHostMetadataHeaderBytes;
  options.max_body_bytes = kMaxHostMetadataBytes;
  options.max_held_bytes = kMaxApiConnections * kMaxHostMetadataBytes;
  const auto handle = [&gateway, &agents = parts_.agents, instance = owner_.instance](net::Request&& request,
                                                                                      auto responder) {
    gateway.spawn(answer_host_metadata(agents, instance, std::move(request), std::move(responder)));
  };
  ENI_CO_TRY(auto server, net::Server::listen(parts_.loop, std::move(options), handle));
  servers_.push_back(std::move(server));
  co_return Result<void>{};
}

Task<Result<void>> LinkLocalEndpoints::serve_tasks(net::Handler task_metadata) {
  auto listening = listen(kTaskAddress, kHttpPort, SOCK_STREAM);
  ENI_CO_TRY(net::Descriptor listener, co_await std::move(listening));
  auto listening_api = listen(kTaskAddress, kApiPort, SOCK_STREAM);
  ENI_CO_TRY(net::Descriptor api_listener, co_await std::move(listening_api));
  ENI_CO_TRY(auto metadata,
             endpoints::serve_task_metadata(parts_.loop, std::move(listener), std::move(task_metadata)));
  ENI_CO_TRY(auto api, serve_api(std::move(api_listener)));
  servers_.push_back(std::move(metadata));
  servers_.push_back(std::move(api));
  co_return Result<void>{};
}

Result<std::unique_ptr<net::Server>> LinkLocalEndpoints::serve_api(net::Descriptor listener) {
  net::ServerOptions options;
  options.listener = listener.release();
  Gateway& gateway = parts_.env.gateway;
  options.max_connections = kMaxApiConnections;
  options.max_held_bytes = kMaxApiHeldBytes;
  options.check_head = [&gateway](const net::Request& head) {
    return may_pass(head) ? gateway.check_head(head) : std::optional{refusal()};
  };
  const auto handle = [&gateway](net::Request&& request, std::shared_ptr<net::Responder> responder) {
    if (!may_pass(request)) return responder->send(refusal());
    gateway.handle(std::move(request), std::move(responder));
  };
  return net::Server::listen(parts_.loop, std::move(options), handle);
}

endpoints::NameLookup LinkLocalEndpoints::find(const std::string& name, endpoints::RecordType type) {
  try {
    return find_vpc_name(parts_.env, owner_.region, owner_.vpc, name, type);
  } catch (const std::exception& thrown) {
    parts_.env.log.error("internal failure", {{"at", "names of a VPC"}, {"what", thrown.what()}});
    throw;
  }
}

}  // namespace eni::sandbox::task_engine
