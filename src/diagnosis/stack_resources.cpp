#include "diagnosis/stack_resources.h"

#include "aws/partition.h"
#include "base/text.h"
#include "template/constraints.h"
#include "template/evaluate.h"

namespace eni::diagnosis {

namespace {

/// As the stack has them: CloudFormation has checked them, and shows **** in place of some.
tmpl::ParameterValues values_of(const tmpl::Template& parsed, const Stack& stack) {
  tmpl::ParameterValues values;
  for (const tmpl::Parameter& parameter : parsed.parameters) {
    const auto given = stack.parameters.find(parameter.name);
    tmpl::ParameterValue value{.name = parameter.name};
    value.text = given != stack.parameters.end() ? given->second : parameter.default_value.value_or("");
    if (parameter.is_list()) {
      json::array items;
      for (const std::string& item : tmpl::split_list(value.text)) items.emplace_back(item);
      value.value = std::move(items);
    } else {
      value.value = json::string(value.text);
    }
    values.values.push_back(std::move(value));
  }
  return values;
}

/// Texts around references stay readable by it.
class LogicalIds : public tmpl::UnknownResolver {
 public:
  tmpl::TemplateResult<std::optional<json::value>> ref(const tmpl::Resource& resource) override {
    return std::optional<json::value>(json::string(resource.logical_id));
  }
  tmpl::TemplateResult<std::optional<json::value>> get_att(const tmpl::Resource& resource,
                                                           std::string_view attribute) override {
    return std::optional<json::value>(json::string(resource.logical_id + "." + std::string(attribute)));
  }
};

tmpl::PseudoParameters pseudo_of(const Description& description, const Stack& stack) {
  return {.account_id = description.account,
          .region = description.region,
          .partition = description.partition,
          .url_suffix = std::string(aws::partition_of(aws::Region{description.region}).dns_suffix),
          .stack_id = stack.name,
          .stack_name = stack.name};
}

}  // namespace

std::vector<StackResource> resources_of(const Description& description, const Stack& stack) {
  std::vector<StackResource> resources;
  const auto parsed = tmpl::parse_template(stack.template_body);
  if (!parsed) return resources;
  const tmpl::ParameterValues values = values_of(*parsed, stack);
  const tmpl::PseudoParameters pseudo = pseudo_of(description, stack);
  const auto conditions = tmpl::evaluate_conditions(*parsed, values, pseudo);
  if (!conditions) return resources;
  LogicalIds resolver;
  const tmpl::Scope scope{*parsed, values, pseudo, *conditions, resolver};
  for (const tmpl::Resource& resource : parsed->resources) {
    if (!tmpl::is_active(resource, *conditions)) continue;
    auto evaluated = tmpl::evaluate_resource(scope, resource);
    if (!evaluated) continue;
    resources.push_back({evaluated->logical_id, evaluated->type, std::move(evaluated->properties),
                         std::move(evaluated->metadata)});
  }
  return resources;
}

std::optional<bool> is_retained(const Stack& stack, const std::string& logical_id) {
  const auto parsed = tmpl::parse_template(stack.template_body);
  const tmpl::Resource* resource = parsed ? parsed->find_resource(logical_id) : nullptr;
  if (!resource) return std::nullopt;
  return resource->deletion_policy == tmpl::DeletionPolicy::kRetain ||
         resource->deletion_policy == tmpl::DeletionPolicy::kRetainExceptOnCreate;
}

std::string user_data_of(const StackResource& resource) {
  std::string encoded;
  if (resource.type == "AWS::EC2::LaunchTemplate")
    encoded = text_at(object_at(resource.properties, "LaunchTemplateData"), "UserData");
  else if (resource.type == "AWS::AutoScaling::LaunchConfiguration" || resource.type == "AWS::EC2::Instance")
    encoded = text_at(resource.properties, "UserData");
  return base64_decode(encoded).value_or("");
}

}  // namespace eni::diagnosis
