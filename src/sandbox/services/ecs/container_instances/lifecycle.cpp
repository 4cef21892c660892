#include "sandbox/services/ecs/container_instances/lifecycle.h"

#include "sandbox/gateway/ec2_events.h"
#include "sandbox/services/ecs/container_instances/ec2_view.h"
#include "sandbox/services/ecs/container_instances/host_pace.h"
#include "sandbox/services/ecs/container_instances/store_host.h"
#include "sandbox/services/ecs/input.h"
#include "sandbox/services/ecs/network_interfaces.h"
#include "trunking/registration.h"

namespace eni::sandbox::ecs_service {
namespace {

const json::object& trunk_of(const Host& host) { return object_at(host.instance.document, "trunk"); }

InterfacePlace place_of(const Host& host) {
  return interface_place(host.cluster, host.instance, host.instance.subnet_id,
                         text_at(trunk_of(host), "attachmentId"));
}

bool has_trunk_interface(const Host& host) { return !text_at(trunk_of(host), "networkInterfaceId").empty(); }

/// Asks until EC2 answers, if that is soon.
Task<ApiResult<std::optional<Ec2View>>> look(Environment& env, InterfacePlace place) {
  constexpr int kMaxAttempts = 8;
  Duration pause = std::chrono::seconds{1};
  for (int attempt = 1;; ++attempt, pause *= 2) {
    auto viewing = view_instance(env, place.account, place.region, place.instance_id);
    auto view = co_await std::move(viewing);
    if (view.has_value() || attempt == kMaxAttempts) co_return view;
    co_await sleep_for(env.scheduler, pause);
  }
}

/// A host that can be deregistered: not under way to its end already.
bool is_registered(const Host& host) {
  return host.instance.status != EcsHostStatus::kDeregistering &&
         host.instance.status != EcsHostStatus::kInactive;
}

}  // namespace

void ContainerInstanceLifecycle::start() {
  auto& repository = env_.store.get<EcsContainerInstanceRepository>();
  repository.remove_inactive(now_millis(env_) - kInactiveIsShown.count());
  for (const EcsHostStatus status : {EcsHostStatus::kRegistering, EcsHostStatus::kDeregistering}) {
    for (const EcsContainerInstance& instance : repository.all_of(status)) go_on(instance.number);
  }
  for (const EcsContainerInstance& instance : repository.of_changing_ec2_instances())
    looks_.begin(instance.number);
}

/// An event says where to look: the call that published it may have failed.
void ContainerInstanceLifecycle::receive(const Event& event) {
  const bool has_ended = event.detail_type == "ECS Agent Disconnected";
  if (!has_ended && event.detail_type != kInstanceStateChange) return;
  const auto id = find_string(event.detail, "instance-id");
  if (!id) return;
  if (has_ended) {
    for (const auto& instance : env_.store.get<EcsContainerInstanceRepository>().of_ec2_instance(*id))
      disconnect(instance.number);
    return;
  }
  for (const auto& instance : env_.store.get<EcsContainerInstanceRepository>().of_ec2_instance(*id))
    looks_.begin(instance.number);
}

void ContainerInstanceLifecycle::disconnect(EcsContainerInstanceNumber number) {
  sqlite::Transaction transaction{env_.store.database()};
  auto host = load_host(env_.store, number);
  if (!host || !is_registered(*host)) return;
  host->instance.agent_connected = false;
  update_host(env_, *host);
  transaction.commit();
}

Task<void> ContainerInstanceLifecycle::look_after(EcsContainerInstanceNumber number) {
  const auto before = load_host(env_.store, number);
  if (!before || !is_registered(*before)) co_return;
  const InterfacePlace place = place_of(*before);
  auto looking = look(env_, place);
  const auto view = co_await std::move(looking);
  if (view.has_error()) {  // The next event, or the next start, looks again.
    env_.log.warn("the instance of a container instance cannot be looked at",
                  {{"instance", place.instance_id}, {"error", view.error().message}});
    co_return;
  }
  const std::string state = *view ? (*view)->state : "terminated";
  sqlite::Transaction transaction{env_.store.database()};
  auto host = load_host(env_.store, number);
  if (!host || !is_registered(*host)) co_return;
  const bool is_up = state == "running" || state == "pending";
  if (is_up && !has_started_anew(host->instance, **view)) co_return;
  const bool ends = state == "terminated" || state == "shutting-down";
  on_end(host->instance, ends ? "terminated" : "stopped");
  host = load_host(env_.store, number);
  const bool was_connected = std::exchange(host->instance.agent_connected, false);
  if (state == "terminated") {
    deregister(*host);
  } else if (was_connected) {
    update_host(env_, *host);
  }
  transaction.commit();
}

void ContainerInstanceLifecycle::deregister(Host& host) {
  env_.store.get<EcsContainerInstanceRepository>().remove_inactive(now_millis(env_) -
                                                                   kInactiveIsShown.count());
  host.instance.attributes.erase("ecs.awsvpc-trunk-id");
  // An interface that is being made is not known yet, and taken away as soon as it is.
  const bool under_way = host.instance.status == EcsHostStatus::kRegistering;
  const bool trunk = has_trunk_interface(host) || under_way;
  enter_status(env_, host, trunk ? EcsHostStatus::kDeregistering : EcsHostStatus::kInactive);
  if (trunk) go_on(host.instance.number);
}

/// Until its status is one that lasts.
Task<void> ContainerInstanceLifecycle::live(EcsContainerInstanceNumber number) {
  for (;;) {
    const auto host = load_host(env_.store, number);
    if (host && host->instance.status == EcsHostStatus::kRegistering) {
      co_await make_trunk(number);
    } else if (host && host->instance.status == EcsHostStatus::kDeregistering) {
      co_await remove_trunk(number);
    } else {
      break;
    }
  }
}

/// Takes the next step of making the trunk: what the trunk's members do not say yet.
Task<void> ContainerInstanceLifecycle::make_trunk(EcsContainerInstanceNumber number) {
  const auto host = load_host(env_.store, number);
  const json::object trunk = trunk_of(*host);
  const InterfacePlace place = place_of(*host);
  const std::string interface_id = text_at(trunk, "networkInterfaceId");
  const HostStep step = interface_id.empty() ? HostStep::kCreateTrunk : HostStep::kAttachTrunk;
  co_await sleep_for(env_.scheduler, time_for(step, env_.settings.pace));
  if (const std::string reason = text_at(trunk, "failure"); !reason.empty()) {
    fail(number, reason);
  } else if (interface_id.empty()) {
    auto creation = create_interface(env_, place, {{"InterfaceType", "trunk"}});
    const auto made = co_await std::move(creation);
    if (made.has_error()) {
      fail(number, trunking::create_interface_failure(place.subnet_id, made.error().code));
    } else {
      note_trunk(number, {{"networkInterfaceId", text_at(*made, "networkInterfaceId")},
                          {"macAddress", text_at(*made, "macAddress")}});
    }
  } else {
    auto attachment = attach_interface(env_, place, interface_id);
    const auto attached = co_await std::move(attachment);
    if (attached.has_error()) {
      fail(number, trunking::attach_interface_failure(attached.error().code));
    } else if (note_trunk(number, {{"eniAttachmentId", *attached}, {"status", "ATTACHED"}})) {
      finish_registration(number);
    }
  }
}

bool ContainerInstanceLifecycle::note_trunk(EcsContainerInstanceNumber number, const json::object& members) {
  sqlite::Transaction transaction{env_.store.database()};
  auto host = load_host(env_.store, number);
  if (!host) return false;
  json::object trunk = trunk_of(*host);
  for (const auto& member : members) trunk[member.key()] = member.value();
  host->instance.document["trunk"] = std::move(trunk);
  update_host(env_, *host);
  transaction.commit();
  return host->instance.status == EcsHostStatus::kRegistering;
}

void ContainerInstanceLifecycle::finish_registration(EcsContainerInstanceNumber number) {
  sqlite::Transaction transaction{env_.store.database()};
  auto host = load_host(env_.store, number);
  host->instance.attributes["ecs.awsvpc-trunk-id"] = text_at(trunk_of(*host), "attachmentId");
  enter_status(env_, *host, EcsHostStatus::kActive);
  transaction.commit();
}

/// There is no way back to plain interfaces, and the trunk that was made stays until the host is deregistered.
void ContainerInstanceLifecycle::fail(EcsContainerInstanceNumber number, const std::string& reason) {
  sqlite::Transaction transaction{env_.store.database()};
  auto host = load_host(env_.store, number);
  if (!host || host->instance.status != EcsHostStatus::kRegistering) return;
  enter_status(env_, *host, EcsHostStatus::kRegistrationFailed, reason);
  transaction.commit();
}

Task<void> ContainerInstanceLifecycle::remove_trunk(EcsContainerInstanceNumber number) {
  const auto host = load_host(env_.store, number);
  const InterfacePlace place = place_of(*host);
  const std::string interface_id = text_at(trunk_of(*host), "networkInterfaceId");
  co_await sleep_for(env_.scheduler, time_for(HostStep::kRemoveTrunk, env_.settings.pace));
  if (!interface_id.empty()) {
    auto removal =
        remove_interface(env_, place, interface_id, {.trunk_association = {}, .on_instance = true});
    const auto removed = co_await std::move(removal);
    if (removed.has_error()) {
      env_.log.warn("a trunk cannot be removed",
                    {{"interface", interface_id}, {"error", removed.error().code}});
    }
  }
  sqlite::Transaction transaction{env_.store.database()};
  auto gone = load_host(env_.store, number);
  if (!gone) co_return;
  gone->instance.document.erase("trunk");
  enter_status(env_, *gone, EcsHostStatus::kInactive);
  transaction.commit();
}

}  // namespace eni::sandbox::ecs_service
