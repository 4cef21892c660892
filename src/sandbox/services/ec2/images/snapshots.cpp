#include "sandbox/services/ec2/images/snapshots.h"

#include "base/hash.h"
#include "base/text.h"

namespace eni::sandbox::ec2_service {

std::string root_snapshot_of(std::string_view image_id) {
  return "snap-0" + hex(sha256(image_id)).substr(0, 16);
}

}  // namespace eni::sandbox::ec2_service
