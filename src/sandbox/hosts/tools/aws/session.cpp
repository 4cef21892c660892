#include "sandbox/hosts/tools/aws/session.h"

#include <algorithm>

#include "aws/partition.h"
#include "base/text.h"
#include "sandbox/gateway/authenticate.h"
#include "sandbox/gateway/gateway.h"
#include "sandbox/hosts/egress.h"
#include "sandbox/hosts/instance_role.h"
#include "sandbox/hosts/metadata/options.h"

namespace eni::sandbox::hosts::tools::aws_cli {
namespace {

constexpr std::string_view kNoRegion =
    "You must specify a region. You can also configure your region by running \"aws configure\".";
constexpr std::string_view kNoCredentials =
    "Unable to locate credentials. You can configure credentials by running \"aws configure\".";

std::string variable(const ToolCall& call, const std::string& name) {
  const auto found = call.environment.find(name);
  return found == call.environment.end() ? "" : found->second;
}

/// Letters, digits and hyphens, with no hyphen at either end: botocore's validate_region_name().
bool is_host_label(std::string_view text) {
  constexpr std::size_t kMaxLabel = 63;
  if (text.size() > kMaxLabel || text.starts_with('-') || text.ends_with('-')) return false;
  const auto is_allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
  };
  const bool is_number = std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
  return std::all_of(text.begin(), text.end(), is_allowed) && !is_number;
}

CliError service_error(const std::string& operation, const ApiError& error) {
  return {Failure::kService, "An error occurred (" + error.code + ") when calling the " + operation +
                                 " operation: " + error.message};
}

/// How services say that they do not know the key.
ApiError unknown_key(std::string_view service) {
  const bool speaks_json = service == "ecs" || service == "ssm" || service == "logs" || service == "lambda";
  if (service == "ec2")
    return {"AuthFailure", "AWS was not able to validate the provided access credentials"};
  if (service == "s3")
    return {"InvalidAccessKeyId", "The AWS Access Key Id you provided does not exist in our records."};
  return {speaks_json ? "UnrecognizedClientException" : "InvalidClientTokenId",
          "The security token included in the request is invalid."};
}

}  // namespace

std::string settings_folder(const ToolCall& call) {
  const std::string home = variable(call, "HOME");
  return (home.empty() ? std::string(kRootHome) : home) + "/.aws";
}

std::string config_path(const ToolCall& call) {
  const std::string given = variable(call, "AWS_CONFIG_FILE");
  return given.empty() ? settings_folder(call) + "/config" : given;
}

std::string credentials_path(const ToolCall& call) {
  const std::string given = variable(call, "AWS_SHARED_CREDENTIALS_FILE");
  return given.empty() ? settings_folder(call) + "/credentials" : given;
}

Session::Session(ToolCall& call, GlobalOptions globals)
    : call_{call}, globals_{std::move(globals)}, version_{cli_version(call.machine)} {}

std::string Session::environment(std::string_view name) const { return variable(call_, std::string(name)); }

std::string Session::setting(std::string_view name) const {
  const auto found = profile_.find(name);
  return found == profile_.end() ? "" : found->second;
}

Task<CliResult<void>> Session::open() {
  std::string name = globals_.profile.value_or(environment("AWS_PROFILE"));
  const bool is_named = !name.empty();
  if (!is_named) name = "default";
  auto reading_config = call_.read_file(config_path(call_));
  const auto config = co_await std::move(reading_config);
  auto reading_credentials = call_.read_file(credentials_path(call_));
  const auto credentials = co_await std::move(reading_credentials);
  const IniFile files[] = {read_ini(config ? *config : ""), read_ini(credentials ? *credentials : "")};
  bool is_found = false;
  for (const IniFile& file : files) {
    for (const std::string& section : {"profile " + name, name}) {
      const auto found = file.find(section);
      if (found == file.end()) continue;
      is_found = true;
      for (const auto& [key, value] : found->second) profile_[key] = value;
    }
  }
  if (is_named && name != "default" && !is_found)
    co_return CliError{Failure::kGeneral, "The config profile (" + name + ") could not be found"};
  co_return CliResult<void>{};
}

std::string Session::output_format() const {
  if (globals_.output) return *globals_.output;
  const std::string given = environment("AWS_DEFAULT_OUTPUT");
  if (!given.empty()) return given;
  const std::string configured = setting("output");
  return configured.empty() ? "json" : configured;
}

CliResult<aws::Region> Session::region(std::string_view service) const {
  std::string name = globals_.region.value_or("");
  if (!globals_.region) {
    if (version_ == CliVersion::kV2) name = environment("AWS_REGION");
    if (name.empty()) name = environment("AWS_DEFAULT_REGION");
    if (name.empty()) name = setting("region");
    const bool asks_metadata =
        version_ == CliVersion::kV2 && environment("AWS_EC2_METADATA_DISABLED") != "true";
    if (name.empty() && asks_metadata &&
        metadata::options_of(call_.env.store, call_.machine.instance_id).is_enabled)
      name = call_.machine.region.value;
    const bool is_global = service == "iam" || service == "sts" || service == "s3";
    if (name.empty() && is_global) name = "us-east-1";
    if (name.empty()) return CliError{Failure::kConfiguration, std::string(kNoRegion)};
  }
  ENI_CHECK(check_endpoint(service, aws::Region{name}));
  return aws::Region{name};
}

CliResult<void> Session::check_endpoint(std::string_view service, const aws::Region& region) const {
  const std::string url = aws::endpoint_url(service, region);
  if (region.value.empty()) return CliError{Failure::kGeneral, "Invalid endpoint: " + url};
  if (!is_host_label(region.value)) {
    return CliError{Failure::kGeneral,
                    "Provided region_name '" + region.value + "' doesn't match a supported format."};
  }
  if (!aws::is_region(region.value))
    return CliError{Failure::kGeneral, "Could not connect to the endpoint URL: \"" + url + "/\""};
  if (!globals_.endpoint_url) return {};
  const std::string& given = *globals_.endpoint_url;
  if (given.find("://") == std::string::npos) {
    return CliError{Failure::kUnknownOption, "Bad value for --endpoint-url \"" + given +
                                                 "\": scheme is missing.  Must be of the form "
                                                 "http://<hostname>/ or https://<hostname>/"};
  }
  if (given.find(".amazonaws.com") != std::string::npos) return {};
  return CliError{Failure::kGeneral, "Could not connect to the endpoint URL: \"" + given +
                                         "\" (hosts of the sandbox reach AWS's endpoints alone)"};
}

Task<CliResult<Principal>> Session::principal(std::string service, std::string operation) {
  std::string id = globals_.profile ? "" : environment("AWS_ACCESS_KEY_ID");
  std::string secret = environment("AWS_SECRET_ACCESS_KEY");
  std::string token = environment("AWS_SESSION_TOKEN");
  if (id.empty()) {
    id = setting("aws_access_key_id");
    secret = setting("aws_secret_access_key");
    token = setting("aws_session_token");
  } else if (secret.empty()) {
    co_return CliError{Failure::kGeneral, "Partial credentials found in env, missing: AWS_SECRET_ACCESS_KEY"};
  }
  if (!id.empty()) {
    const aws::AccessKeyId key_id{id};
    auto key = root_key(key_id);
    if (!key) key = find_key(call_.env.store, key_id);
    const bool is_valid = key && key->secret.value == secret &&
                          (key->session_token.empty() || key->session_token.value == token);
    if (!is_valid) co_return service_error(operation, unknown_key(service));
    co_return key->principal;
  }
  const bool is_disabled = environment("AWS_EC2_METADATA_DISABLED") == "true" ||
                           !metadata::options_of(call_.env.store, call_.machine.instance_id).is_enabled;
  const CliError none{Failure::kConfiguration, std::string(kNoCredentials)};
  if (is_disabled) co_return none;
  auto asking = instance_credentials(call_.env, call_.machine);
  auto found = co_await std::move(asking);
  if (!found) co_return none;
  co_return *std::move(found);
}

Task<CliResult<Reply>> Session::call(std::string service, std::string operation, json::object params,
                                     std::string body) {
  const auto region_found = region(service);
  if (region_found.has_error()) co_return region_found.error();
  auto finding = principal(service, operation);
  const auto caller = co_await std::move(finding);
  if (caller.has_error()) co_return caller.error();
  if (!reaches_aws(call_.env.store, call_.machine)) {
    co_return CliError{Failure::kGeneral, "Connect timeout on endpoint URL: \"" +
                                              aws::endpoint_url(service, *region_found) + "/\""};
  }
  auto calling =
      call_.env.gateway.call(*caller, *region_found, service, operation, std::move(params), std::move(body));
  ApiResult<Reply> reply = co_await std::move(calling);
  if (!reply) co_return service_error(operation, reply.error());
  co_return *std::move(reply);
}

int report(ToolCall& call, CliVersion version, const CliError& error) {
  // The usage begins at once in version 1, after an empty line in version 2.
  const bool is_plain = error.failure == Failure::kConfiguration ||
                        (version == CliVersion::kV1 && error.message.starts_with("usage:"));
  call.err((is_plain ? "" : "\n") + error.message + "\n");
  return exit_code(version, error.failure);
}

}  // namespace eni::sandbox::hosts::tools::aws_cli
