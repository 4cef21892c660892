#include "sandbox/services/ec2/instances/devices.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "base/time_text.h"
#include "sandbox/services/ec2/errors.h"
#include "sandbox/services/ec2/images/snapshots.h"
#include "sandbox/services/ec2/volumes/volumes.h"

namespace eni::sandbox::ec2_service {
namespace {

/// What the launch maps as volumes, by device.
std::vector<std::pair<std::string, json::object>> mapped(const Launch& launch) {
  std::vector<std::pair<std::string, json::object>> out;
  for (const json::value& element : array_at(launch.shown, "blockDeviceMappingSet")) {
    const json::object& device = element.as_object();
    const json::value* ebs = find(device, "ebs");
    if (ebs && !find(device, "noDevice")) out.emplace_back(text_at(device, "deviceName"), ebs->as_object());
  }
  return out;
}

/// What is mapped, over what the image says of its root volume.
NewVolume wanted_volume(const Launch& launch, const std::string& device, const json::object& ebs) {
  NewVolume wanted;
  if (device == launch.image->root_device) {
    wanted.type = launch.image->volume_type;
    wanted.size_gib = launch.image->volume_gib;
    wanted.snapshot = root_snapshot_of(launch.image_id);
  }
  wanted.type = find_string(ebs, "volumeType").value_or(wanted.type);
  wanted.size_gib = find_integer(ebs, "volumeSize").value_or(wanted.size_gib);
  wanted.snapshot = find_string(ebs, "snapshotId").value_or(wanted.snapshot);
  wanted.iops = find_integer(ebs, "iops");
  wanted.throughput = find_integer(ebs, "throughput");
  wanted.encrypted = flag_at(ebs, "encrypted");
  wanted.kms_key = text_at(ebs, "kmsKeyId");
  wanted.tags = tags_for(launch.tags, kVolume);
  return wanted;
}

json::object make_device(const Call& call, const Launch& launch, const std::string& instance,
                         const std::string& device, const json::object& ebs) {
  const NewVolume wanted = wanted_volume(launch, device, ebs);
  json::object shown{{"volumeId", make_volume(call, wanted, instance, launch.network.zone)},
                     {"status", "attached"},
                     {"attachTime", iso8601_millis(call.now())},
                     {"deleteOnTermination", flag_at(ebs, "deleteOnTermination", true)}};
  json::object entry{{"deviceName", device}};
  entry["ebs"] = std::move(shown);
  return entry;
}

}  // namespace

ApiResult<void> check_devices(const Launch& launch) {
  for (const auto& [device, ebs] : mapped(launch)) {
    const NewVolume wanted = wanted_volume(launch, device, ebs);
    if (wanted.size_gib == 0 && wanted.snapshot.empty()) return missing_parameter("size or snapshotId");
  }
  return {};
}

json::array make_devices(const Call& call, const Launch& launch, const std::string& instance) {
  const std::string root{launch.image->root_device};
  auto devices = mapped(launch);
  const auto is_root = [&root](const auto& device) { return device.first == root; };
  const auto found = std::find_if(devices.begin(), devices.end(), is_root);
  const json::object root_ebs = found == devices.end() ? json::object{} : found->second;
  std::erase_if(devices, is_root);
  json::array out;
  out.push_back(make_device(call, launch, instance, root, root_ebs));
  for (const auto& [device, ebs] : devices) out.push_back(make_device(call, launch, instance, device, ebs));
  return out;
}

}  // namespace eni::sandbox::ec2_service
