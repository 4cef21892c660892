#pragma once
/// What hosts find at link-local addresses: their metadata and the VPC's resolver. It is there while somebody needs it: user data that
/// runs.
#include <map>
#include <memory>
#include <string>

#include "sandbox/images/store/keyed_turns.h"
#include "sandbox/task_engine/network/link_local_endpoints.h"
#include "sandbox/task_engine/network/vpcs.h"

namespace eni::sandbox::task_engine {

/// Of one host.
struct HostEndpoints {
  HostEndpoints(LinkLocalParts parts, LinkLocalOwner owner) : link{parts, std::move(owner)} {}

  LinkLocalEndpoints link;
};

/// Outlives what it has been asked to do.
class HostLinks {
 public:
  /// @param vpcs  outlive this
  HostLinks(LinkLocalParts parts, Vpcs& vpcs) : parts_{parts}, vpcs_{vpcs}, turns_{parts.loop} {}

  /// Its network has them from then on, until all who got them have let go.
  /// @error  EC2 has not all of the host; what the kernel refused
  Task<Result<std::shared_ptr<HostEndpoints>>> find(std::string instance, aws::Region region);

 private:
  Task<Result<std::shared_ptr<HostEndpoints>>> make(std::string instance, aws::Region region);

  const LinkLocalParts parts_;
  Vpcs& vpcs_;
  images::KeyedTurns turns_;  ///< of hosts whose endpoints are being made
  std::map<std::string, std::weak_ptr<HostEndpoints>> there_;
};

}  // namespace eni::sandbox::task_engine
