#include "sandbox/services/ecs/clusters/find_cluster.h"
#include "sandbox/services/ecs/container_instances/host_provider.h"
#include "sandbox/services/ecs/container_instances/host_value.h"
#include "sandbox/services/ecs/container_instances/operations.h"
#include "sandbox/services/ecs/container_instances/registration.h"
#include "sandbox/services/ecs/container_instances/store_host.h"
#include "sandbox/services/ecs/engine.h"
#include "sandbox/services/ecs/errors.h"
#include "sandbox/services/ecs/input.h"
#include "sandbox/services/ecs/settings/account_settings.h"
#include "sandbox/services/ecs/tags/tags.h"

namespace eni::sandbox::ecs_service {
namespace {

using trunking::TrunkEnding;

/// What the agent says each time it registers: also when it starts anew on a host that is registered.
void describe_agent(EcsContainerInstance& instance, const Registration& registration, const Ec2View& view) {
  EcsAttributes attributes = registration.attributes;
  add_ecs_attributes(attributes, registration.identity, view);
  // Attributes that others have put stay, the trunk's among them.
  attributes.merge(instance.attributes);
  instance.attributes = std::move(attributes);
  instance.agent_connected = true;
  instance.agent_version = registration.agent_version;
  instance.document["versionInfo"] = registration.version_info;
  instance.document["launchTime"] = view.launch_time;
}

EcsContainerInstance new_instance(const Call& call, const Registration& registration, const Ec2View& view) {
  EcsContainerInstance instance;
  instance.id = new_id(call.random());
  instance.ec2_instance_id = registration.identity.instance_id;
  instance.instance_type = registration.identity.instance_type;
  instance.availability_zone = view.zone.empty() ? registration.identity.zone : view.zone;
  instance.vpc_id = view.vpc_id;
  instance.subnet_id = view.subnet_id;
  instance.registered_at = instance.status_since = now_millis(call.env);
  instance.registered = registration.resources;
  instance.reserved_ports = registration.reserved_ports;
  instance.document["registeredBy"] = own_arn(call);
  describe_agent(instance, registration, view);
  return instance;
}

/// A failure comes to light where ECS goes about making the trunk, so such a host is REGISTERING first, too.
void begin_trunk(const Call& call, EcsContainerInstance& instance, const trunking::TrunkDecision& decision) {
  instance.registered.interfaces = interface_slots(instance.instance_type, decision.ending);
  instance.remaining = instance.registered;
  if (decision.ending == TrunkEnding::kNone) return;
  instance.status = EcsHostStatus::kRegistering;
  json::object trunk{{"attachmentId", call.random().uuid()}};
  if (decision.ending == TrunkEnding::kFailed) trunk["failure"] = decision.reason;
  instance.document["trunk"] = std::move(trunk);
}

/// The registration of this EC2 instance that is there, if any.
/// @error  ClientException if it is another type now, or registered in another cluster
ApiResult<std::optional<Host>> find_registered(const Call& call, const EcsCluster& cluster,
                                               const InstanceIdentity& identity) {
  for (auto& instance : call.store<EcsContainerInstanceRepository>().of_ec2_instance(identity.instance_id)) {
    if (instance.status == EcsHostStatus::kDeregistering) continue;
    auto host = load_host(call.env.store, instance.number);
    if (!host || host->cluster.account != call.account().value) continue;
    if (host->cluster.number != cluster.number) {
      return client_exception("The instance " + identity.instance_id + " is registered in cluster " +
                              host->cluster.name + " already.");
    }
    if (host->instance.instance_type != identity.instance_type) {
      return client_exception("Container instance type changes are not supported. Container instance " +
                              host->instance.id + " was previously registered as " +
                              host->instance.instance_type + ".");
    }
    return host;
  }
  return std::optional<Host>{};
}

/// An agent that was registered before names what it was registered as.
ApiResult<void> check_former(const Call& call, const EcsCluster& cluster, const std::optional<Host>& known) {
  const auto former = call.params.text("containerInstanceArn");
  if (!former || former->empty()) return {};
  ENI_TRY(const auto instance, find_instance(call, cluster, *former));
  if (!instance || !known || instance->number != known->instance.number)
    return client_exception("Container instance " + *former + " is not the one that is registering.");
  return {};
}

ApiResult<Host> enter(const Call& call, const EcsCluster& cluster, const Registration& registration,
                      const Ec2View& view, const EcsTags& tags) {
  ENI_TRY(auto known, find_registered(call, cluster, registration.identity));
  ENI_CHECK(check_former(call, cluster, known));
  if (known) {
    // The tasks ended with the instance's former run, even if nobody has heard of that yet.
    if (has_started_anew(known->instance, view)) engine_of(call.env).instance_stopped(known->instance);
    describe_agent(known->instance, registration, view);
    update_host(call.env, *known);
    return *std::move(known);
  }
  Host host{cluster, new_instance(call, registration, view)};
  host.instance.cluster = cluster.number;
  note_group(host.instance.attributes, view);
  note_provider(call.env.store, cluster, host.instance.attributes);
  begin_trunk(call, host.instance, decide_trunk(call, registration, view));
  ENI_CHECK(may_tag_on_create(call, tags, host.arn(), "RegisterContainerInstance"));
  host = insert_host(call.env, std::move(host));
  call.store<EcsTagRepository>().set_tags(host.arn(), tags);
  return host;
}

/// @error  ClientException for an instance that EC2 does not have, or that does not run
ApiResult<void> check_view(const std::optional<Ec2View>& view, const InstanceIdentity& identity) {
  const bool runs = view && (view->state == "running" || view->state == "pending");
  if (!runs) return client_exception("The instance " + identity.instance_id + " does not run.");
  return {};
}

}  // namespace

Task<ApiResult<Reply>> register_container_instance(Call& call) {
  ENI_CO_CHECK(find_cluster(call));
  ENI_CO_TRY(const auto registration, read_registration(call));
  ENI_CO_TRY(const auto tags, read_tags(call));
  auto viewing = view_instance(call.env, call.account(), call.region, registration.identity.instance_id);
  ENI_CO_TRY(auto instance, co_await std::move(viewing));
  ENI_CO_CHECK(check_view(instance, registration.identity));
  auto viewing_subnet = view_subnet(call.env, call.account(), call.region, *std::move(instance));
  ENI_CO_TRY(const Ec2View view, co_await std::move(viewing_subnet));

  sqlite::Transaction transaction{call.env.store.database()};
  ENI_CO_TRY(const auto cluster, find_cluster(call));
  ENI_CO_TRY(const auto host, enter(call, cluster, registration, view, tags));
  transaction.commit();
  if (host.instance.status == EcsHostStatus::kRegistering)
    engine_of(call.env).hosts().go_on(host.instance.number);
  const HostFields fields{.tags = true, .health = false};
  co_return Reply{json::object{{"containerInstance", host_value(call.env.store, host, fields)}}};
}

}  // namespace eni::sandbox::ecs_service
