#include "sandbox/services/ecr/registry/registry_call.h"

#include "base/text.h"
#include "oci/reference.h"
#include "sandbox/services/ecr/authorization_tokens.h"

namespace eni::sandbox::ecr_service {
namespace {

constexpr std::string_view kDefaultAccount = "000000000000";
constexpr std::string_view kDefaultRegion = "us-east-1";

struct Login {
  std::string user;
  std::string password;
};

/// Of the header Authorization.
std::optional<Login> basic_login(std::string_view header) {
  const auto space = header.find(' ');
  if (space == std::string_view::npos || !iequals(header.substr(0, space), "Basic")) return std::nullopt;
  const auto text = base64_decode(trim(header.substr(space)));
  const auto colon = text ? text->find(':') : std::string::npos;
  if (colon == std::string::npos) return std::nullopt;
  return Login{text->substr(0, colon), text->substr(colon + 1)};
}

RegistryError unauthorized(const oci::EcrRegistry& registry, std::string message) {
  const std::string realm = "https://" + oci::ecr_host(registry) + "/";
  return {401,
          "UNAUTHORIZED",
          std::move(message),
          {{"WWW-Authenticate", "Basic realm=\"" + realm + "\",service=\"ecr.amazonaws.com\""}}};
}

}  // namespace

RegistryResult<RegistryCaller> authenticate_client(Environment& env, const net::Request& request) {
  const auto named = oci::ecr_registry_by_prefix(request.headers.text("Host"));
  const oci::EcrRegistry assumed =
      named.value_or(oci::EcrRegistry{aws::AccountId{kDefaultAccount}, aws::Region{kDefaultRegion}});
  const auto login = basic_login(request.headers.text("Authorization"));
  if (!login) return unauthorized(assumed, "Not Authorized: log in with 'aws ecr get-login-password'");
  if (login->user != kRegistryUser) return unauthorized(assumed, "The user name for ECR's registries is AWS");
  auto checked = check_password(env, login->password);
  if (checked.has_error() && checked.error().http_status == 401)
    return unauthorized(assumed, checked.error().message);
  if (checked.has_error()) return to_registry_error(RegistryRoute::Kind::kBase, checked.error());
  aws::AccountId account = named ? named->account : checked->principal.account;
  aws::Region region = named ? named->region : checked->region;
  return RegistryCaller{std::move(checked->principal), std::move(account), std::move(region)};
}

std::string RegistryCall::query(std::string_view key) const {
  return net::query_value(request.query(), key).value_or("");
}

std::string RegistryCall::arn() const {
  NamedDocument repository;
  repository.account = caller.account.value;
  repository.region = caller.region.value;
  repository.name = route.name;
  return repository_arn(repository);
}

std::string RegistryCall::location(std::string_view rest) const {
  return "/v2/" + route.name + "/" + std::string(rest);
}

Task<ApiResult<json::object>> RegistryCall::ask_ecr(std::string_view operation, json::object params) const {
  params["registryId"] = caller.account.value;
  if (!route.name.empty()) params["repositoryName"] = route.name;
  auto task = env.gateway.call(caller.principal, caller.region, "ecr", operation, std::move(params));
  auto reply = co_await std::move(task);
  if (reply.has_error()) co_return std::move(reply).error();
  co_return reply->value.is_object() ? std::move(reply->value.get_object()) : json::object{};
}

Task<RegistryResult<json::object>> RegistryCall::ask(std::string_view operation, json::object params) const {
  auto task = ask_ecr(operation, std::move(params));
  auto reply = co_await std::move(task);
  if (reply.has_error()) co_return to_registry_error(route.kind, reply.error());
  co_return *std::move(reply);
}

}  // namespace eni::sandbox::ecr_service
