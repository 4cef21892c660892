/// Over the table of resource types: drift is seen in each property that an update changes and the service shows. What is read is made of
/// AWS's model of the row's `read`, so that a row which looks in the wrong place sees nothing.
#include "sandbox/services/cloudformation/resources/drift.h"
#include "sandbox/services/cloudformation/resources/handlers_for_test.h"
#include "sandbox/services/cloudformation/resources/sample_values_for_test.h"

namespace eni::sandbox::cloudformation {
namespace {

using shapes::Kind;
using shapes::Member;
using shapes::Shape;

/// What rows do not see.
const std::set<std::string> kNotShown{
    // Shown with the names of other members.
    "AWS::ECR::Repository.ImageTagMutabilityExclusionFilters",
    "AWS::ElasticLoadBalancingV2::LoadBalancer.SubnetMappings",
    "AWS::SSM::Parameter.Policies",
    // Shown by operations that take more than the resource's id.
    "AWS::EC2::Subnet.Ipv6CidrBlock",
    "AWS::IAM::ManagedPolicy.PolicyDocument",
    // Shown under a root element that the model does not tell: see test_cloudformation_drift.py.
    "AWS::S3::Bucket.OwnershipControls",
    "AWS::S3::Bucket.VersioningConfiguration",
    // Not to be shown.
    "AWS::SecretsManager::Secret.SecretString",
};

std::optional<Member> member_like(const Shape& shape, std::string_view name) {
  for (const std::string& candidate : {to_lower(name), to_lower(name) + "set"}) {
    for (std::size_t at = 0; at < shape.member_count(); ++at)
      if (to_lower(shape.member(at).wire_name()) == candidate) return shape.member(at);
  }
  return std::nullopt;
}

/// `value`, a property's, as an answer of this shape has it; nothing if it has it in another form.
std::optional<json::value> shown(const Shape& shape, const json::value& value) {
  if (shape.kind() == Kind::kStructure && value.is_object()) {
    json::object object;
    for (const auto& [name, inner] : value.get_object()) {
      const auto member = member_like(shape, name);
      auto told = member ? shown(member->shape(), inner) : std::nullopt;
      if (told) object[member->wire_name()] = *std::move(told);
    }
    if (object.empty()) return std::nullopt;
    return object;
  }
  if (shape.kind() == Kind::kList && value.is_array()) {
    auto told = shown(shape.element().shape(), value.get_array().front());
    if (!told) return std::nullopt;
    return json::array{*std::move(told)};
  }
  if (shape.kind() == Kind::kMap && value.is_object()) return value;
  if (shape.kind() == Kind::kString && value.is_object()) return json::value(json::serialize(value));
  if (shape.kind() == Kind::kString && value.is_array() && value.get_array().size() == 1)
    return shown(shape, value.get_array().front());
  const bool is_leaf =
      shape.kind() != Kind::kStructure && shape.kind() != Kind::kList && shape.kind() != Kind::kMap;
  if (is_leaf && !value.is_object() && !value.is_array()) return value;
  return std::nullopt;
}

/// An answer of this shape that has `value` at the path; nothing if the shape has no such path.
std::optional<json::value> answer_at(const Shape& shape, std::string_view path, const json::value& value) {
  if (path.empty()) return shown(shape, value);
  if (shape.kind() == Kind::kList) {
    auto inner = answer_at(shape.element().shape(), path, value);
    if (!inner) return std::nullopt;
    return json::array{*std::move(inner)};
  }
  const std::string name(path.substr(0, path.find('.')));
  if (shape.kind() == Kind::kMap) return json::object{{name, value}};
  if (shape.kind() != Kind::kStructure) return std::nullopt;
  const auto member = member_like(shape, name);
  auto inner = member ? answer_at(member->shape(), rest_of(path), value) : std::nullopt;
  if (!inner) return std::nullopt;
  return json::object{{member->wire_name(), *std::move(inner)}};
}

/// Attributes by their keys: the same ones have other values.
void keep_keys(const json::value& expected, json::value& actual) {
  if (!actual.is_array()) return;
  for (json::value& element : actual.get_array()) {
    const json::value& same = expected.get_array().front();
    if (element.is_object() && same.is_object() && same.get_object().contains("Key"))
      element.get_object()["Key"] = same.get_object().at("Key");
  }
}

std::string joined(std::string_view item, std::string_view name) {
  return item.empty() ? std::string(name) : std::string(item) + "." + std::string(name);
}

struct DriftTable : Handlers {
  /// Has `operation` show the property at one of its names, and nothing else. @return  whether its model has one of them
  bool answer(const ResourceType& type, std::string_view operation, std::string_view item,
              const ComparedProperty& compared, const json::value& actual) {
    const auto model = shapes::find_service(type.calls.service)->find_operation(operation);
    for (const std::string_view name : compared.names) {
      const auto shown =
          model->output() ? answer_at(*model->output(), joined(item, name), actual) : std::nullopt;
      if (shown) services.answer(full_name(type, operation), json::serialize(*shown).c_str());
      if (shown) return true;
    }
    return false;
  }
  static std::string full_name(const ResourceType& type, std::string_view operation) {
    return std::string(type.calls.service) + ":" + std::string(operation);
  }
  /// The resource is there, with nothing that is compared.
  void answer_that_it_is_there(const ResourceType& type) {
    json::value item = json::object{{"NotCompared", 1}};
    for (std::string path(type.calls.item); !path.empty();) {
      const std::size_t dot = path.rfind('.');
      item = json::object{{dot == std::string::npos ? path : path.substr(dot + 1), item}};
      path.resize(dot == std::string::npos ? 0 : dot);
    }
    services.answer(full_name(type, type.calls.read), json::serialize(item).c_str());
  }
  bool drifts(const ResourceType& type, const ComparedProperty& compared, const json::value& expected) {
    ResourceCall resource = call("{}", "id");
    resource.properties[compared.property] = expected;
    const json::object written = resource.properties;
    const auto drift = run(detect_drift(type, resource, written));
    return drift.has_value() && !drift->differences.empty();
  }
  /// Whether the row sees that the property is another.
  bool sees(const ResourceType& type, const ComparedProperty& compared) {
    const Shape property = *type.find_property(compared.property)->shape;
    const json::value expected = sample_value(property, 'a', Members::kAll);
    json::value actual = sample_value(property, 'b', Members::kAll);
    keep_keys(expected, actual);
    services.answers.clear();
    if (answer(type, type.calls.read, type.calls.item, compared, actual) && drifts(type, compared, expected))
      return true;
    for (const FurtherRead& read : type.calls.further) {
      services.answers.clear();
      answer_that_it_is_there(type);
      // Another of the same operation may ask for something else.
      const auto same = std::ranges::count(type.calls.further, read.operation, &FurtherRead::operation);
      bool is_shown = false;
      for (auto left = same; left > 0; --left)
        is_shown = answer(type, read.operation, read.item, compared, actual);
      if (is_shown && drifts(type, compared, expected)) return true;
    }
    return false;
  }
};

TEST_F(DriftTable, EachPropertyThatAnUpdateChangesIsComparedIfItIsShown) {
  std::set<std::string> unseen;
  for (const ResourceType* type : all_resource_types()) {
    if (!can_drift(*type)) continue;
    for (const ComparedProperty& compared : compared_properties(*type)) {
      const auto property = type->find_property(compared.property);
      if (!compared.can_change || !property || !property->shape || property->on_change == OnChange::kReplace)
        continue;
      if (!sees(*type, compared))
        unseen.insert(std::string(type->name) + "." + std::string(compared.property));
    }
  }
  EXPECT_EQ(unseen, kNotShown);
}

}  // namespace
}  // namespace eni::sandbox::cloudformation
