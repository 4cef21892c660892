/// DescribeVolumes, DeleteVolume.
#include "sandbox/services/ec2/pages.h"
#include "sandbox/services/ec2/parameters.h"
#include "sandbox/services/ec2/volumes/operations.h"
#include "sandbox/services/ec2/volumes/volumes.h"

namespace eni::sandbox::ec2_service {
namespace {

constexpr FilterName kFilters[] = {
    {"attachment.attach-time", "attachmentSet.attachTime"},
    {"attachment.delete-on-termination", "attachmentSet.deleteOnTermination"},
    {"attachment.device", "attachmentSet.device"},
    {"attachment.instance-id", "attachmentSet.instanceId"},
    {"attachment.status", "attachmentSet.status"},
    {"availability-zone", "availabilityZone"},
    {"create-time", "createTime"},
    {"encrypted", "encrypted"},
    {"multi-attach-enabled", "multiAttachEnabled"},
    {"size", "size"},
    {"snapshot-id", "snapshotId"},
    {"status", "status"},
    {"volume-id", "volumeId"},
    {"volume-type", "volumeType"},
};

}  // namespace

ApiResult<Reply> describe_volumes(Call& call) {
  const auto item = [&call](const Ec2Resource& volume) { return volume_item(call, volume); };
  if (!call.params.has("VolumeId")) {
    ENI_TRY(auto page, page_of_all(call, kVolume, item, kFilters));
    return page_reply(std::move(page), "volumeSet");
  }
  ENI_TRY(const auto volumes, own_listed(call, kVolume, "VolumeId"));
  std::vector<json::object> items;
  for (const Ec2Resource& volume : volumes) items.push_back(item(volume));
  return describe(call, std::move(items), "volumeSet", "volumeId", kFilters);
}

ApiResult<Reply> delete_volume(Call& call) {
  ENI_TRY(const auto id, required_parameter(call, "VolumeId"));
  ENI_TRY(const auto volume, own(call, kVolume, id));
  if (!volume.scope.empty())
    return ApiError{"VolumeInUse", "Volume " + id + " is currently attached to " + volume.scope};
  call.store<Ec2Repository>().remove(id);
  return Reply{json::object{{"return", true}}};
}

}  // namespace eni::sandbox::ec2_service
