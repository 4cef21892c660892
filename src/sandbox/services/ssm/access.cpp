#include "sandbox/services/ssm/access.h"

#include "sandbox/gateway/tag_condition_keys.h"
#include "sandbox/services/ssm/parameter_name.h"
#include "sandbox/store/ssm_repository.h"

namespace eni::sandbox::ssm_service {
namespace {

std::string resource(const Call& call, const std::string& name) {
  return call.arn("ssm", arn_resource(parse_reference(name).name));
}

json::object tags_of(const Call& call, const std::string& name) {
  json::object tags;
  auto& parameters = call.store<SsmRepository>();
  const auto found = parameters.find(call.account().value, call.region.value, name);
  if (found)
    for (const auto& [key, value] : parameters.tags(found->id)) tags[key] = value;
  return tags;
}

Access on(const Call& call, const std::string& reference) {
  return access_with_tags(call, resource(call, reference), tags_of(call, parse_reference(reference).name));
}

}  // namespace

Access name_access(const Call& call) { return on(call, call.params.text_or("Name", "")); }
Access resource_access(const Call& call) { return on(call, call.params.text_or("ResourceId", "")); }
Access all_access(const Call& call) { return access_with_tags(call, call.arn("ssm", "*")); }

Access new_access(const Call& call) {
  Access access = name_access(call);
  access.context.emplace_back("ssm:Overwrite", call.params.text_or("Overwrite", "false"));
  return access;
}

Access path_access(const Call& call) {
  Access access = on(call, call.params.text_or("Path", ""));
  access.context.emplace_back("ssm:Recursive", call.params.text_or("Recursive", "false"));
  return access;
}

Access names_access(const Call& call) {
  const std::vector<std::string> names = texts_at(call.params.all(), "Names");
  if (names.empty()) return all_access(call);
  Access access;
  access.resources.clear();
  for (const std::string& name : names) {
    const Access one = on(call, name);
    access.resources.push_back(one.resources.front());
    access.context_of_resource.push_back(one.context_of_resource.front());
  }
  return access;
}

}  // namespace eni::sandbox::ssm_service
