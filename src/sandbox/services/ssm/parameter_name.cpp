#include "sandbox/services/ssm/parameter_name.h"

#include "aws/arn.h"
#include "base/text.h"

namespace eni::sandbox::ssm_service {
namespace {

using aws::ApiError;
using aws::validation_exception;

constexpr std::size_t kMaxName = 1011;
constexpr std::size_t kMaxLabel = 100;
constexpr long kMaxLevels = 15;

constexpr const char* kSubPaths =
    " If formed as a path, it can consist of sub-paths divided by slash symbol; each sub-path can be formed "
    "as a mix "
    "of letters, numbers and the following 3 symbols .-_";

bool is_name_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-' ||
         c == '_';
}

bool has_reserved_prefix(std::string_view name) {
  const std::string lower = to_lower(name.substr(name.starts_with('/') ? 1 : 0));
  return lower.starts_with("aws") || lower.starts_with("ssm");
}

/// What AWS says of a path that is none as well.
ApiError ssm_prefix_error() {
  return validation_exception("Parameter name: can't be prefixed with \"ssm\" (case-insensitive)." +
                              std::string{kSubPaths});
}

aws::ApiResult<void> check_prefix(std::string_view name, long slashes) {
  if (!has_reserved_prefix(name)) return {};
  if (slashes > 1 && to_lower(name).starts_with("/aws"))
    return ApiError{"AccessDeniedException",
                    "No access to reserved parameter name: " + std::string{name} + ".", 400};
  if (slashes <= 1)
    return validation_exception(
        "Parameter name: can't be prefixed with \"aws\" or \"ssm\" (case-insensitive).");
  return ssm_prefix_error();
}

}  // namespace

Reference parse_reference(std::string_view text) {
  Reference reference;
  std::string name{text};
  if (const auto arn = aws::Arn::parse(text); arn && arn->service == "ssm") {
    name = arn->resource.substr(std::min(arn->resource.size(), std::string_view{"parameter"}.size()));
    reference.from_arn = true;
  }
  const std::size_t colon = name.find(':');
  reference.name = name.substr(0, colon);
  if (colon != std::string::npos) reference.selector = name.substr(colon + 1);
  return reference;
}

std::optional<std::string> other_spelling(std::string_view name) {
  const bool has_slash = name.starts_with('/');
  if (name.find('/', has_slash ? 1 : 0) != std::string_view::npos) return std::nullopt;
  return has_slash ? std::string{name.substr(1)} : "/" + std::string{name};
}

aws::ApiResult<void> check_asked_name(const Reference& reference) {
  const std::string_view name = reference.name;
  const bool is_relative_path = !name.starts_with('/') && name.find('/') != std::string_view::npos;
  if (!is_relative_path && name.find("//") == std::string_view::npos) return {};
  return ssm_prefix_error();
}

std::string arn_resource(std::string_view name) {
  return (name.starts_with('/') ? "parameter" : "parameter/") + std::string{name};
}

aws::ApiResult<void> check_new_name(std::string_view name) {
  if (name.empty() || name.size() > kMaxName)
    return validation_exception(
        "1 validation error detected: Value '" + std::string{name} +
        "' at 'name' failed to satisfy constraint: Member must have length between 1 and 1011");
  const long slashes = std::count(name.begin(), name.end(), '/');
  ENI_CHECK(check_prefix(name, slashes));
  const bool clean =
      std::all_of(name.begin(), name.end(), [](char c) { return is_name_character(c) || c == '/'; });
  if (!clean && slashes == 0)
    return validation_exception(
        "Parameter name: only a mix of letters, numbers and the following 3 symbols .-_ are allowed.");
  if (!clean || name.find("//") != std::string_view::npos || name.ends_with('/'))
    return validation_exception(
        "Parameter name: only a mix of letters, numbers and the following 3 symbols .-_ are allowed." +
        std::string{kSubPaths});
  if (slashes > 0 && !name.starts_with('/'))
    return validation_exception("Parameter name must be a fully qualified name.");
  if (slashes > kMaxLevels)
    return ApiError{"HierarchyLevelLimitExceededException",
                    "A hierarchy can have a maximum of 15 levels: " + std::string{name}, 400};
  return {};
}

aws::ApiResult<void> check_path(std::string_view path) {
  const bool clean =
      std::all_of(path.begin(), path.end(), [](char c) { return is_name_character(c) || c == '/'; });
  if (path.starts_with('/') && clean && path.find("//") == std::string_view::npos) return {};
  return validation_exception(
      "The parameter doesn't meet the parameter name requirements. The parameter name must begin with a "
      "forward slash "
      "\"/\". It can't be prefixed with \"aws\" or \"ssm\" (case-insensitive). It must use only letters, "
      "numbers, or "
      "the following symbols: . (period), - (hyphen), _ (underscore). Special characters are not allowed. "
      "All "
      "sub-paths, if specified, must use the forward slash symbol \"/\". Valid example: "
      "/get/parameters2-/by1./path0_.");
}

bool is_under(std::string_view name, std::string_view path, Depth depth) {
  if (path.ends_with('/')) path.remove_suffix(1);
  if (name.starts_with('/')) {
    if (!name.starts_with(path) || name.size() <= path.size() || name[path.size()] != '/') return false;
    name.remove_prefix(path.size() + 1);
  } else if (!path.empty()) {
    return false;
  }
  return depth == Depth::kRecursive || name.find('/') == std::string_view::npos;
}

bool is_label(std::string_view label) {
  if (label.empty() || label.size() > kMaxLabel || (label[0] >= '0' && label[0] <= '9')) return false;
  return std::all_of(label.begin(), label.end(), is_name_character) && !has_reserved_prefix(label);
}

}  // namespace eni::sandbox::ssm_service
