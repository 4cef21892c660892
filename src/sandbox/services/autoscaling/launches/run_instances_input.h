#pragma once
/// What a group asks RunInstances for.
#include <string>
#include <vector>

#include "sandbox/services/autoscaling/launches/launch_source.h"
#include "sandbox/store/autoscaling_repository.h"

namespace eni::sandbox::autoscaling_service {

struct LaunchOrder {
  std::int64_t count = 1;
  std::string subnet;
  std::string instance_type;  ///< "" for that of the template
  bool is_spot = false;
  std::string token;  ///< of the client: the same launch is made once
};

json::object run_from_template(const LaunchOrder& order, const ResolvedTemplate& source, json::array tags);
json::object run_from_configuration(const LaunchOrder& order, const LaunchConfiguration& source,
                                    json::array tags);

}  // namespace eni::sandbox::autoscaling_service
