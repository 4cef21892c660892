/// Volumes.
#include "sandbox/services/ec2/volumes/operations.h"

#include "sandbox/services/ec2/access.h"
#include "sandbox/services/ec2/service.h"

namespace eni::sandbox::ec2_service {
namespace {

Access on_volume(const Call& call) { return access_to(call, {"VolumeId"}); }

constinit const Operation kRows[] = {
    // wire name, resource checked, run, reads, options
    {"DeleteVolume", on_volume, delete_volume, "VolumeId"},
    {"DescribeVolumes",
     any_in_region,
     describe_volumes,
     "VolumeId Filter NextToken MaxResults",
     {.differences = "volumes come with instances; none can be made, attached or changed by itself"}},
};

}  // namespace

constinit const std::span<const Operation> kVolumeOperations{kRows};

}  // namespace eni::sandbox::ec2_service
