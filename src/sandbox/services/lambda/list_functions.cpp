/// ListFunctions, GetAccountSettings.
#include "base/text.h"
#include "sandbox/services/lambda/configuration.h"
#include "sandbox/services/lambda/errors.h"
#include "sandbox/services/lambda/function_name.h"
#include "sandbox/services/lambda/operations.h"

namespace eni::sandbox::lambda_service {

namespace {

// Source: Lambda developer guide, "Lambda quotas", defaults.
constexpr std::int64_t kCodeStorageBytes = 80'530'636'800;  // 75 GB
constexpr std::int64_t kUnzippedBytes = 262'144'000;
constexpr std::int64_t kZippedBytes = 52'428'800;
constexpr std::int64_t kConcurrentExecutions = 1000;

}  // namespace

ApiResult<Reply> list_functions(Call& call) {
  ENI_TRY(const auto max_items, call.params.integer("MaxItems", 1, 10'000));
  const auto marker = base64_decode(call.params.text_or("Marker", ""));
  if (!marker) return invalid_value("Invalid marker.");
  // Lambda gives 50 a page at most, whatever MaxItems says.
  const auto limit = static_cast<std::size_t>(std::min<long long>(max_items.value_or(50), 50));
  auto functions = call.store<LambdaRepository>().list(call.account().value, call.region.value, *marker,
                                                       static_cast<std::int64_t>(limit) + 1);
  const bool more = functions.size() > limit;
  if (more) functions.resize(limit);
  json::array list;
  for (const LambdaFunction& function : functions) list.push_back(shown_in_list(function));
  json::object reply{{"Functions", std::move(list)}};
  if (more) reply["NextMarker"] = base64_encode(functions.back().key.name);
  return Reply{std::move(reply)};
}

ApiResult<Reply> get_account_settings(Call& call) {
  const auto usage = call.store<LambdaRepository>().usage(call.account().value, call.region.value);
  return Reply{json::object{
      {"AccountLimit",
       {{"TotalCodeSize", kCodeStorageBytes},
        {"CodeSizeUnzipped", kUnzippedBytes},
        {"CodeSizeZipped", kZippedBytes},
        {"ConcurrentExecutions", kConcurrentExecutions},
        {"UnreservedConcurrentExecutions", kConcurrentExecutions}}},
      {"AccountUsage", {{"TotalCodeSize", usage.code_bytes}, {"FunctionCount", usage.functions}}},
  }};
}

}  // namespace eni::sandbox::lambda_service
