#pragma once
/// What handlers share: reading properties, comparing lists, tags.
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/text_array.h"
#include "sandbox/services/cloudformation/resources/resource_type.h"

namespace eni::sandbox::cloudformation {

/// The elements of a list that are objects.
std::vector<json::object> objects_of(const json::object& properties, std::string_view name);
/// The value at a path of member names joined by dots; of a list on the way, and at its end, the first element. Null if it is not
/// there.
const json::value* value_at(const json::object& object, std::string_view path);
/// All values at a path; of lists on the way and at its end, those of each element.
json::array all_values_at(const json::object& object, std::string_view path);
/// The same, but a list at the end is the value, and one on the way has no members: of properties.
const json::value* property_at(const json::object& properties, std::string_view path);
/// What follows the first member of a path; "" if nothing does.
std::string_view rest_of(std::string_view path);
/// The scalar there as text; "" if it is absent.
std::string text_at_path(const json::object& object, std::string_view path);
/// Copies a property into `params` under the same name, if it is there.
void copy(const json::object& properties, std::string_view name, json::object& params);
/// Whether the property at a path differs between what was applied and what is wanted.
bool has_changed(const ResourceCall& call, std::string_view path);

/// What is in `a` and not in `b`.
std::vector<std::string> without(const std::vector<std::string>& a, const std::vector<std::string>& b);

/// Key -> value, from a list of {Key, Value} or from an object.
using TagMap = std::map<std::string, std::string>;
/// The stack's tags and the resource's own, which win. Not aws:cloudformation:*: services refuse such keys to callers,
/// and AWS sets them past their APIs.
TagMap tags_of(const ResourceCall& call);
TagMap old_tags_of(const ResourceCall& call);
json::array tag_list(const TagMap& tags);
json::object tag_object(const TagMap& tags);

/// What an update has to do to tags.
struct TagChange {
  TagMap set;
  std::vector<std::string> removed;
};
TagChange tag_change(const ResourceCall& call);

/// Takes the errors that mean "is not there" for a success.
ApiResult<void> tolerate_missing(const ApiResult<json::object>& reply);
bool is_missing(const ApiError& error);
/// For Exists: a reply is true, "is not there" is false.
ApiResult<bool> found(const ApiResult<json::object>& reply);

}  // namespace eni::sandbox::cloudformation
