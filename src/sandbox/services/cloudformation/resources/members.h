#pragma once
/// Values of properties: checked against AWS's model of the type, and written as the service's API takes them.
#include <optional>
#include <string>
#include <string_view>

#include "base/json.h"
#include "sandbox/shapes/model.h"

namespace eni::sandbox::cloudformation {

/// How an API names members and writes scalars.
enum class ApiStyle {
  kTexts,       ///< EC2's query names, all scalars texts
  kSmallNames,  ///< names with a small first letter, typed values: ECS, CloudWatch Logs
  kSameNames,   ///< the same names, typed values
};
/// As the service's model has it.
ApiStyle api_style(std::string_view service);
/// A property's name in the API, where its model does not know the name.
std::string api_name(std::string_view name, ApiStyle style);

/// What is wrong with a property's value: a member that its structure does not have, or another kind. Scalars may be written as
/// any scalar: CloudFormation converts them.
/// @param path  the property's name; messages go on from it: "LaunchTemplateData/Foo"
std::optional<std::string> value_problem(const shapes::Shape& shape, const json::value& value,
                                         const std::string& path);

/// The member of `structure` that means `name`: the one of that name, however it is capitalised, or what the API calls it instead
/// ("properties" for ECS's ProxyConfigurationProperties), or the one that EC2's requests call so.
std::optional<shapes::Member> api_member(const std::optional<shapes::Shape>& structure,
                                         std::string_view name);
/// What a request calls the member.
std::string request_name(const shapes::Member& member, ApiStyle style);

/// `value`, which has no problem, in the API's names and types; a document as its text where the API takes a text, a
/// list of texts joined by commas.
/// @param api  the shape of the member that takes it, if the API's model has one
json::value to_api(const json::value& value, const shapes::Shape& shape,
                   const std::optional<shapes::Shape>& api, ApiStyle style);

}  // namespace eni::sandbox::cloudformation
