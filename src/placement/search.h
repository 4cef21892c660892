#pragma once
/// The search for a host, and for what to stop.
#include <map>
#include <span>
#include <string>

#include "base/random.h"
#include "placement/cluster.h"
#include "placement/index.h"

namespace eni::placement {

Answer place(Index& index, const Request& request, Random& random);
std::optional<Reason> why_not(Index& index, const Request& request, HostId id);
std::vector<HostId> matching(Index& index, const Expression& expression);
std::optional<HostId> host_to_stop_on(Index& index, std::string_view group,
                                      std::span<const Strategy> strategies, Random& random);
std::size_t task_to_stop(Index& index, std::string_view group, std::span<const HostId> hosts,
                         std::span<const Strategy> strategies, Random& random);
std::map<std::string, ZoneShare> zones(Index& index, std::string_view group);

}  // namespace eni::placement
