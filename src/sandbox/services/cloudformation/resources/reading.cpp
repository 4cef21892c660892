#include "sandbox/services/cloudformation/resources/reading.h"

#include "template/evaluate.h"

namespace eni::sandbox::cloudformation {
namespace {

/// From a list of {Key, Value} or an object of texts.
void add_tags(const json::value* tags, TagMap& into) {
  if (!tags) return;
  if (const json::object* object = tags->if_object()) {
    for (const auto& [key, value] : *object) into[std::string(key)] = tmpl::scalar_text(value);
  }
  if (!tags->is_array()) return;
  for (const json::value& tag : tags->get_array()) {
    const json::object* pair = tag.if_object();
    if (pair) into[scalar_text_at(*pair, "Key")] = scalar_text_at(*pair, "Value");
  }
}

void collect_at(const json::value& value, std::string_view path, json::array& into) {
  if (const json::array* list = value.if_array()) {
    for (const json::value& element : *list) collect_at(element, path, into);
  } else if (path.empty()) {
    into.push_back(value);
  } else if (const json::value* member = find(value, path.substr(0, path.find('.')))) {
    collect_at(*member, rest_of(path), into);
  }
}

const json::value* first_of(const json::value* value) {
  const json::array* list = value ? value->if_array() : nullptr;
  if (!list) return value;
  return list->empty() ? nullptr : &list->front();
}

/// Auto Scaling has no code of its own for it, ECS none for task definitions, and Secrets Manager none for what waits for the end of its
/// recovery window.
bool says_missing(const ApiError& error) {
  const auto says = [&error](std::string_view text) { return error.message.find(text) != std::string::npos; };
  if (error.code == "ValidationError") return says(" not found") || says("No Lifecycle Hook found");
  if (error.code == "InvalidRequestException") return says("secret because it was marked for deletion");
  return error.code == "ClientException" && (says("inactive") || says("Unable to describe task definition"));
}

TagMap merged_tags(const json::array& stack_tags, const json::object& properties) {
  TagMap tags;
  const json::value of_stack = stack_tags;
  add_tags(&of_stack, tags);
  for (const std::string_view name : {"Tags", "FileSystemTags", "AccessPointTags"})
    add_tags(find(properties, name), tags);
  return tags;
}

}  // namespace

std::vector<json::object> objects_of(const json::object& properties, std::string_view name) {
  std::vector<json::object> objects;
  for (const json::value& item : array_at(properties, name)) {
    if (item.is_object()) objects.push_back(item.get_object());
  }
  return objects;
}

const json::value* value_at(const json::object& object, std::string_view path) {
  const json::object* at = &object;
  for (;;) {
    const std::size_t dot = path.find('.');
    const json::value* value = first_of(find(*at, path.substr(0, dot)));
    if (!value || dot == std::string_view::npos) return value;
    at = value->if_object();
    if (!at) return nullptr;
    path.remove_prefix(dot + 1);
  }
}

json::array all_values_at(const json::object& object, std::string_view path) {
  json::array values;
  collect_at(object, path, values);
  return values;
}

std::string_view rest_of(std::string_view path) {
  const std::size_t dot = path.find('.');
  return dot == std::string_view::npos ? std::string_view{} : path.substr(dot + 1);
}

const json::value* property_at(const json::object& properties, std::string_view path) {
  const json::value* value = find(properties, path.substr(0, path.find('.')));
  for (path = rest_of(path); value && !path.empty(); path = rest_of(path)) {
    value = find(*value, path.substr(0, path.find('.')));
  }
  return value;
}

std::string text_at_path(const json::object& object, std::string_view path) {
  const json::value* value = value_at(object, path);
  return value ? scalar_text(*value) : std::string();
}

void copy(const json::object& properties, std::string_view name, json::object& params) {
  if (const json::value* value = find(properties, name)) params[name] = *value;
}

bool has_changed(const ResourceCall& call, std::string_view path) {
  const json::value* before = property_at(call.old_properties, path);
  const json::value* after = property_at(call.properties, path);
  if (!before || !after) return before != after;
  return *before != *after;
}

std::vector<std::string> without(const std::vector<std::string>& a, const std::vector<std::string>& b) {
  std::vector<std::string> rest;
  for (const std::string& text : a) {
    if (std::find(b.begin(), b.end(), text) == b.end()) rest.push_back(text);
  }
  return rest;
}

TagMap tags_of(const ResourceCall& call) { return merged_tags(call.stack_tags, call.properties); }
TagMap old_tags_of(const ResourceCall& call) { return merged_tags(call.old_stack_tags, call.old_properties); }

json::array tag_list(const TagMap& tags) {
  json::array list;
  for (const auto& [key, value] : tags) list.push_back(json::object{{"Key", key}, {"Value", value}});
  return list;
}

json::object tag_object(const TagMap& tags) {
  json::object object;
  for (const auto& [key, value] : tags) object[key] = value;
  return object;
}

TagChange tag_change(const ResourceCall& call) {
  TagChange change;
  const TagMap before = old_tags_of(call);
  const TagMap after = tags_of(call);
  for (const auto& [key, value] : after) {
    const auto old = before.find(key);
    if (old == before.end() || old->second != value) change.set[key] = value;
  }
  for (const auto& [key, value] : before) {
    if (!after.contains(key)) change.removed.push_back(key);
  }
  return change;
}

bool is_missing(const ApiError& error) {
  static constexpr std::string_view kCodes[] = {
      "NoSuchEntity", "NoSuchBucket", "NoSuchKey", "404",
      // of those that do not hold it, or any more
      "Gateway.NotAttached", "ServiceNotActiveException", "UnknownResourceException",
      "AWSOrganizationsNotInUseException", "AccountAlreadyClosedException"};
  return error.http_status == 404 || error.code.ends_with("NotFound") ||
         error.code.ends_with("NotFoundException") || says_missing(error) ||
         std::find(std::begin(kCodes), std::end(kCodes), error.code) != std::end(kCodes);
}

ApiResult<void> tolerate_missing(const ApiResult<json::object>& reply) {
  if (reply.has_value() || is_missing(reply.error())) return {};
  return reply.error();
}

ApiResult<bool> found(const ApiResult<json::object>& reply) {
  if (reply.has_value()) return true;
  if (is_missing(reply.error())) return false;
  return reply.error();
}

}  // namespace eni::sandbox::cloudformation
