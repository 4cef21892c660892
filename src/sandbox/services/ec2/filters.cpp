#include "sandbox/services/ec2/filters.h"

#include <algorithm>

#include "base/excerpt.h"
#include "base/glob.h"
#include "sandbox/services/ec2/errors.h"

namespace eni::sandbox::ec2_service {
namespace {

std::string as_on_the_wire(const json::value& value) {
  if (value.is_string()) return std::string(value.get_string());
  if (value.is_bool()) return value.get_bool() ? "true" : "false";
  return json::serialize(value);
}

template <class Visit>
bool any_at(const json::object& object, std::string_view path, const Visit& visit);

/// Calls `visit` with each scalar at `path`, until one is accepted.
template <class Visit>
bool any_at(const json::value& value, std::string_view path, const Visit& visit) {
  if (const auto* list = value.if_array()) {
    return std::any_of(list->begin(), list->end(),
                       [&](const json::value& element) { return any_at(element, path, visit); });
  }
  if (path.empty()) return !value.is_null() && visit(as_on_the_wire(value));
  const auto* object = value.if_object();
  return object && any_at(*object, path, visit);
}

template <class Visit>
bool any_at(const json::object& object, std::string_view path, const Visit& visit) {
  const auto dot = path.find('.');
  const json::value* member = find(object, path.substr(0, dot));
  return member && any_at(*member, dot == std::string_view::npos ? "" : path.substr(dot + 1), visit);
}

bool fits_any(const std::vector<std::string>& patterns, std::string_view text) {
  return std::any_of(patterns.begin(), patterns.end(),
                     [text](const std::string& pattern) { return matches_pattern(pattern, text); });
}

std::string text_of(const json::object& object, std::string_view name) {
  return find_string(object, name).value_or("");
}

const json::array& tags_of(const json::object& item) {
  static const json::array none;
  const json::value* tags = find(item, "tagSet");
  return tags && tags->is_array() ? tags->get_array() : none;
}

/// Source: "You can specify up to 50 filters and up to 200 values per filter in a single request."
ApiResult<void> check_count(const std::vector<json::object>& given) {
  constexpr std::size_t kMaxFilters = 50;
  constexpr std::size_t kMaxValues = 200;
  if (given.size() > kMaxFilters)
    return ApiError{"FilterLimitExceeded", "The maximum number of filters specified on a single call is 50"};
  for (const json::object& entry : given) {
    const json::value* values = find(entry, "Value");
    if (values && values->is_array() && values->get_array().size() > kMaxValues)
      return ApiError{"FilterLimitExceeded",
                      "The maximum number of filter values specified on a single call is 200"};
  }
  return {};
}

}  // namespace

bool matches_pattern(std::string_view pattern, std::string_view text) {
  return glob_matches(pattern, text, {'*', '?', '\\'});
}

ApiResult<Filters> Filters::read(const Call& call, std::span<const FilterName> known) {
  Filters filters;
  ENI_TRY(const auto given, call.params.objects("Filter"));
  ENI_CHECK(check_count(given));
  for (const json::object& entry : given) {
    const std::string name = text_of(entry, "Name");
    const Params members{entry};
    Filter filter;
    ENI_TRY(filter.values, members.texts("Value"));
    if (filter.values.empty()) {
      return ApiError{"InvalidParameterValue",
                      "The filter '" + excerpt(name) + "' must have at least one value"};
    }
    const auto row = std::find_if(known.begin(), known.end(),
                                  [&name](const FilterName& candidate) { return candidate.name == name; });
    if (row != known.end()) {
      filter.path = row->path;
    } else if (name.starts_with("tag:")) {
      filter.tag_key = name.substr(4);
    } else if (name == "tag-key") {
      filter.any_tag_key = true;
    } else {
      return invalid_parameter_value("The filter '" + excerpt(name) + "' is invalid");
    }
    filters.filters_.push_back(std::move(filter));
  }
  return filters;
}

bool Filters::match(const Filter& filter, const json::object& item) {
  if (!filter.path.empty()) {
    return any_at(item, filter.path,
                  [&filter](const std::string& text) { return fits_any(filter.values, text); });
  }
  const json::array& tags = tags_of(item);
  return std::any_of(tags.begin(), tags.end(), [&filter](const json::value& element) {
    const json::object& tag = element.as_object();
    if (filter.any_tag_key) return fits_any(filter.values, text_of(tag, "key"));
    return text_of(tag, "key") == filter.tag_key && fits_any(filter.values, text_of(tag, "value"));
  });
}

bool Filters::match(const json::object& item) const {
  return std::all_of(filters_.begin(), filters_.end(),
                     [&item](const Filter& filter) { return match(filter, item); });
}

}  // namespace eni::sandbox::ec2_service
