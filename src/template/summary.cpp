#include "template/summary.h"

#include "base/text.h"
#include "template/evaluate.h"

namespace eni::tmpl {
namespace {

/// A type whose creation can give away permissions, and the property that names it. Source: CreateStack,
/// Capabilities.
struct IamType {
  std::string_view type;
  std::string_view
      name_property;  ///< with it, CAPABILITY_NAMED_IAM is needed; empty: it has no name of its own
};

constexpr IamType kIamTypes[] = {
    {"AWS::IAM::AccessKey", ""},
    {"AWS::IAM::Group", "GroupName"},
    {"AWS::IAM::InstanceProfile", "InstanceProfileName"},
    {"AWS::IAM::ManagedPolicy", "ManagedPolicyName"},
    {"AWS::IAM::Policy", ""},
    {"AWS::IAM::Role", "RoleName"},
    {"AWS::IAM::User", "UserName"},
    {"AWS::IAM::UserToGroupAddition", ""},
};

const IamType* iam_type(std::string_view type) {
  for (const IamType& row : kIamTypes)
    if (row.type == type) return &row;
  return nullptr;
}

bool is_named(const Resource& resource, const IamType& type) {
  return !type.name_property.empty() && resource.properties && resource.properties->find(type.name_property);
}

void add_once(std::vector<std::string>& list, const std::string& text) {
  if (std::find(list.begin(), list.end(), text) == list.end()) list.push_back(text);
}

bool is_given(const std::vector<std::string>& given, std::string_view capability) {
  if (std::find(given.begin(), given.end(), capability) != given.end()) return true;
  return capability == "CAPABILITY_IAM" && is_given(given, "CAPABILITY_NAMED_IAM");
}

}  // namespace

RequiredCapabilities required_capabilities(const Template& tmpl) {
  std::vector<std::string> types;
  bool named = false;
  for (const Resource& resource : tmpl.resources) {
    const IamType* type = iam_type(resource.type);
    if (!type) continue;
    add_once(types, resource.type);
    named = named || is_named(resource, *type);
  }
  RequiredCapabilities required;
  if (!types.empty()) {
    required.capabilities.emplace_back(named ? "CAPABILITY_NAMED_IAM" : "CAPABILITY_IAM");
    required.reason = "The following resource(s) require capabilities: [" + join(types, ", ") + "]";
  }
  if (!tmpl.transforms.empty()) {
    required.capabilities.emplace_back("CAPABILITY_AUTO_EXPAND");
    if (required.reason.empty())
      required.reason = "The template uses transforms: [" + join(tmpl.transforms, ", ") + "]";
  }
  return required;
}

std::string missing_capabilities(const Template& tmpl, const std::vector<std::string>& given) {
  std::vector<std::string> missing;
  for (const std::string& capability : required_capabilities(tmpl).capabilities)
    if (!is_given(given, capability)) missing.push_back(capability);
  return missing.empty() ? std::string() : "Requires capabilities : [" + join(missing, ", ") + "]";
}

TemplateSummary summarize(const Template& tmpl) {
  TemplateSummary summary;
  summary.version = tmpl.version;
  summary.description = tmpl.description;
  if (tmpl.metadata) summary.metadata = json::serialize(to_json(*tmpl.metadata));
  for (const Resource& resource : tmpl.resources) add_once(summary.resource_types, resource.type);
  summary.parameters = tmpl.parameters;
  summary.declared_transforms = tmpl.transforms;
  summary.capabilities = required_capabilities(tmpl);
  return summary;
}

}  // namespace eni::tmpl
