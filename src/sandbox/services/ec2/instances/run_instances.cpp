#include "base/text.h"
#include "base/time_text.h"
#include "sandbox/services/ec2/client_tokens.h"
#include "sandbox/services/ec2/errors.h"
#include "sandbox/services/ec2/instances/devices.h"
#include "sandbox/services/ec2/instances/instance.h"
#include "sandbox/services/ec2/instances/launch.h"
#include "sandbox/services/ec2/instances/lifecycle.h"
#include "sandbox/services/ec2/instances/operations.h"
#include "sandbox/services/ec2/instances/reservations.h"
#include "sandbox/services/ec2/launch_templates/templates.h"
#include "sandbox/services/ec2/resources.h"

namespace eni::sandbox::ec2_service {
namespace {

using machine_images::OsFamily;

json::value member_or(const json::object& object, std::string_view name, json::value fallback) {
  const json::value* member = find(object, name);
  return member ? *member : std::move(fallback);
}

/// A structure of the launch over its defaults.
json::object with_defaults(const json::object& launch, std::string_view name, json::object defaults) {
  const json::value* given = find(launch, name);
  if (given && given->is_object())
    for (const auto& member : given->get_object()) defaults[member.key()] = member.value();
  return defaults;
}

json::object monitoring(const json::object& launch) {
  const json::object given = with_defaults(launch, "monitoring", {{"enabled", false}});
  return {{"state", given.at("enabled").as_bool() ? "enabled" : "disabled"}};
}

json::object image_members(const Launch& launch) {
  const bool is_windows = launch.image->os_family == OsFamily::kWindows;
  json::object members{{"imageId", launch.image_id},
                       {"architecture", launch.image->architecture},
                       {"platformDetails", is_windows ? "Windows" : "Linux/UNIX"},
                       {"usageOperation", is_windows ? "RunInstances:0002" : "RunInstances"},
                       {"rootDeviceName", launch.image->root_device},
                       {"rootDeviceType", "ebs"},
                       {"virtualizationType", "hvm"},
                       {"enaSupport", true},
                       {"hypervisor", "xen"}};  // also of Nitro types; DescribeInstanceTypes tells them apart
  if (is_windows) members["platform"] = "windows";
  return members;
}

/// IMDSv1 is closed on images of Amazon Linux 2023.
json::object metadata_options(const Launch& launch) {
  const bool v2_only = launch.image->os == "Amazon Linux 2023";
  return with_defaults(launch.shown, "metadataOptions",
                       {{"state", "applied"},
                        {"httpTokens", v2_only ? "required" : "optional"},
                        {"httpPutResponseHopLimit", v2_only ? 2 : 1},
                        {"httpEndpoint", "enabled"},
                        {"httpProtocolIpv6", "disabled"},
                        {"instanceMetadataTags", "disabled"}});
}

json::object document(const Call& call, const Launch& launch, const std::string& id, long long index) {
  const json::object& shown = launch.shown;
  json::object out = image_members(launch);
  out["instanceId"] = id;
  out["instanceType"] = launch.type->instance_type;
  out["amiLaunchIndex"] = index;
  out["launchTime"] = iso8601_millis(call.now());
  out["usageOperationUpdateTime"] = out["launchTime"];
  out["reason"] = "";
  out["stateReason"] = json::object{{"code", "pending"}, {"message", "pending"}};
  out["clientToken"] = call.params.text_or("ClientToken", "");
  out["ebsOptimized"] = member_or(shown, "ebsOptimized", false);
  out["sourceDestCheck"] = true;
  out["blockDeviceMapping"] = make_devices(call, launch, id);
  out["monitoring"] = monitoring(shown);
  out["metadataOptions"] = metadata_options(launch);
  out["privateDnsNameOptions"] = with_defaults(shown, "privateDnsNameOptions",
                                               {{"hostnameType", "ip-name"},
                                                {"enableResourceNameDnsARecord", false},
                                                {"enableResourceNameDnsAAAARecord", false}});
  out["maintenanceOptions"] = with_defaults(shown, "maintenanceOptions", {{"autoRecovery", "default"}});
  out["capacityReservationSpecification"] =
      with_defaults(shown, "capacityReservationSpecification", {{"capacityReservationPreference", "open"}});
  out["enclaveOptions"] = with_defaults(shown, "enclaveOptions", {{"enabled", false}});
  out["hibernationOptions"] = with_defaults(shown, "hibernationOptions", {{"configured", false}});
  if (find(shown, "instanceMarketOptions")) out["instanceLifecycle"] = "spot";
  out["placement"] = json::object{{"availabilityZone", launch.network.zone},
                                  {"availabilityZoneId", launch.network.zone_id},
                                  {"groupName", ""},
                                  {"tenancy", "default"}};
  out["subnetId"] = launch.network.subnet;
  out["vpcId"] = launch.network.vpc;
  for (const std::string_view name : {"keyName", "cpuOptions"})
    if (const json::value* member = find(shown, name)) out[name] = *member;
  out["_userData"] = member_or(shown, "userData", "");
  out["_disableApiTermination"] = member_or(shown, "disableApiTermination", false);
  out["_disableApiStop"] = member_or(shown, "disableApiStop", false);
  out["_shutdownBehavior"] = member_or(shown, "instanceInitiatedShutdownBehavior", "stop");
  if (const json::value* credits = find(shown, "creditSpecification")) out["_credits"] = *credits;
  out["_owner"] = call.account().value;
  return out;
}

/// What EC2 itself writes on instances of a launch template.
Ec2Tags instance_tags(const Call& call, const Launch& launch) {
  Ec2Tags tags = tags_for(launch.tags, kInstance);
  const json::object* specification = call.params.object("LaunchTemplate");
  if (!specification) return tags;
  const Params params{*specification};
  const auto reference = read_template_reference(params);
  const auto found = reference ? find_template(call, *reference) : reference.error();
  if (!found) return tags;
  const auto version = find_version(call, *found, params.text_or("Version", "$Default"));
  if (!version) return tags;
  tags["aws:ec2launchtemplate:id"] = found->id;
  tags["aws:ec2launchtemplate:version"] = json::serialize(version->document.at("versionNumber"));
  return tags;
}

/// All of it or nothing, so that an instance that finds no room leaves no interface behind.
ApiResult<void> launch_one(const Call& call, const Launch& launch, const std::string& reservation,
                           const Ec2Tags& tags, long long index) {
  sqlite::Transaction transaction{call.env.store.database()};
  Ec2Resource instance;
  instance.id = new_id(call, "i-");
  instance.account = call.account().value;
  instance.region = call.region.value;
  instance.kind = kInstance;
  instance.scope = reservation;
  instance.document = document(call, launch, instance.id, index);
  instance.document["_reservation"] = reservation;
  ENI_CHECK(make_network(call, launch.network, instance, tags_for(launch.tags, "network-interface")));
  auto& repository = call.store<Ec2Repository>();
  if (launch.profile) associate_profile(call, instance, *launch.profile);
  repository.insert(instance);
  put_tags(repository, instance.id, tags);
  call.env.component<InstanceLifecycle>().enter(instance, InstanceState::kPending);
  transaction.commit();
  return {};
}

/// As many as there is room for, but at least MinCount.
ApiResult<void> launch_all(const Call& call, const Launch& launch, const std::string& reservation) {
  const Ec2Tags tags = instance_tags(call, launch);
  for (long long index = 0; index < launch.max; ++index) {
    const auto launched = launch_one(call, launch, reservation, tags, index);
    if (launched) continue;
    const bool is_full = launched.error().code == "InsufficientFreeAddressesInSubnet";
    if (is_full && index >= launch.min) return {};
    return launched.error();
  }
  return {};
}

ApiResult<Reply> reservation_reply(const Call& call, const std::string& reservation) {
  std::vector<json::object> items;
  for (const Ec2Resource& instance : call.store<Ec2Repository>().list_in(reservation, kInstance))
    items.push_back(instance_item(call, instance));
  auto reservations = group_by_reservation(std::move(items));
  if (reservations.empty())
    return ApiError{"InvalidReservationID.NotFound",
                    "The reservation ID '" + reservation + "' does not exist"};
  return Reply{std::move(reservations.front())};
}

}  // namespace

Task<ApiResult<Reply>> run_instances(Call& call) {
  const ClientToken token{call, "RunInstances"};
  ENI_CO_TRY(const auto former, token.find());
  if (former) co_return reservation_reply(call, *former);
  ENI_CO_TRY(const auto launch, co_await read_launch(call));

  sqlite::Transaction transaction{call.env.store.database()};
  const std::string reservation = new_id(call, "r-");
  ENI_CO_CHECK(launch_all(call, launch, reservation));
  token.remember(reservation);
  ENI_CO_TRY(auto reply, reservation_reply(call, reservation));
  transaction.commit();
  co_return reply;
}

}  // namespace eni::sandbox::ec2_service
