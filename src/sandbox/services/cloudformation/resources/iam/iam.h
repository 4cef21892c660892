#pragma once
/// What IAM's resource types share.
#include "sandbox/services/cloudformation/resources/driver.h"

namespace eni::sandbox::cloudformation {

/// PATH of an ARN: "/" unless the template says otherwise.
inline std::string path_of(const ResourceCall& call) {
  const std::string path = scalar_text_at(call.properties, "Path");
  return path.empty() ? std::string("/") : path;
}

}  // namespace eni::sandbox::cloudformation
