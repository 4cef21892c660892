#include "eni_trunking/rollout/launch_like.h"

#include "diagnosis/rollout/record.h"
#include "eni_trunking/clusters/reply_fields.h"

namespace eni::command {

using client::AwsClient;
using client::CallFailure;
using client::CallResult;

namespace {

/// As EC2's requests name a member of its replies.
void copy_text(json::object& to, std::string_view name, const json::value& from, std::string_view member) {
  const std::string text = text_at(from, member);
  if (!text.empty()) to[name] = text;
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

/// Its own tags; AWS's are AWS's to give.
json::array tags_of(const json::value& instance, const std::string& id) {
  json::array tags;
  for (const json::value& tag : array_at(instance, "tagSet")) {
    const std::string key = text_at(tag, "key");
    if (key.starts_with("aws:") || key == diagnosis::kRolloutTag || key == diagnosis::kReplacesTag) continue;
    tags.push_back({{"Key", key}, {"Value", text_at(tag, "value")}});
  }
  tags.push_back({{"Key", diagnosis::kReplacesTag}, {"Value", id}});
  return tags;
}

CallResult<json::array> volumes_of(AwsClient& client, const json::value& instance, const std::string& id) {
  std::vector<std::string> launched_with;
  for (const json::value& device : array_at(instance, "blockDeviceMapping")) {
    if (boolean_at(object_at(device, "ebs"), "deleteOnTermination"))
      launched_with.push_back(text_at(object_at(device, "ebs"), "volumeId"));
  }
  json::array mappings;
  if (launched_with.empty()) return mappings;
  const json::object filter{{"Name", "attachment.instance-id"}, {"Value", {id}}};
  ENI_TRY(const json::array volumes,
          client.call_all("ec2", "DescribeVolumes", {{"Filter", json::array{filter}}}, "volumeSet"));
  for (const json::value& volume : volumes) {
    const json::array& attachments = array_at(volume, "attachmentSet");
    const bool is_of_launch = std::find(launched_with.begin(), launched_with.end(),
                                        text_at(volume, "volumeId")) != launched_with.end();
    if (attachments.empty() || !is_of_launch) continue;
    json::object ebs{{"VolumeSize", number_at(volume, "size")}, {"DeleteOnTermination", true}};
    copy_text(ebs, "VolumeType", volume, "volumeType");
    mappings.push_back({{"DeviceName", text_at(attachments.front(), "device")}, {"Ebs", std::move(ebs)}});
  }
  return mappings;
}

void copy_metadata_options(json::object& params, const json::value& instance) {
  const json::object& shown = object_at(instance, "metadataOptions");
  json::object options;
  copy_text(options, "HttpTokens", shown, "httpTokens");
  copy_text(options, "HttpEndpoint", shown, "httpEndpoint");
  copy_text(options, "HttpPutResponseHopLimit", shown, "httpPutResponseHopLimit");
  if (!options.empty()) params["MetadataOptions"] = std::move(options);
}

/// @return  whether the template says itself which interfaces an instance has, so that a launch may not
CallResult<bool> copy_template(AwsClient& client, json::object& params, const json::value& instance) {
  const std::string id = tag_of(instance, "aws:ec2launchtemplate:id");
  const std::string version = tag_of(instance, "aws:ec2launchtemplate:version");
  if (id.empty()) return false;
  params["LaunchTemplate"] = json::object{{"LaunchTemplateId", id}, {"Version", version}};
  ENI_TRY(const json::value reply,
          client.call("ec2", "DescribeLaunchTemplateVersions",
                      {{"LaunchTemplateId", id}, {"LaunchTemplateVersion", {version}}}));
  const json::array& versions = array_at(reply, "launchTemplateVersionSet");
  return !versions.empty() &&
         !array_at(object_at(versions.front(), "launchTemplateData"), "networkInterfaceSet").empty();
}

void copy_network(json::object& params, const json::value& instance) {
  copy_text(params, "SubnetId", instance, "subnetId");
  json::array groups;
  for (const json::value& group : array_at(instance, "groupSet"))
    groups.push_back(json::value(text_at(group, "groupId")));
  if (!groups.empty()) params["SecurityGroupId"] = std::move(groups);
}

}  // namespace

CallResult<json::object> launch_like(AwsClient& client, const std::string& id) {
  ENI_TRY(const json::value instance, describe(client, id));
  ENI_TRY(const json::value user_data,
          client.call("ec2", "DescribeInstanceAttribute", {{"InstanceId", id}, {"Attribute", "userData"}}));
  json::object params{{"MinCount", 1}, {"MaxCount", 1}};
  ENI_TRY(const bool has_interfaces, copy_template(client, params, instance));
  copy_text(params, "ImageId", instance, "imageId");
  copy_text(params, "InstanceType", instance, "instanceType");
  copy_text(params, "KeyName", instance, "keyName");
  copy_text(params, "UserData", object_at(user_data, "userData"), "value");
  const std::string profile = text_at(object_at(instance, "iamInstanceProfile"), "arn");
  if (!profile.empty()) params["IamInstanceProfile"] = json::object{{"Arn", profile}};
  if (!has_interfaces) copy_network(params, instance);
  copy_metadata_options(params, instance);
  ENI_TRY(json::array volumes, volumes_of(client, instance, id));
  if (!volumes.empty()) params["BlockDeviceMapping"] = std::move(volumes);
  params["TagSpecification"] =
      json::array{json::object{{"ResourceType", "instance"}, {"Tag", tags_of(instance, id)}}};
  return params;
}

}  // namespace eni::command
