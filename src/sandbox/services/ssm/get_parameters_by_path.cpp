#include "sandbox/services/ssm/input.h"
#include "sandbox/services/ssm/operations.h"
#include "sandbox/services/ssm/parameter_filter.h"
#include "sandbox/services/ssm/public_parameters.h"

namespace eni::sandbox::ssm_service {
namespace {

/// AWS's own parameters are listed only for who asks for their paths.
std::vector<SsmParameter> parameters_below(Call& call, const std::string& path) {
  if (path.starts_with("/aws/")) return list_public_parameters(call, path);
  return repository(call).list(call.account().value, call.region.value, path == "/" ? "" : path);
}

}  // namespace

ApiResult<Reply> get_parameters_by_path(Call& call) {
  const json::object& input = call.params.all();
  const std::string path = text_at(input, "Path");
  ENI_CHECK(check_path(path));
  const Depth depth = flag_at(input, "Recursive") ? Depth::kRecursive : Depth::kOneLevel;
  const Decryption wanted = decryption(call);
  ENI_TRY(const auto filters, parse_filters(array_at(input, "ParameterFilters"), kByPathKeys));
  auto parameters = parameters_below(call, path);
  std::erase_if(parameters, [&](const SsmParameter& parameter) {
    return !is_under(parameter.name, path, depth) || !matches(filters, parameter, {});
  });
  ENI_TRY(const auto next, take_page(call, parameters, 10));
  json::array entries;
  for (const SsmParameter& parameter : parameters) entries.push_back(described(call, parameter, wanted));
  json::object reply;
  reply["Parameters"] = std::move(entries);
  if (!next.empty()) reply["NextToken"] = next;
  return Reply{std::move(reply)};
}

}  // namespace eni::sandbox::ssm_service
