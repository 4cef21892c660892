#include <algorithm>

#include "base/text.h"
#include "machine_images/machine_images.h"
#include "sandbox/services/ec2/errors.h"
#include "sandbox/services/ec2/images/operations.h"
#include "sandbox/services/ec2/images/snapshots.h"
#include "sandbox/services/ec2/pages.h"
#include "sandbox/services/ec2/parameters.h"
#include "sandbox/services/ec2/resources.h"

namespace eni::sandbox::ec2_service {
namespace {

using machine_images::MachineImage;
using machine_images::OsFamily;

constexpr FilterName kFilters[] = {
    {"architecture", "architecture"},
    {"block-device-mapping.delete-on-termination", "blockDeviceMapping.ebs.deleteOnTermination"},
    {"block-device-mapping.device-name", "blockDeviceMapping.deviceName"},
    {"block-device-mapping.encrypted", "blockDeviceMapping.ebs.encrypted"},
    {"block-device-mapping.snapshot-id", "blockDeviceMapping.ebs.snapshotId"},
    {"block-device-mapping.volume-size", "blockDeviceMapping.ebs.volumeSize"},
    {"block-device-mapping.volume-type", "blockDeviceMapping.ebs.volumeType"},
    {"creation-date", "creationDate"},
    {"description", "description"},
    {"ena-support", "enaSupport"},
    {"hypervisor", "hypervisor"},
    {"image-id", "imageId"},
    {"image-type", "imageType"},
    {"is-public", "isPublic"},
    {"manifest-location", "imageLocation"},
    {"name", "name"},
    {"owner-alias", "imageOwnerAlias"},
    {"owner-id", "imageOwnerId"},
    {"platform", "platform"},
    {"root-device-name", "rootDeviceName"},
    {"root-device-type", "rootDeviceType"},
    {"state", "imageState"},
    {"virtualization-type", "virtualizationType"},
};

/// Canonical's images belong to Canonical; all others to accounts that go by this name.
constexpr std::string_view kCanonical = "099720109477";

json::array block_devices(const MachineImage& image, const std::string& id) {
  json::object ebs{{"snapshotId", root_snapshot_of(id)},
                   {"volumeSize", image.volume_gib},
                   {"deleteOnTermination", true},
                   {"volumeType", image.volume_type},
                   {"encrypted", false}};
  json::object device{{"deviceName", image.root_device}};
  device["ebs"] = std::move(ebs);
  json::array devices;
  devices.push_back(std::move(device));
  return devices;
}

json::object item(const MachineImage& image, const std::string& region) {
  const bool is_windows = image.os_family == OsFamily::kWindows;
  const bool is_amazons = image.owner_id != kCanonical;
  const std::string id = image_id(image, region);
  json::object item{
      {"imageId", id},
      {"imageLocation", std::string(is_amazons ? "amazon" : image.owner_id) + "/" + std::string(image.name)},
      {"imageState", "available"},
      {"imageOwnerId", image.owner_id},
      {"creationDate", image.creation_date},
      {"isPublic", true},
      {"architecture", image.architecture},
      {"imageType", "machine"},
      {"platformDetails", is_windows ? "Windows" : "Linux/UNIX"},
      {"usageOperation", is_windows ? "RunInstances:0002" : "RunInstances"},
      {"sriovNetSupport", "simple"},
      {"enaSupport", true},
      {"name", image.name},
      {"description", image.description},
      {"rootDeviceType", "ebs"},
      {"rootDeviceName", image.root_device},
      {"blockDeviceMapping", block_devices(image, id)},
      {"virtualizationType", "hvm"},
      {"hypervisor", "xen"},
  };
  if (is_amazons) item["imageOwnerAlias"] = "amazon";
  if (is_windows) item["platform"] = "windows";
  if (image.os == "Amazon Linux 2023") item["imdsSupport"] = "v2.0";
  return item;
}

/// @param owners  of the call: account ids, "amazon", "self" (who owns none here)
bool is_owned_by_one_of(const std::vector<std::string>& owners, const MachineImage& image) {
  return owners.empty() || std::any_of(owners.begin(), owners.end(), [&](const std::string& owner) {
           return owner == image.owner_id || (owner == "amazon" && image.owner_id != kCanonical);
         });
}

ApiResult<void> check_known(const std::vector<std::string>& ids, const std::string& region) {
  std::vector<std::string> unknown;
  for (const std::string& id : ids) {
    ENI_CHECK(check_form(kind_of("image"), id));
    if (!machine_images::find_image(region, id)) unknown.push_back(id);
  }
  if (unknown.empty()) return {};
  const bool one = unknown.size() == 1;
  return ApiError{"InvalidAMIID.NotFound", std::string("The image id") + (one ? "" : "s") + " '[" +
                                               join(unknown, ", ") + "]' do" + (one ? "es" : "") +
                                               " not exist"};
}

}  // namespace

ApiResult<Reply> describe_images(Call& call) {
  ENI_TRY(const auto ids, call.params.texts("ImageId"));
  ENI_TRY(const auto owners, call.params.texts("Owner"));
  ENI_TRY(const auto users, call.params.texts("ExecutableBy"));
  ENI_CHECK(check_known(ids, call.region.value));
  std::vector<json::object> items;
  for (const MachineImage& image : machine_images::all_images()) {
    const std::string id = image_id(image, call.region.value);
    const bool asked_for = ids.empty() || std::find(ids.begin(), ids.end(), id) != ids.end();
    // Public ones are nobody's in particular.
    const bool executable = users.empty() || std::find(users.begin(), users.end(), "all") != users.end();
    if (asked_for && executable && is_owned_by_one_of(owners, image))
      items.push_back(item(image, call.region.value));
  }
  return describe(call, std::move(items), "imagesSet", "imageId", kFilters);
}

}  // namespace eni::sandbox::ec2_service
