#include "sandbox/services/ssm/access.h"

#include "sandbox/services/ssm/parameter_name.h"

namespace eni::sandbox::ssm_service {
namespace {

std::string resource(const Call& call, const std::string& name) {
  return call.arn("ssm", arn_resource(parse_reference(name).name));
}

Access on(std::string arn) {
  Access access;
  access.resources = {std::move(arn)};
  return access;
}

}  // namespace

Access name_access(const Call& call) { return on(resource(call, call.params.text_or("Name", ""))); }
Access path_access(const Call& call) { return on(resource(call, call.params.text_or("Path", ""))); }
Access resource_access(const Call& call) { return on(resource(call, call.params.text_or("ResourceId", ""))); }
Access all_access(const Call& call) { return on(call.arn("ssm", "*")); }

Access names_access(const Call& call) {
  const auto names = call.params.texts("Names");
  if (names.has_error() || names->empty()) return all_access(call);
  Access access;
  access.resources.clear();
  for (const std::string& name : *names) access.resources.push_back(resource(call, name));
  return access;
}

}  // namespace eni::sandbox::ssm_service
