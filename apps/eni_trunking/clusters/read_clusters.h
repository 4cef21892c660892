#pragma once
/// Reads what clusters consist of, by AWS's Describe operations, many at a time.
#include <string>
#include <vector>

#include "client/session.h"
#include "diagnosis/cluster_description.h"

namespace eni::command {

/// What is asked for of the clusters.
enum class Parts {
  kAll,
  kRollout,  ///< all, and what only a rollout asks for: tasks that have not stopped, and whether what it
             ///< will ask for later may be asked for
  kMoving,  ///< what changes while hosts are replaced: hosts, services, instances, groups and their refreshes
};

struct ReadOptions {
  std::vector<std::string> clusters;  ///< names or ARNs; empty: all of the region
  std::size_t calls_at_a_time = 8;
  Parts parts = Parts::kAll;
};

/// What the caller may not see stands among the description's failed reads.
/// @error  nothing could be read at all: nobody answers, the credentials are no good, the clusters cannot even be listed; or one that
///         was asked for does not exist
client::CallResult<diagnosis::Description> read_clusters(const client::Session& session,
                                                         const ReadOptions& options, TimePoint now);

}  // namespace eni::command
