#include "eni_trunking/rollout/launch_like.h"

#include <algorithm>

#include "diagnosis/rollout/record.h"
#include "diagnosis/shell_commands.h"
#include "eni_trunking/clusters/reply_fields.h"
#include "eni_trunking/rollout/interfaces_like.h"

namespace eni::command {

using client::AwsClient;
using client::CallFailure;
using client::CallResult;

namespace {

/// A member of EC2's replies, by the name that its requests have for it, unless it is `usual`.
void copy_text(json::object& to, std::string_view name, const json::value& from, std::string_view member,
               std::string_view usual = "") {
  const std::string text = text_at(from, member);
  if (!text.empty() && text != usual) to[name] = text;
}

void copy_flag(json::object& to, std::string_view name, const json::value& from, std::string_view member) {
  if (boolean_at(from, member)) to[name] = true;
}

void put_if_any(json::object& to, std::string_view name, json::object members) {
  if (!members.empty()) to[name] = std::move(members);
}

std::string tag_of(const json::value& instance, std::string_view key) {
  for (const json::value& tag : array_at(instance, "tagSet")) {
    if (text_at(tag, "key") == key) return text_at(tag, "value");
  }
  return "";
}

CallResult<json::value> describe(AwsClient& client, const std::string& id) {
  ENI_TRY(const json::value reply, client.call("ec2", "DescribeInstances", {{"InstanceId", {id}}}));
  for (const json::value& reservation : array_at(reply, "reservationSet")) {
    for (const json::value& instance : array_at(reservation, "instancesSet")) return instance;
  }
  return CallFailure::unexpected("DescribeInstances shows nothing of " + id);
}

/// What the template says itself about interfaces decides how a launch may name them.
struct Template {
  bool has_interfaces = false;
  bool has_groups = false;
};

class Copying {
 public:
  Copying(AwsClient& client, const diagnosis::Description& description, const std::string& id,
          const json::value& instance)
      : client_{client}, description_{description}, id_{id}, instance_{instance} {
    copy_.params = {{"MinCount", 1}, {"MaxCount", 1}};
  }

  CallResult<LaunchLike> run() {
    ENI_TRY(const Template from, copy_template());
    copy_itself();
    copy_placement();
    ENI_CHECK(copy_cpu());
    copy_options();
    ENI_CHECK(copy_attributes());
    ENI_CHECK(copy_volumes());
    ENI_CHECK(copy_interfaces(from));
    copy_.params["TagSpecification"] =
        json::array{json::object{{"ResourceType", "instance"}, {"Tag", tags()}}};
    return std::move(copy_);
  }

 private:
  json::object& params() { return copy_.params; }
  void hinder(std::string text, std::string command = "") {
    copy_.copy_obstacles.push_back({std::move(text), std::move(command)});
  }

  /// One that is gone says nothing any more that the instance does not show.
  CallResult<Template> copy_template() {
    const std::string id = tag_of(instance_, "aws:ec2launchtemplate:id");
    const std::string version = tag_of(instance_, "aws:ec2launchtemplate:version");
    if (id.empty()) return Template{};
    auto reply = client_.call("ec2", "DescribeLaunchTemplateVersions",
                              {{"LaunchTemplateId", id}, {"LaunchTemplateVersion", {version}}});
    const bool is_gone = reply.has_error() && reply.error().refused &&
                         reply.error().refused->code.find("NotFound") != std::string::npos;
    if (is_gone) return Template{};
    if (reply.has_error()) return std::move(reply).error();
    const json::array& versions = array_at(*reply, "launchTemplateVersionSet");
    if (versions.empty()) return Template{};
    params()["LaunchTemplate"] = json::object{{"LaunchTemplateId", id}, {"Version", version}};
    const json::value data = object_at(versions.front(), "launchTemplateData");
    return Template{
        !array_at(data, "networkInterfaceSet").empty(),
        !array_at(data, "securityGroupIdSet").empty() || !array_at(data, "securityGroupSet").empty()};
  }

  void copy_itself() {
    constexpr std::pair<std::string_view, std::string_view> kMembers[] = {{"ImageId", "imageId"},
                                                                          {"InstanceType", "instanceType"},
                                                                          {"KeyName", "keyName"},
                                                                          {"KernelId", "kernelId"},
                                                                          {"RamdiskId", "ramdiskId"}};
    for (const auto& [name, member] : kMembers) copy_text(params(), name, instance_, member);
    copy_flag(params(), "EbsOptimized", instance_, "ebsOptimized");
    const std::string profile = text_at(object_at(instance_, "iamInstanceProfile"), "arn");
    if (!profile.empty()) params()["IamInstanceProfile"] = json::object{{"Arn", profile}};
    const std::string monitoring = text_at(object_at(instance_, "monitoring"), "state");
    if (monitoring == "enabled" || monitoring == "pending")
      params()["Monitoring"] = json::object{{"Enabled", true}};
    const std::string lifecycle = text_at(instance_, "instanceLifecycle");
    if (lifecycle == "spot")
      hinder("is a Spot Instance: another that is launched for it would be On-Demand");
    else if (!lifecycle.empty())
      hinder("is of the lifecycle " + lifecycle + ", which cannot be launched again as it was");
  }

  void copy_placement() {
    const json::value shown = object_at(instance_, "placement");
    json::object placement;
    copy_text(placement, "GroupName", shown, "groupName");
    copy_text(placement, "PartitionNumber", shown, "partitionNumber");
    copy_text(placement, "Tenancy", shown, "tenancy", "default");
    copy_text(placement, "HostId", shown, "hostId");
    copy_text(placement, "HostResourceGroupArn", shown, "hostResourceGroupArn");
    copy_text(placement, "Affinity", shown, "affinity", "default");
    put_if_any(params(), "Placement", std::move(placement));
    const json::value reservation = object_at(instance_, "capacityReservationSpecification");
    const json::value target = object_at(reservation, "capacityReservationTarget");
    json::object wanted;
    copy_text(wanted, "CapacityReservationId", target, "capacityReservationId");
    copy_text(wanted, "CapacityReservationResourceGroupArn", target, "capacityReservationResourceGroupArn");
    json::object specification;
    if (wanted.empty())
      copy_text(specification, "CapacityReservationPreference", reservation, "capacityReservationPreference",
                "open");
    put_if_any(specification, "CapacityReservationTarget", std::move(wanted));
    put_if_any(params(), "CapacityReservationSpecification", std::move(specification));
  }

  /// EC2 shows them of all instances, and takes them for types only whose CPUs can be set.
  CallResult<void> copy_cpu() {
    const json::value shown = object_at(instance_, "cpuOptions");
    json::object cpu;
    copy_text(cpu, "AmdSevSnp", shown, "amdSevSnp", "disabled");
    const std::string cores = text_at(shown, "coreCount");
    if (!cores.empty()) {
      ENI_TRY(const json::value reply,
              client_.call("ec2", "DescribeInstanceTypes",
                           {{"InstanceType", {text_at(instance_, "instanceType")}}}));
      const json::array& types = array_at(reply, "instanceTypeSet");
      const json::value usual =
          types.empty() ? json::value(json::object{}) : json::value(object_at(types.front(), "vCpuInfo"));
      const bool is_usual = cores == text_at(usual, "defaultCores") &&
                            text_at(shown, "threadsPerCore") == text_at(usual, "defaultThreadsPerCore");
      if (!is_usual) {
        cpu["CoreCount"] = cores;
        copy_text(cpu, "ThreadsPerCore", shown, "threadsPerCore");
      }
    }
    put_if_any(params(), "CpuOptions", std::move(cpu));
    return {};
  }

  void copy_options() {
    const json::value metadata = object_at(instance_, "metadataOptions");
    json::object of_metadata;
    copy_text(of_metadata, "HttpTokens", metadata, "httpTokens");
    copy_text(of_metadata, "HttpEndpoint", metadata, "httpEndpoint");
    copy_text(of_metadata, "HttpPutResponseHopLimit", metadata, "httpPutResponseHopLimit");
    copy_text(of_metadata, "HttpProtocolIpv6", metadata, "httpProtocolIpv6");
    copy_text(of_metadata, "InstanceMetadataTags", metadata, "instanceMetadataTags");
    put_if_any(params(), "MetadataOptions", std::move(of_metadata));

    const json::value names = object_at(instance_, "privateDnsNameOptions");
    json::object of_names;
    copy_text(of_names, "HostnameType", names, "hostnameType");
    copy_flag(of_names, "EnableResourceNameDnsARecord", names, "enableResourceNameDnsARecord");
    copy_flag(of_names, "EnableResourceNameDnsAAAARecord", names, "enableResourceNameDnsAAAARecord");
    put_if_any(params(), "PrivateDnsNameOptions", std::move(of_names));

    json::object recovery;
    copy_text(recovery, "AutoRecovery", object_at(instance_, "maintenanceOptions"), "autoRecovery",
              "default");
    put_if_any(params(), "MaintenanceOptions", std::move(recovery));
    json::object bandwidth;
    copy_text(bandwidth, "BandwidthWeighting", object_at(instance_, "networkPerformanceOptions"),
              "bandwidthWeighting", "default");
    put_if_any(params(), "NetworkPerformanceOptions", std::move(bandwidth));
    json::object enclave;
    copy_flag(enclave, "Enabled", object_at(instance_, "enclaveOptions"), "enabled");
    put_if_any(params(), "EnclaveOptions", std::move(enclave));
    json::object hibernation;
    copy_flag(hibernation, "Configured", object_at(instance_, "hibernationOptions"), "configured");
    put_if_any(params(), "HibernationOptions", std::move(hibernation));
    json::array licenses;
    for (const json::value& one : array_at(instance_, "licenseSet"))
      licenses.push_back(json::object{{"LicenseConfigurationArn", text_at(one, "licenseConfigurationArn")}});
    if (!licenses.empty()) params()["LicenseSpecification"] = std::move(licenses);
  }

  /// As DescribeInstanceAttribute tells it; empty if it has no value.
  CallResult<std::string> attribute(const std::string& name) {
    ENI_TRY(const json::value reply,
            client_.call("ec2", "DescribeInstanceAttribute", {{"InstanceId", id_}, {"Attribute", name}}));
    return text_at(object_at(reply, name), "value");
  }

  CallResult<void> copy_attributes() {
    ENI_TRY(const std::string user_data, attribute("userData"));
    if (!user_data.empty()) params()["UserData"] = user_data;
    ENI_TRY(const std::string shutdown, attribute("instanceInitiatedShutdownBehavior"));
    if (shutdown == "terminate") params()["InstanceInitiatedShutdownBehavior"] = shutdown;
    ENI_TRY(const std::string keeps_running, attribute("disableApiStop"));
    if (keeps_running == "true") params()["DisableApiStop"] = true;
    ENI_TRY(const std::string keeps, attribute("disableApiTermination"));
    if (keeps == "true")
      hinder("is protected from termination",
             aws_line(description_, {"ec2", "modify-instance-attribute", "--instance-id", id_,
                                     "--no-disable-api-termination"}));
    return {};
  }

  CallResult<void> copy_volumes() {
    const json::object filter{{"Name", "attachment.instance-id"}, {"Value", {id_}}};
    ENI_TRY(const json::array volumes,
            client_.call_all("ec2", "DescribeVolumes", {{"Filter", json::array{filter}}}, "volumeSet"));
    json::array mappings;
    for (const json::value& device : array_at(instance_, "blockDeviceMapping")) {
      const json::value ebs = object_at(device, "ebs");
      const std::string id = text_at(ebs, "volumeId");
      const auto volume = std::find_if(volumes.begin(), volumes.end(), [&](const json::value& one) {
        return text_at(one, "volumeId") == id;
      });
      if (id.empty() || volume == volumes.end()) continue;
      const std::string name = text_at(device, "deviceName");
      if (!boolean_at(ebs, "deleteOnTermination"))
        hinder("has the volume " + id + " at " + name + ", which is not deleted with it, and would be left");
      else
        mappings.push_back({{"DeviceName", name}, {"Ebs", volume_like(*volume, name)}});
    }
    if (!mappings.empty()) params()["BlockDeviceMapping"] = std::move(mappings);
    return {};
  }

  json::object volume_like(const json::value& volume, const std::string& device) const {
    json::object ebs{{"VolumeSize", number_at(volume, "size")}, {"DeleteOnTermination", true}};
    copy_text(ebs, "VolumeType", volume, "volumeType");
    const std::string type = text_at(volume, "volumeType");
    // Of others they follow from the size, and may not be given.
    if (type.starts_with("io") || type == "gp3") copy_text(ebs, "Iops", volume, "iops");
    if (type == "gp3") copy_text(ebs, "Throughput", volume, "throughput");
    // The root volume's is the image's.
    if (device != text_at(instance_, "rootDeviceName")) copy_text(ebs, "SnapshotId", volume, "snapshotId");
    copy_flag(ebs, "Encrypted", volume, "encrypted");
    if (boolean_at(volume, "encrypted")) copy_text(ebs, "KmsKeyId", volume, "kmsKeyId");
    return ebs;
  }

  CallResult<void> copy_interfaces(const Template& from) {
    const std::string subnet = text_at(instance_, "subnetId");
    ENI_TRY(const json::value reply, client_.call("ec2", "DescribeSubnets", {{"SubnetId", {subnet}}}));
    const json::array& subnets = array_at(reply, "subnetSet");
    const bool is_public_there = !subnets.empty() && boolean_at(subnets.front(), "mapPublicIpOnLaunch");
    const PrimaryInterface primary = read_interfaces(instance_, copy_.copy_obstacles);
    const bool is_as_usual = primary.has_public_address == is_public_there;
    // A launch may name groups of the instance or interfaces, but not both.
    if (from.has_interfaces || (!is_as_usual && !from.has_groups)) {
      params()["NetworkInterface"] = json::array{interface_like(primary)};
      return {};
    }
    if (!is_as_usual)
      hinder(std::string("has ") + (primary.has_public_address ? "a" : "no") +
             " public address, unlike what is launched in " + subnet);
    params()["SubnetId"] = subnet;
    if (!primary.groups.empty()) params()["SecurityGroupId"] = as_list(primary.groups);
    if (primary.ipv6_addresses > 0) params()["Ipv6AddressCount"] = primary.ipv6_addresses;
    return {};
  }

  /// Its own tags; AWS's are AWS's to give.
  json::array tags() const {
    json::array tags;
    for (const json::value& tag : array_at(instance_, "tagSet")) {
      const std::string key = text_at(tag, "key");
      if (key.starts_with("aws:") || key == diagnosis::kRolloutTag || key == diagnosis::kReplacesTag)
        continue;
      tags.push_back({{"Key", key}, {"Value", text_at(tag, "value")}});
    }
    tags.push_back({{"Key", diagnosis::kReplacesTag}, {"Value", id_}});
    return tags;
  }

  AwsClient& client_;
  const diagnosis::Description& description_;
  const std::string& id_;
  const json::value& instance_;
  LaunchLike copy_;
};

}  // namespace

CallResult<LaunchLike> launch_like(AwsClient& client, const diagnosis::Description& description,
                                   const std::string& id) {
  ENI_TRY(const json::value instance, describe(client, id));
  return Copying{client, description, id, instance}.run();
}

}  // namespace eni::command
