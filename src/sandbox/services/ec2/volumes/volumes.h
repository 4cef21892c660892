#pragma once
/// EBS volumes as records: those that instances are launched with. The scope of one is the instance it is attached to, "" once
/// it has outlived that.
#include <optional>
#include <string>
#include <string_view>

#include "sandbox/services/ec2/resources.h"

namespace eni::sandbox::ec2_service {

inline constexpr std::string_view kVolume = "volume";

/// What a launch says of a volume; the rest is EBS's default.
struct NewVolume {
  std::string type = "gp2";
  std::int64_t size_gib = 0;
  std::string snapshot = {};  ///< "" if it begins empty
  std::optional<std::int64_t> iops = {};
  std::optional<std::int64_t> throughput = {};  ///< MiB/s
  bool encrypted = false;
  std::string kms_key = {};
  Ec2Tags tags = {};
};

/// A volume attached to an instance that is about to be made. @return  its id
std::string make_volume(const Call& call, const NewVolume& wanted, std::string_view instance,
                        std::string_view zone);

/// The volume as DescribeVolumes shows it; how it is attached is what its instance says.
json::object volume_item(const Call& call, const Ec2Resource& volume);

/// What a terminated instance leaves: volumes go with it if their device says so, others are available from then on.
void release_volumes(const Call& call, const Ec2Resource& instance);

}  // namespace eni::sandbox::ec2_service
