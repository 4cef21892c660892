#include "sandbox/services/cloudformation/resources/drift.h"

#include "base/text.h"

namespace eni::sandbox::cloudformation {
namespace {

/// The member that means `name`: services write a small first letter, and EC2 a Set where the request has a list.
const json::value* shown_member(const json::object& object, std::string_view name) {
  for (const std::string& candidate : {std::string(name), std::string(name) + "Set"}) {
    for (const auto& [key, value] : object)
      if (to_lower(key) == to_lower(candidate)) return &value;
  }
  return nullptr;
}

const json::value* shown_at(const json::object& object, std::string_view path) {
  const json::value* found = shown_member(object, path.substr(0, path.find('.')));
  const std::string_view rest = rest_of(path);
  if (!found || rest.empty()) return found;
  return found->is_object() ? shown_at(found->get_object(), rest) : nullptr;
}

bool is_scalar(const json::value& value) { return !value.is_object() && !value.is_array(); }

bool are_scalars(const json::array& list) { return std::all_of(list.begin(), list.end(), is_scalar); }

std::vector<std::string> sorted_texts(const json::array& list) {
  std::vector<std::string> texts;
  for (const json::value& element : list) texts.push_back(scalar_text(element));
  std::sort(texts.begin(), texts.end());
  return texts;
}

/// Numbers are numbers however they are written: 1 is 1.0.
bool is_same_scalar(const json::value& a, const json::value& b) {
  const std::string left = scalar_text(a);
  const std::string right = scalar_text(b);
  if (left == right) return true;
  const auto number = [](const std::string& text) -> std::optional<double> {
    const auto parsed = parse_json(text);
    if (!parsed || !parsed->is_number()) return std::nullopt;
    return parsed->to_number<double>();
  };
  const auto first = number(left);
  return first && first == number(right);
}

/// A document that a service shows as its text, as IAM does.
std::optional<json::value> document_in(const json::value& shown) {
  if (!shown.is_string()) return std::nullopt;
  auto parsed = parse_json(percent_decode(as_text(shown)));
  if (!parsed || !parsed->is_object()) return std::nullopt;
  return *std::move(parsed);
}

class Comparison {
 public:
  explicit Comparison(ResourceDrift& drift) : drift_{drift} {}

  /// @return  the actual value, in the expected one's names
  json::value compare(const json::value& expected, const json::value& shown, const std::string& path) {
    if (is_scalar(expected) && is_scalar(shown)) return compare_scalars(expected, shown, path);
    if (expected.is_object()) return compare_objects(expected, shown, path);
    if (expected.is_array() && shown.is_array())
      return compare_lists(expected.get_array(), shown.get_array(), path);
    if (expected.is_array() && is_scalar(shown)) return compare_joined(expected.get_array(), shown, path);
    return expected;  // shown in a form of the service's own
  }

 private:
  void note(const json::value& expected, const json::value& actual, const std::string& path) {
    const auto text = [](const json::value& value) {
      return is_scalar(value) ? scalar_text(value) : json::serialize(value);
    };
    drift_.differences.push_back(json::object{{"PropertyPath", path},
                                              {"ExpectedValue", text(expected)},
                                              {"ActualValue", text(actual)},
                                              {"DifferenceType", "NOT_EQUAL"}});
  }

  json::value compare_scalars(const json::value& expected, const json::value& shown,
                              const std::string& path) {
    if (is_same_scalar(expected, shown)) return expected;
    note(expected, shown, path);
    return shown;
  }

  json::value compare_objects(const json::value& expected, const json::value& shown,
                              const std::string& path) {
    if (const auto document = document_in(shown)) {
      if (*document == expected) return expected;
      note(expected, *document, path);
      return *document;
    }
    if (!shown.is_object()) return expected;
    json::object actual;
    for (const auto& [name, value] : expected.get_object()) {
      const json::value* member = shown_member(shown.get_object(), name);
      actual[name] = member ? compare(value, *member, path + "/" + std::string(name)) : value;
    }
    return actual;
  }

  json::value compare_lists(const json::array& expected, const json::array& shown, const std::string& path) {
    const bool are_plain = are_scalars(expected) && are_scalars(shown);
    if (are_plain && sorted_texts(expected) == sorted_texts(shown)) return expected;
    if (are_plain || (are_scalars(expected) == are_scalars(shown) && expected.size() != shown.size())) {
      note(expected, shown, path);
      return shown;
    }
    if (expected.size() != shown.size()) return expected;
    json::array actual;
    for (std::size_t at = 0; at < expected.size(); ++at)
      actual.push_back(compare(expected[at], shown[at], path + "/" + std::to_string(at)));
    return actual;
  }

  /// Subnets of a group are a text with commas.
  json::value compare_joined(const json::array& expected, const json::value& shown, const std::string& path) {
    if (!are_scalars(expected)) return expected;
    json::array list;
    for (const std::string& text : split(scalar_text(shown), ',')) list.emplace_back(text);
    return compare_lists(expected, list, path);
  }

  ResourceDrift& drift_;
};

}  // namespace

bool can_drift(const ResourceType& type) {
  return !type.is_custom && !type.calls.read.empty() && !type.calls.create.empty();
}

Task<ApiResult<ResourceDrift>> detect_drift(const ResourceType& type, ResourceCall& call) {
  ResourceDrift drift;
  const ApiResult<json::object> item = co_await read_living(type, call);
  if (item.has_error() && is_missing(item.error())) drift.is_deleted = true;
  if (item.has_error() && !drift.is_deleted) co_return item.error();
  drift.actual = drift.is_deleted ? json::object{} : call.properties;
  if (drift.is_deleted) co_return std::move(drift);
  Comparison comparison{drift};
  for (const Parameter& parameter : type.calls.takes) {
    const std::string_view property = parameter.property;
    const json::value* expected = property_at(call.properties, property);
    const json::value* shown = shown_at(*item, parameter.member.empty() ? property : parameter.member);
    if (!expected || !shown || property.find('.') != std::string_view::npos || property == "Tags") continue;
    drift.actual[property] = comparison.compare(*expected, *shown, "/" + std::string(property));
  }
  co_return std::move(drift);
}

}  // namespace eni::sandbox::cloudformation
