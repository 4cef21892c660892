#include "aws/arn.h"

#include <algorithm>
#include <array>

namespace eni::aws {

std::optional<Arn> Arn::parse(std::string_view text) {
  std::array<std::string_view, 5> fields;  // arn, partition, service, region, account
  for (auto& field : fields) {
    const auto colon = text.find(':');
    if (colon == std::string_view::npos) return std::nullopt;
    field = text.substr(0, colon);
    text.remove_prefix(colon + 1);
  }
  if (fields[0] != "arn") return std::nullopt;
  return Arn{std::string(fields[1]), std::string(fields[2]), std::string(fields[3]), std::string(fields[4]),
             std::string(text)};
}

std::string Arn::text() const {
  return "arn:" + partition + ":" + service + ":" + region + ":" + account + ":" + resource;
}

std::string_view Arn::resource_type() const {
  return std::string_view(resource).substr(0, resource.find_first_of("/:"));
}

std::string_view Arn::resource_id() const {
  const auto separator = resource.find_first_of("/:");
  return separator == std::string::npos ? std::string_view{}
                                        : std::string_view(resource).substr(separator + 1);
}

std::string_view Arn::resource_name() const {
  return std::string_view(resource).substr(resource.rfind('/') + 1);
}

namespace {

bool is_role_name_character(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
         std::string_view{"+=,.@_-"}.find(c) != std::string_view::npos;
}

bool is_role_name(std::string_view text) {
  return !text.empty() && text.size() <= 64 && std::all_of(text.begin(), text.end(), is_role_name_character);
}

/// What stands between "role/" and the name: empty, or printable ASCII that ends with a slash.
bool is_role_path(std::string_view text) {
  return text.empty() || (text.size() <= 511 && text.back() == '/' && text.front() != '/' &&
                          std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < 127; }));
}

}  // namespace

bool is_role_arn(std::string_view text) {
  const auto arn = Arn::parse(text);
  if (!arn || arn->partition.substr(0, 3) != "aws" || arn->service != "iam" || !arn->region.empty())
    return false;
  if (!is_account_id(arn->account) || arn->resource.substr(0, 5) != "role/") return false;
  const std::string_view path_and_name = std::string_view(arn->resource).substr(5);
  const std::string_view name = arn->resource_name();
  return is_role_name(name) && is_role_path(path_and_name.substr(0, path_and_name.size() - name.size()));
}

}  // namespace eni::aws
