#include "sandbox/services/ec2/volumes/volumes.h"

#include <algorithm>

#include "base/time_text.h"

namespace eni::sandbox::ec2_service {
namespace {

/// Source: Amazon EBS User Guide, "Amazon EBS volume types".
constexpr std::int64_t kBaselineIopsGp3 = 3000;
constexpr std::int64_t kBaselineThroughputGp3 = 125;
constexpr std::int64_t kIopsPerGibGp2 = 3;
constexpr std::int64_t kMinIopsGp2 = 100;
constexpr std::int64_t kMaxIopsGp2 = 16'000;

void add_performance(const NewVolume& wanted, json::object& document) {
  if (wanted.type == "gp3") {
    document["iops"] = wanted.iops.value_or(kBaselineIopsGp3);
    document["throughput"] = wanted.throughput.value_or(kBaselineThroughputGp3);
  } else if (wanted.type == "gp2") {
    document["iops"] = std::clamp(wanted.size_gib * kIopsPerGibGp2, kMinIopsGp2, kMaxIopsGp2);
  } else if (wanted.iops) {
    document["iops"] = *wanted.iops;
  }
}

/// The device of the instance that the volume is, or null.
const json::object* device_of(const Ec2Resource& instance, std::string_view volume) {
  const json::value* devices = find(instance.document, "blockDeviceMapping");
  if (!devices || !devices->is_array()) return nullptr;
  for (const json::value& device : devices->get_array()) {
    if (as_text(device.at("ebs").at("volumeId")) == volume) return &device.get_object();
  }
  return nullptr;
}

json::object attachment(const Ec2Resource& volume, const json::object& device) {
  const json::value& ebs = device.at("ebs");
  return {{"attachTime", ebs.at("attachTime")},
          {"device", device.at("deviceName")},
          {"instanceId", volume.scope},
          {"status", ebs.at("status")},
          {"volumeId", volume.id},
          {"deleteOnTermination", ebs.at("deleteOnTermination")}};
}

}  // namespace

std::string make_volume(const Call& call, const NewVolume& wanted, std::string_view instance,
                        std::string_view zone) {
  const std::string id = new_id(call, "vol-");
  json::object document{{"volumeId", id},
                        {"size", wanted.size_gib},
                        {"snapshotId", wanted.snapshot},
                        {"availabilityZone", zone},
                        {"status", "in-use"},
                        {"createTime", iso8601_millis(call.now())},
                        {"volumeType", wanted.type},
                        {"encrypted", wanted.encrypted},
                        {"multiAttachEnabled", false}};
  if (!wanted.kms_key.empty()) document["kmsKeyId"] = wanted.kms_key;
  add_performance(wanted, document);
  make(call, kVolume, id, std::string(instance), std::move(document), wanted.tags);
  return id;
}

json::object volume_item(const Call& call, const Ec2Resource& volume) {
  json::object item = shown(call, volume);
  json::array attachments;
  const auto instance = volume.scope.empty() ? std::nullopt : call.store<Ec2Repository>().find(volume.scope);
  const json::object* device = instance ? device_of(*instance, volume.id) : nullptr;
  if (device) attachments.emplace_back(attachment(volume, *device));
  item["attachmentSet"] = std::move(attachments);
  return item;
}

void release_volumes(const Call& call, const Ec2Resource& instance) {
  auto& repository = call.store<Ec2Repository>();
  for (Ec2Resource& volume : repository.list_in(instance.id, kVolume)) {
    const json::object* device = device_of(instance, volume.id);
    if (!device || device->at("ebs").at("deleteOnTermination").as_bool()) {
      repository.remove(volume.id);
      continue;
    }
    volume.scope.clear();
    volume.document["status"] = "available";
    repository.update(volume);
  }
}

}  // namespace eni::sandbox::ec2_service
