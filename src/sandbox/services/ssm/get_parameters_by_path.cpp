#include <algorithm>

#include "sandbox/gateway/batched_rows.h"
#include "sandbox/services/ssm/input.h"
#include "sandbox/services/ssm/operations.h"
#include "sandbox/services/ssm/parameter_filter.h"
#include "sandbox/services/ssm/public_parameters.h"

namespace eni::sandbox::ssm_service {
namespace {

/// Those after the page's beginning, at most `limit`. AWS's own parameters are listed only for who asks for their paths.
std::vector<SsmParameter> parameters_below(Call& call, const std::string& path, const std::string& after,
                                           std::int64_t limit) {
  if (!path.starts_with("/aws/"))
    return repository(call).list(call.account().value, call.region.value, path == "/" ? "" : path, after,
                                 limit);
  auto all = list_public_parameters(call, path);
  std::erase_if(all, [&after](const SsmParameter& parameter) { return parameter.name <= after; });
  std::ranges::sort(all, {}, &SsmParameter::name);
  all.resize(std::min(all.size(), static_cast<std::size_t>(limit)));
  return all;
}

}  // namespace

ApiResult<Reply> get_parameters_by_path(Call& call) {
  const json::object& input = call.params.all();
  const std::string path = text_at(input, "Path");
  ENI_CHECK(check_path(path));
  const Depth depth = flag_at(input, "Recursive") ? Depth::kRecursive : Depth::kOneLevel;
  const Decryption wanted = decryption(call);
  ENI_TRY(const auto filters, parse_filters(array_at(input, "ParameterFilters"), kByPathKeys));
  ENI_TRY(const Page page, read_page(call, 10));
  auto parameters = first_fitting<SsmParameter>(
      page.after, page.size + 1,
      [&](const std::string& after, std::int64_t limit) {
        return parameters_below(call, path, after, limit);
      },
      [](const SsmParameter& parameter) { return parameter.name; },
      [&](const SsmParameter& parameter) {
        return is_under(parameter.name, path, depth) && matches(filters, parameter, {});
      });
  const std::string next = end_page(parameters, page);
  json::array entries;
  for (const SsmParameter& parameter : parameters) entries.push_back(described(call, parameter, wanted));
  json::object reply;
  reply["Parameters"] = std::move(entries);
  if (!next.empty()) reply["NextToken"] = next;
  return Reply{std::move(reply)};
}

}  // namespace eni::sandbox::ssm_service
