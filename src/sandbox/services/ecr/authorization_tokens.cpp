#include "sandbox/services/ecr/authorization_tokens.h"

#include "base/hash.h"
#include "base/text.h"
#include "base/time_text.h"
#include "oci/reference.h"
#include "sandbox/services/ecr/input.h"
#include "sandbox/store/ecr_token_repository.h"

namespace eni::sandbox::ecr_service {
namespace {

constexpr std::chrono::hours kValid{12};
constexpr std::size_t kPasswordLength = 128;
constexpr std::size_t kMaxPassword = 4096;  // what is longer was not given out here
constexpr std::size_t kMaxRegistries = 10;

json::object shown(const Call& call, const std::string& registry, const std::string& password,
                   TimePoint expires) {
  const std::string host = oci::ecr_host({aws::AccountId{registry}, call.region});
  return {{"authorizationToken", base64_encode(std::string(kRegistryUser) + ":" + password)},
          {"expiresAt", epoch_seconds(expires)},
          {"proxyEndpoint", "https://" + host}};
}

}  // namespace

/// One password for all registries that the call names: what it may do in them, IAM says.
ApiResult<Reply> get_authorization_token(Call& call) {
  ENI_TRY(auto registries, call.params.texts("registryIds"));
  if (registries.size() > kMaxRegistries)
    return invalid_parameter_at("registryIds", "Member must have length between 1 and 10");
  if (registries.empty()) registries.push_back(call.account().value);
  const std::string password = call.random().text(kPasswordLength, kAlphanumeric);
  const TimePoint expires = call.now() + kValid;
  call.store<EcrTokenRepository>().insert({sha256_hex(password), call.region.value,
                                           json::serialize(call.principal.to_json()), epoch_millis(expires)},
                                          epoch_millis(call.now()));
  json::array data;
  for (const std::string& registry : registries) {
    if (!aws::is_account_id(registry))
      return invalid_parameter_at("registryIds", "Must be twelve digits each");
    data.push_back(shown(call, registry, password, expires));
  }
  return Reply{json::object{{"authorizationData", std::move(data)}}};
}

ApiResult<RegistryLogin> check_password(Environment& env, std::string_view password) {
  const ApiError unknown{"UnauthorizedException",
                         "The password is none that ecr:GetAuthorizationToken has given out; log in with "
                         "'aws ecr get-login-password'",
                         401};
  if (password.size() > kMaxPassword) return unknown;
  const auto token = env.store.get<EcrTokenRepository>().find(sha256_hex(password));
  if (!token) return unknown;
  if (token->expires < epoch_millis(env.scheduler.now()))
    return ApiError{"DeniedException", "Your authorization token has expired. Reauthenticate and try again.",
                    403};
  const auto principal = parse_json(token->principal);
  if (principal.has_error() || !principal->is_object()) return unknown;
  return RegistryLogin{Principal::from_json(principal->get_object()), aws::Region{token->region}};
}

}  // namespace eni::sandbox::ecr_service
