#pragma once
/// What hosts find at link-local addresses: their metadata and the VPC's resolver; and with tasks of the network mode host on them what
/// those find. It is there while somebody needs it: user data that runs, or such a task.
#include <map>
#include <memory>
#include <string>

#include "base/defect.h"
#include "sandbox/images/store/keyed_locks.h"
#include "sandbox/task_engine/endpoints/shared_task_metadata.h"
#include "sandbox/task_engine/network/link_local_endpoints.h"
#include "sandbox/task_engine/network/vpcs.h"

namespace eni::sandbox::task_engine {

/// Of one host.
struct HostEndpoints {
  HostEndpoints(LinkLocalParts parts, const LinkLocalOwner& owner)
      : link{parts, owner},
        task_metadata{parts.loop, logged_as(parts.env.log, "task metadata", owner.instance)} {}

  LinkLocalEndpoints link;
  bool serves_tasks = false;
  endpoints::SharedTaskMetadata task_metadata;  ///< goes before the server in `link`
};

/// Outlives what it has been asked to do.
class HostLinks {
 public:
  /// @param vpcs  outlive this
  HostLinks(LinkLocalParts parts, Vpcs& vpcs) : parts_{parts}, vpcs_{vpcs}, locks_{parts.loop} {}

  /// Its network has them from then on, until all who got them have let go.
  /// @error  EC2 has not all of the host; what the kernel refused
  Task<Result<std::shared_ptr<HostEndpoints>>> find(std::string instance, aws::Region region);
  /// They answer tasks, too, from then on.
  Task<Result<std::shared_ptr<HostEndpoints>>> find_for_tasks(std::string instance, aws::Region region);
  /// With the host's network. Whoever has them yet has no use of them.
  void remove(const std::string& instance) { there_.erase(instance); }

 private:
  Task<Result<std::shared_ptr<HostEndpoints>>> find_or_make(std::string instance, aws::Region region);
  Task<Result<std::shared_ptr<HostEndpoints>>> make(std::string instance, aws::Region region);

  const LinkLocalParts parts_;
  Vpcs& vpcs_;
  images::KeyedLocks locks_;  ///< of hosts whose endpoints are being made
  std::map<std::string, std::weak_ptr<HostEndpoints>> there_;
};

}  // namespace eni::sandbox::task_engine
