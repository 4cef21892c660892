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

constexpr std::size_t kMaxValueBytes = 255;
/// A quarter of a second's work; a thousand times what two hundred values cost with as many resources.
constexpr std::size_t kMaxWork = 100'000'000;

/// Source: "You can specify up to 50 filters and up to 200 values per filter in a single request. Filter strings can be up to
/// 255 characters in length."
ApiResult<void> check_limits(const std::vector<json::object>& given) {
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
  ENI_CHECK(check_limits(given));
  for (const json::object& entry : given) {
    const std::string name = text_at(entry, "Name");
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
    for (const std::string& value : filter.values) {
      if (value.size() > kMaxValueBytes)
        return invalid_parameter_value("The filter '" + excerpt(name) +
                                       "' has a value of more than 255 characters");
    }
    filters.filters_.push_back(std::move(filter));
  }
  return filters;
}

bool Filters::fits_any(const std::vector<std::string>& patterns, std::string_view text) const {
  return std::any_of(patterns.begin(), patterns.end(), [&](const std::string& pattern) {
    // With '?' the time of a comparison may be that of the product.
    work_ +=
        pattern.find('?') == std::string::npos ? pattern.size() + text.size() : pattern.size() * text.size();
    return work_ <= kMaxWork && matches_pattern(pattern, text);
  });
}

ApiResult<void> Filters::check_work() const {
  if (work_ > kMaxWork)
    return ApiError{
        "FilterLimitExceeded",
        "The filters have more and longer values than can be compared with all resources in one call"};
  return {};
}

bool Filters::match(const Filter& filter, const json::object& item) const {
  if (!filter.path.empty()) {
    return any_at(item, filter.path, [&](const std::string& text) { return fits_any(filter.values, text); });
  }
  const json::array& tags = array_at(item, "tagSet");
  return std::any_of(tags.begin(), tags.end(), [&](const json::value& element) {
    const json::object& tag = element.as_object();
    if (filter.any_tag_key) return fits_any(filter.values, text_at(tag, "key"));
    return text_at(tag, "key") == filter.tag_key && fits_any(filter.values, text_at(tag, "value"));
  });
}

bool Filters::match(const json::object& item) const {
  return std::all_of(filters_.begin(), filters_.end(),
                     [&](const Filter& filter) { return match(filter, item); });
}

}  // namespace eni::sandbox::ec2_service
