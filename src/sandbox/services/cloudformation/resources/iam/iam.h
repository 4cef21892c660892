#pragma once
/// What IAM's resource types share.
#include "sandbox/services/cloudformation/resources/driver.h"

namespace eni::sandbox::cloudformation {

/// "arn:…:iam::ACCOUNT:KIND/NAME", with the path that the template says between the two.
inline std::string iam_arn(const ResourceCall& call, std::string_view kind, const std::string& name) {
  const std::string path = scalar_text_at(call.properties, "Path");
  return call.global_arn("iam", std::string(kind) + (path.empty() ? "/" : path) + name);
}

}  // namespace eni::sandbox::cloudformation
