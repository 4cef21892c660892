#pragma once
/// The shapes of properties and of the structures in them: a row a member, with the name that the service's API has for it.
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "aws/api_error.h"
#include "base/json.h"

namespace eni::sandbox::cloudformation {

/// The shape of a value. Scalars may be written as any scalar: CloudFormation converts them.
enum class Shape {
  kText,
  kInteger,
  kNumber,  ///< with or without a fraction
  kBoolean,
  kList,      ///< of structures if the row has members, else of scalars
  kIntegers,  ///< a list of them
  kObject,    ///< a structure if the row has members, else anything
  kTextMap,   ///< keys of the user's own, with texts
  kDocument,  ///< an object, or its JSON text
};

/// A member of a structure.
struct Member {
  std::string_view name;  ///< as templates write it
  Shape shape = Shape::kText;
  std::span<const Member> members = {};  ///< of kObject, and of the elements of kList
  std::string_view api_name = {};        ///< where it is not what ApiStyle makes of the name
};

/// How an API names members and writes scalars.
enum class ApiStyle {
  kEc2,  ///< the same names, all scalars texts, as its query protocol delivers them
  kEcs,  ///< names with a small first letter, typed values
};

/// Whether `value` can be taken for `shape`; nothing is said of what is in it.
bool has_shape(const json::value& value, Shape shape);
/// "of type String", "an object": how a message names it.
std::string_view shape_name(Shape shape);

/// What is wrong within a property's value: a member that its structure does not have, or that has another shape.
/// @param path  the property's name; messages go on from it: "LaunchTemplateData/Foo"
std::optional<std::string> member_problem(std::span<const Member> members, const json::value& value,
                                          const std::string& path);

/// `value`, which has no problem, in the API's names and types.
json::value to_api(const json::value& value, Shape shape, std::span<const Member> members, ApiStyle style);
/// The same of a structure's members, those that are there.
json::object to_api(const json::object& value, std::span<const Member> members, ApiStyle style);

}  // namespace eni::sandbox::cloudformation
