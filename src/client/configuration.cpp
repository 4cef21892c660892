#include "client/configuration.h"

#include <algorithm>
#include <limits>

#include "base/text.h"
#include "client/instance_metadata_service.h"

namespace eni::client {

namespace {

constexpr const char* kProfileVariables[] = {"AWS_PROFILE", "AWS_DEFAULT_PROFILE"};
constexpr const char* kRegionVariables[] = {"AWS_REGION", "AWS_DEFAULT_REGION"};

Error no_such_profile(const std::string& name, const std::string& origin, const Profiles& profiles) {
  const std::vector<std::string> names = profiles.names();
  return {"there is no profile '" + name + "' (" + origin + ")",
          names.empty() ? "neither ~/.aws/config nor ~/.aws/credentials has one: run aws configure"
                        : "there are: " + join(names, ", ")};
}

/// A label of a host name.
bool is_region(const std::string& name) {
  const auto is_allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
  };
  return !name.empty() && name.size() < 64 && name.front() != '-' && name.back() != '-' &&
         std::all_of(name.begin(), name.end(), is_allowed);
}

}  // namespace

Configuration::Configuration(const UserEnvironment& environment, Profiles profiles)
    : environment_{&environment}, profiles_{std::move(profiles)} {}

Result<Configuration> Configuration::load(const std::string& profile, const UserEnvironment& environment) {
  ENI_TRY(Profiles profiles, Profiles::read(environment));
  Configuration all{environment, std::move(profiles)};
  all.profile_name_ = profile;
  all.is_profile_of_command_line_ = !profile.empty();
  std::string origin = "--profile";
  for (const char* variable : kProfileVariables) {
    if (!all.profile_name_.empty()) break;
    all.profile_name_ = environment.variable(variable).value_or("");
    origin = variable;
  }
  if (all.profile_name_.empty())
    all.profile_name_ = "default";  // The only one that need not exist.
  else if (!all.profile())
    return no_such_profile(all.profile_name_, origin, all.profiles_);
  return all;
}

std::optional<std::string> Configuration::setting(const std::string& variable, const std::string& key) const {
  if (!variable.empty()) {
    if (auto value = environment_->variable(variable)) return value;
  }
  return text_of(profile(), key);
}

bool Configuration::is_true(const std::string& variable, const std::string& key) const {
  return iequals(setting(variable, key).value_or(""), "true");
}

Result<std::optional<int>> Configuration::number(const std::string& variable, const std::string& key,
                                                 int least) const {
  const auto text = setting(variable, key);
  if (!text) return std::optional<int>{};
  const auto value = parse_integer(*text);
  if (!value || *value < least || *value > std::numeric_limits<int>::max())
    return Error{"'" + *text + "' is not a number from " + std::to_string(least) + " on",
                 "it is what " + variable + " or " + key + " of the profile '" + profile_name_ + "' says"};
  return std::optional{static_cast<int>(*value)};
}

Result<aws::Region> Configuration::region(const std::string& option) const {
  std::string region = option;
  for (const char* variable : kRegionVariables) {
    if (region.empty()) region = environment_->variable(variable).value_or("");
  }
  if (region.empty()) region = text_of(profile(), "region").value_or("");
  if (region.empty()) {
    ENI_TRY(region, region_of_instance(*this));
  }
  if (region.empty())
    return Error{"there is no region: the profile '" + profile_name_ + "' names none",
                 "give --region, set AWS_REGION, or run aws configure"};
  if (!is_region(region))
    return Error{"'" + region + "' is not the name of a region",
                 "it comes from --region, AWS_REGION, AWS_DEFAULT_REGION, or region in the profile, or "
                 "else from the instance metadata service"};
  return aws::Region{region};
}

std::optional<std::string> Configuration::endpoint_of_profile(const Settings* services,
                                                              const Service& service) const {
  if (!services) return std::nullopt;
  const auto settings = services->find(to_lower(service.id));
  if (settings == services->end()) return std::nullopt;
  const auto url = settings->second.nested.find("endpoint_url");
  return url == settings->second.nested.end() ? std::nullopt : std::optional{url->second};
}

Result<EndpointRules> Configuration::endpoints(const std::string& endpoint_url) const {
  EndpointRules rules;
  rules.use_dual_stack = is_true("AWS_USE_DUALSTACK_ENDPOINT", "use_dualstack_endpoint");
  rules.use_fips = is_true("AWS_USE_FIPS_ENDPOINT", "use_fips_endpoint");
  rules.endpoint_url = endpoint_url;
  if (!endpoint_url.empty()) return rules;
  if (is_true("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "ignore_configured_endpoint_urls")) return rules;
  const auto section = text_of(profile(), "services");
  const Settings* services = section ? profiles_.services(*section) : nullptr;
  if (section && !services)
    return Error{"the profile '" + profile_name_ + "' names the services section '" + *section +
                     "', which does not exist",
                 "add [services " + *section + "] to ~/.aws/config"};
  // The environment comes before the profile, for all services as for one.
  const auto of_all = environment_->variable("AWS_ENDPOINT_URL");
  rules.endpoint_url = of_all ? *of_all : text_of(profile(), "endpoint_url").value_or("");
  for (const Service& service : all_services()) {
    auto url = environment_->variable("AWS_ENDPOINT_URL_" + std::string(service.id));
    if (!url && !of_all) url = endpoint_of_profile(services, service);
    if (url) rules.by_service[std::string(service.name)] = *url;
  }
  return rules;
}

Result<RetryOptions> Configuration::retries() const {
  RetryOptions retry;
  ENI_TRY(const std::optional<int> attempts, number("AWS_MAX_ATTEMPTS", "max_attempts", 1));
  retry.max_attempts = attempts.value_or(retry.max_attempts);
  retry.is_of_user = attempts.has_value();
  const std::string mode = setting("AWS_RETRY_MODE", "retry_mode").value_or("standard");
  for (const char* known : {"legacy", "standard", "adaptive"}) {
    if (mode == known) return retry;
  }
  return Error{"there is no retry mode '" + mode + "'",
               "AWS_RETRY_MODE and retry_mode of the profile are legacy, standard or adaptive"};
}

}  // namespace eni::client
