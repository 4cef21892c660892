#include "sandbox/services/ssm/input.h"
#include "sandbox/services/ssm/operations.h"
#include "sandbox/services/ssm/parameter_filter.h"
#include "sandbox/services/ssm/public_parameters.h"

namespace eni::sandbox::ssm_service {
namespace {

ApiResult<std::vector<ParameterFilter>> filters_of(const Call& call) {
  const auto entries = call.params.objects("ParameterFilters");
  if (entries.has_error()) return aws::validation_exception(entries.error().message);
  return parse_filters(*entries, kByPathKeys);
}

/// AWS's own parameters are listed only for who asks for their paths.
std::vector<SsmParameter> parameters_below(Call& call, const std::string& path) {
  if (path.starts_with("/aws/")) return list_public_parameters(call, path);
  return repository(call).list(call.account().value, call.region.value, path == "/" ? "" : path);
}

}  // namespace

ApiResult<Reply> get_parameters_by_path(Call& call) {
  ENI_TRY(const auto path, required(call, "Path"));
  ENI_CHECK(check_path(path));
  ENI_TRY(const auto recursive, flag(call, "Recursive"));
  ENI_TRY(const auto wanted, decryption(call));
  ENI_TRY(const auto page_size, integer(call, "MaxResults", 1, 10));
  ENI_TRY(const auto filters, filters_of(call));
  auto parameters = parameters_below(call, path);
  std::erase_if(parameters, [&](const SsmParameter& parameter) {
    return !is_under(parameter.name, path, recursive ? Depth::kRecursive : Depth::kOneLevel) ||
           !matches(filters, parameter, {});
  });
  ENI_TRY(const auto next, take_page(call, parameters, static_cast<std::size_t>(page_size.value_or(10))));
  json::array entries;
  for (const SsmParameter& parameter : parameters) entries.push_back(described(call, parameter, wanted));
  json::object reply;
  reply["Parameters"] = std::move(entries);
  if (!next.empty()) reply["NextToken"] = next;
  return Reply{std::move(reply)};
}

}  // namespace eni::sandbox::ssm_service
