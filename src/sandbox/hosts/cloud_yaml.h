#pragma once
/// YAML as PyYAML reads it for cloud-init: the last of equal keys counts, and plain words are numbers and truth values by
/// YAML 1.1.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <yaml-cpp/yaml.h>

#include "base/result.h"

namespace eni::sandbox::hosts {

/// @error  cloud-init's line for the console
Result<YAML::Node> load_yaml(std::string_view text);

/// Cloud-init's line where the document is not of the kind that it `allows`: "dict".
std::string unexpected_root(const YAML::Node& root, std::string_view allows);

/// The last member of that name of a map, or nothing.
std::optional<YAML::Node> last_member(const YAML::Node& map, std::string_view name);
/// Its text; "" if it is missing or no scalar.
std::string text_member(const YAML::Node& map, std::string_view name);

struct YamlScalar {
  enum class Kind : std::uint8_t {
    kNull,
    kBoolean,
    kInteger,
    kText,
    kOther,  ///< a float, a date, a number in sixties: Python would print it differently
  };
  Kind kind = Kind::kText;
  std::string text;  ///< as Python's str() prints it: "True", "420"
};

YamlScalar resolve_scalar(const YAML::Node& node);

}  // namespace eni::sandbox::hosts
