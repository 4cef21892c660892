#include "sandbox/services/ssm/public_parameters.h"

#include <span>

namespace eni::sandbox::ssm_service {
namespace {

struct Provider {
  std::string_view prefix;  ///< of the names it knows, e.g. "/aws/service/ecs/"
  std::optional<SsmParameter> (*find)(const Call& call, std::string_view name);
};

constexpr std::span<const Provider> kProviders{};

}  // namespace

std::optional<SsmParameter> find_public_parameter(const Call& call, std::string_view name) {
  for (const Provider& provider : kProviders)
    if (name.starts_with(provider.prefix)) return provider.find(call, name);
  return std::nullopt;
}

}  // namespace eni::sandbox::ssm_service
