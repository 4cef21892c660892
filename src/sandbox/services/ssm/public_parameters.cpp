#include "sandbox/services/ssm/public_parameters.h"

#include <algorithm>
#include <iterator>

#include "base/time_text.h"
#include "machine_images/public_parameters.h"

namespace eni::sandbox::ssm_service {
namespace {

/// When AWS last changed them, as far as callers see.
constexpr TimePoint kPublished = std::chrono::sys_days{std::chrono::November / 13 / 2026};

std::vector<SsmParameter> images(const Call& call) {
  std::vector<SsmParameter> parameters;
  for (auto& published : machine_images::public_parameters(call.region.value)) {
    SsmParameter parameter;
    parameter.name = std::move(published.name);
    parameter.version = 1;
    parameter.type = "String";
    parameter.value = std::move(published.value);
    parameter.tier = "Standard";
    parameter.data_type = published.data_type;
    parameter.last_modified = epoch_millis(kPublished);
    parameters.push_back(std::move(parameter));
  }
  return parameters;
}

struct Provider {
  std::string_view prefix;  ///< of the names it knows, e.g. "/aws/service/ecs/"
  std::vector<SsmParameter> (*all)(const Call& call);
};

constexpr Provider kProviders[] = {{"/aws/service/", images}};

/// Whether one of the two texts begins with the other.
bool overlap(std::string_view prefix, std::string_view name) {
  return name.starts_with(prefix) || prefix.starts_with(name);
}

}  // namespace

std::optional<SsmParameter> find_public_parameter(const Call& call, std::string_view name) {
  for (SsmParameter& parameter : list_public_parameters(call, name))
    if (parameter.name == name) return std::move(parameter);
  return std::nullopt;
}

std::vector<SsmParameter> list_public_parameters(const Call& call, std::string_view path) {
  std::vector<SsmParameter> found;
  for (const Provider& provider : kProviders) {
    if (!overlap(provider.prefix, path)) continue;
    auto all = provider.all(call);
    std::copy_if(std::make_move_iterator(all.begin()), std::make_move_iterator(all.end()),
                 std::back_inserter(found),
                 [path](const SsmParameter& parameter) { return parameter.name.starts_with(path); });
  }
  return found;
}

}  // namespace eni::sandbox::ssm_service
