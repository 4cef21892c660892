#pragma once
/// The resource types that templates may use: a row each, read by the engine and by change sets.
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sandbox/services/cloudformation/engine/service_caller.h"
#include "sandbox/services/cloudformation/resources/members.h"

namespace eni::sandbox::cloudformation {

/// What a change of a property means. kConditional: the type's `replaces` tells.
enum class OnChange { kUpdate, kReplace, kConditional };
/// kRefused: AWS has it, the sandbox does not.
enum class Presence { kOptional, kRequired, kRefused };

struct Property {
  std::string_view name;
  Shape shape = Shape::kText;
  OnChange on_change = OnChange::kUpdate;
  Presence presence = Presence::kOptional;
  std::span<const Member> members = {};  ///< of the structure, or of the list's structures
};

/// How a name is made for a resource that its template does not name.
struct NameRule {
  std::size_t max_length = 0;  ///< 0: the resource has no name of its own making
  enum class Form { kStackFirst, kLowerCase, kCfnFirst, kLogicalIdOnly } form = Form::kStackFirst;
};

/// StackName-LogicalId-RANDOM, cut to fit; CFN-LogicalId-RANDOM for SSM parameters; LogicalId_Random for launch
/// templates.
std::string physical_name(const NameRule& rule, std::string_view stack_name, std::string_view logical_id,
                          Random& random);

/// What a handler works on. Lives until the handler's task has ended.
struct ResourceCall {
  EngineParts& parts;
  Principal principal;  ///< in whose name services are called
  aws::Region region;
  std::string account;
  std::string partition;
  std::string stack_id;
  std::string stack_name;
  std::string logical_id;
  std::string physical_id;      ///< the name that was chosen (create), what is there (update, remove)
  json::object properties;      ///< wanted
  json::object old_properties;  ///< update: as applied
  json::array stack_tags;       ///< the stack's own, {Key, Value}
  json::array old_stack_tags;
  bool exists = false;             ///< create: set once there is something to delete if a later step fails
  const bool* stopping = nullptr;  ///< whether the stack operation is being given up: see Poll
  /// create: the engine's, which saves the id, so that a restart finds what a killed sandbox had begun.
  std::function<void(const std::string& physical_id)> on_made = {};

  /// create: there is something now, under this id.
  void made(std::string id);
  /// A call in the name of `principal`, again if the error is one that passes.
  Task<ApiResult<json::object>> call(std::string_view service, std::string_view operation,
                                     const json::object& params);
  std::string global_arn(std::string_view service, std::string_view resource) const;
  std::string regional_arn(std::string_view service, std::string_view resource) const;
};

struct ResourceOutcome {
  std::string physical_id;  ///< what Ref gives
  json::object attributes;  ///< what Fn::GetAtt gives
};

using Make = Task<ApiResult<ResourceOutcome>> (*)(ResourceCall&);
/// What is not there (any more) is a success.
using Remove = Task<ApiResult<void>> (*)(ResourceCall&);
/// Whether something of the name `physical_id` is there.
using Exists = Task<ApiResult<bool>> (*)(ResourceCall&);

/// What is wrong with a resource's properties.
struct PropertyProblem {
  std::string property;  ///< its name
  /// "Encountered unsupported property X", "Property X cannot be empty.", "Value of property X must be …"
  std::string message;
};

struct ResourceType {
  std::string_view name;
  std::span<const Property> properties;
  std::span<const std::string_view> attributes;  ///< names for Fn::GetAtt
  std::string_view name_property = {};           ///< the property that names it; "" if none does
  NameRule name_rule = {};
  Make create = nullptr;
  Make update = nullptr;
  Remove remove = nullptr;
  /// What is there now: of types whose attributes other resources change. Fn::GetAtt asks anew.
  Make read = nullptr;
  Exists exists = nullptr;  ///< of types that users can name
  bool is_taggable = false;
  bool is_custom = false;             ///< answered by a function: any property, any attribute, no handlers
  std::string_view differences = {};  ///< from AWS, for docs/compatibility.md
  /// Makes the physical id out of the name, if it is not the name itself.
  std::string (*id_of_name)(const ResourceCall&, const std::string& name) = nullptr;
  /// What is asked for within properties and the sandbox lacks, beyond Presence::kRefused.
  std::optional<PropertyProblem> (*refuses)(const json::object& properties) = nullptr;
  /// Whether a change of a kConditional property needs another resource.
  bool (*replaces)(std::string_view property, const json::object& before,
                   const json::object& after) = nullptr;

  const Property* find_property(std::string_view property) const;
};

/// @return  null if there is no such type; Custom::ANYTHING is one
const ResourceType* find_resource_type(std::string_view name);
/// All rows, for documents and tests.
std::span<const ResourceType* const> all_resource_types();

/// Each property known, of its shape, and none missing. @return  nothing if all is well
std::optional<PropertyProblem> property_problem(const ResourceType& type, const json::object& properties);

/// The first property that AWS has and the sandbox lacks. One that asks for nothing (an empty list, Enabled: false) is none.
std::optional<PropertyProblem> refused_property(const ResourceType& type, const json::object& properties);

/// What an update of a resource amounts to.
struct PropertyChanges {
  std::vector<std::string> changed;  ///< top-level names, in order
  bool needs_replacement = false;
};
PropertyChanges compare_properties(const ResourceType& type, const json::object& before,
                                   const json::object& after);

}  // namespace eni::sandbox::cloudformation
