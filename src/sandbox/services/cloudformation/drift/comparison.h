#pragma once
/// What a template says of a property against what the service shows of it, in whatever form it does. No secret is in what comes out.
#include <string>
#include <string_view>

#include "base/json.h"

namespace eni::sandbox::cloudformation {

/// The member that means `name`: services write a small first letter, and EC2 a Set where the request has a list. Null if there is none.
const json::value* shown_member(const json::object& object, std::string_view name);

/// A property's value twice: as it was applied, and as the template writes it, with references in the places of secrets. Both have the
/// same members and elements.
struct ExpectedValue {
  const json::value& resolved;
  const json::value& written;

  bool has_secrets() const { return resolved != written; }
  ExpectedValue member(std::string_view name) const {
    const json::value* reference = find(written, name);
    return {resolved.get_object().at(name), reference ? *reference : written};
  }
  ExpectedValue element(std::size_t at) const {
    const json::array* list = written.if_array();
    return {resolved.get_array()[at], list && at < list->size() ? (*list)[at] : written};
  }
};

class Comparison {
 public:
  /// Notes what differs. A form of the service's own counts as no difference.
  /// @param path  of the property: "/Tags/0/Value"
  /// @return      the actual value, in the expected one's names, as it may be shown: "****" for what is not the secret that is expected
  json::value compare(const ExpectedValue& expected, const json::value& shown, const std::string& path);
  /// {PropertyPath, ExpectedValue, ActualValue, DifferenceType}, of all that were compared.
  json::array take_differences() { return std::move(differences_); }

 private:
  json::value note(const ExpectedValue& expected, const json::value& actual, const std::string& path);
  json::value compare_scalars(const ExpectedValue& expected, const json::value& shown,
                              const std::string& path);
  json::value compare_objects(const ExpectedValue& expected, const json::value& shown,
                              const std::string& path);
  json::value compare_by_key(const ExpectedValue& expected, const json::array& shown,
                             const std::string& path);
  json::value compare_lists(const ExpectedValue& expected, const json::array& shown, const std::string& path);
  json::value compare_joined(const ExpectedValue& expected, const json::value& shown,
                             const std::string& path);

  json::array differences_;
};

}  // namespace eni::sandbox::cloudformation
