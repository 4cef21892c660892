#include "sandbox/services/cloudformation/drift/comparison.h"

#include <algorithm>

#include "base/text.h"

namespace eni::sandbox::cloudformation {
namespace {

/// The value of a map as a query reply has it: {"entry": [{"key": …, "value": …}]}.
const json::value* entry_of(const json::object& object, std::string_view key) {
  if (object.size() != 1) return nullptr;
  for (const json::value& entry : array_at(object, "entry"))
    if (text_at(entry, "key") == key) return find(entry, "value");
  return nullptr;
}

/// Whether the elements are told apart by keys: attributes of load balancers.
bool have_keys(const json::array& list) {
  return !list.empty() && std::ranges::all_of(list, [](const json::value& element) {
    return element.is_object() && shown_member(element.get_object(), "Key");
  });
}

const json::value* find_key(const json::array& list, const std::string& key) {
  for (const json::value& element : list)
    if (scalar_text(*shown_member(element.get_object(), "Key")) == key) return &element;
  return nullptr;
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

constexpr const char* kHidden = "****";

/// What may be shown of an actual value: what equals a secret is its reference, and what stands in the place of one is hidden.
json::value without_secrets(const ExpectedValue& expected, const json::value& actual);

json::value member_without_secrets(const ExpectedValue& expected, std::string_view name,
                                   const json::value& actual) {
  if (!expected.resolved.get_object().contains(name)) return kHidden;
  return without_secrets(expected.member(name), actual);
}

/// An element that another list, or another order, has beside it.
json::value element_without_secrets(const ExpectedValue& expected, std::size_t at,
                                    const json::array& actual) {
  const json::array& list = expected.resolved.get_array();
  const auto same = std::find(list.begin(), list.end(), actual[at]);
  if (same != list.end()) return expected.element(static_cast<std::size_t>(same - list.begin())).written;
  if (list.size() != actual.size()) return kHidden;
  return without_secrets(expected.element(at), actual[at]);
}

json::value without_secrets(const ExpectedValue& expected, const json::value& actual) {
  if (!expected.has_secrets()) return actual;
  if (actual == expected.resolved) return expected.written;
  if (expected.resolved.is_object() && actual.is_object()) {
    json::object shown;
    for (const auto& [name, value] : actual.get_object())
      shown[name] = member_without_secrets(expected, name, value);
    return shown;
  }
  if (expected.resolved.is_array() && actual.is_array()) {
    json::array shown;
    for (std::size_t at = 0; at < actual.get_array().size(); ++at)
      shown.push_back(element_without_secrets(expected, at, actual.get_array()));
    return shown;
  }
  return kHidden;
}

}  // namespace

const json::value* shown_member(const json::object& object, std::string_view name) {
  if (const json::value* value = entry_of(object, name)) return value;
  for (const std::string& candidate : {std::string(name), std::string(name) + "Set"}) {
    for (const auto& [key, value] : object)
      if (to_lower(key) == to_lower(candidate)) return &value;
  }
  return nullptr;
}

json::value Comparison::compare(const ExpectedValue& expected, const json::value& shown,
                                const std::string& path) {
  const json::value& wanted = expected.resolved;
  if (is_scalar(wanted) && is_scalar(shown)) return compare_scalars(expected, shown, path);
  if (wanted.is_object()) return compare_objects(expected, shown, path);
  if (wanted.is_array() && shown.is_array()) return compare_lists(expected, shown.get_array(), path);
  if (wanted.is_array() && is_scalar(shown)) return compare_joined(expected, shown, path);
  return expected.written;  // shown in a form of the service's own
}

/// @return  `actual` as it may be shown
json::value Comparison::note(const ExpectedValue& expected, const json::value& actual,
                             const std::string& path) {
  const auto text = [](const json::value& value) {
    return is_scalar(value) ? scalar_text(value) : json::serialize(value);
  };
  json::value shown = without_secrets(expected, actual);
  differences_.push_back(json::object{{"PropertyPath", path},
                                      {"ExpectedValue", text(expected.written)},
                                      {"ActualValue", text(shown)},
                                      {"DifferenceType", "NOT_EQUAL"}});
  return shown;
}

json::value Comparison::compare_scalars(const ExpectedValue& expected, const json::value& shown,
                                        const std::string& path) {
  if (is_same_scalar(expected.resolved, shown)) return expected.written;
  return note(expected, shown, path);
}

json::value Comparison::compare_objects(const ExpectedValue& expected, const json::value& shown,
                                        const std::string& path) {
  if (const auto document = document_in(shown)) {
    if (*document == expected.resolved) return expected.written;
    return note(expected, *document, path);
  }
  if (!shown.is_object()) return expected.written;
  json::object actual;
  for (const auto& [name, value] : expected.resolved.get_object()) {
    const ExpectedValue inner = expected.member(name);
    const json::value* member = shown_member(shown.get_object(), name);
    actual[name] = member ? compare(inner, *member, path + "/" + std::string(name)) : inner.written;
  }
  return actual;
}

/// Of those that the template names: a service shows others, too.
json::value Comparison::compare_by_key(const ExpectedValue& expected, const json::array& shown,
                                       const std::string& path) {
  const json::array& wanted = expected.resolved.get_array();
  json::array actual;
  for (std::size_t at = 0; at < wanted.size(); ++at) {
    const ExpectedValue element = expected.element(at);
    const std::string key = scalar_text(*shown_member(wanted[at].get_object(), "Key"));
    const json::value* same = find_key(shown, key);
    actual.push_back(same ? compare(element, *same, path + "/" + std::to_string(at)) : element.written);
  }
  return actual;
}

json::value Comparison::compare_lists(const ExpectedValue& expected, const json::array& shown,
                                      const std::string& path) {
  const json::array& wanted = expected.resolved.get_array();
  if (have_keys(wanted) && have_keys(shown)) return compare_by_key(expected, shown, path);
  const bool are_plain = are_scalars(wanted) && are_scalars(shown);
  if (are_plain && sorted_texts(wanted) == sorted_texts(shown)) return expected.written;
  if (are_plain || (are_scalars(wanted) == are_scalars(shown) && wanted.size() != shown.size()))
    return note(expected, shown, path);
  if (wanted.size() != shown.size()) return expected.written;
  json::array actual;
  for (std::size_t at = 0; at < wanted.size(); ++at)
    actual.push_back(compare(expected.element(at), shown[at], path + "/" + std::to_string(at)));
  return actual;
}

/// Subnets of a group are a text with commas.
json::value Comparison::compare_joined(const ExpectedValue& expected, const json::value& shown,
                                       const std::string& path) {
  if (!are_scalars(expected.resolved.get_array())) return expected.written;
  json::array list;
  for (const std::string& text : split(scalar_text(shown), ',')) list.emplace_back(text);
  return compare_lists(expected, list, path);
}

}  // namespace eni::sandbox::cloudformation
