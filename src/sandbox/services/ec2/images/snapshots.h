#pragma once
/// The snapshots that images are made of: ids alone, for nothing else can be asked of them.
#include <string>
#include <string_view>

namespace eni::sandbox::ec2_service {

/// Of the image's root volume; the same in every run.
std::string root_snapshot_of(std::string_view image_id);

}  // namespace eni::sandbox::ec2_service
