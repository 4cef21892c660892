/// DescribeCapacityProviders: those that every account has. Others cannot be made.
#include <algorithm>
#include <array>

#include "sandbox/services/ecs/clusters/operations.h"
#include "sandbox/services/ecs/input.h"

namespace eni::sandbox::ecs_service {
namespace {

constexpr std::array<std::string_view, 2> kProviders = {"FARGATE", "FARGATE_SPOT"};
constexpr std::size_t kMaxDescribed = 100;
constexpr std::size_t kMaxResults = 10;

std::string provider_arn(const Call& call, std::string_view text) {
  if (text.starts_with("arn:")) return std::string(text);
  return call.arn("ecs", "capacity-provider/" + std::string(text));
}

json::object provider_value(const Call& call, std::string_view name) {
  return {{"capacityProviderArn", provider_arn(call, name)},
          {"name", name},
          {"status", "ACTIVE"},
          {"type", name},
          {"tags", json::array()}};
}

struct Described {
  std::vector<std::string> names;
  json::array failures;
};

/// @param texts  names and ARNs; none: all providers
ApiResult<Described> find_providers(const Call& call, const std::vector<std::string>& texts) {
  Described described;
  if (texts.empty()) described.names.assign(kProviders.begin(), kProviders.end());
  for (const std::string& text : texts) {
    ENI_TRY(const auto named, read_named(call, "capacity-provider", text));
    if (std::find(kProviders.begin(), kProviders.end(), named.name) != kProviders.end()) {
      described.names.push_back(named.name);
    } else {
      described.failures.push_back(failure(provider_arn(call, text), "MISSING"));
    }
  }
  return described;
}

}  // namespace

Access capacity_providers_access(const Call& call) {
  const auto names = call.params.texts("capacityProviders");
  if (names.has_error() || names->empty()) return any_resource(call);
  Access access;
  access.resources.clear();
  for (const std::string& name : *names) access.resources.push_back(provider_arn(call, name));
  return access;
}

ApiResult<Reply> describe_capacity_providers(Call& call) {
  ENI_TRY(const auto texts, text_list(call, "capacityProviders", kMaxDescribed));
  ENI_TRY(const auto page, read_page(call, kMaxResults));
  ENI_TRY(auto described, find_providers(call, texts));
  auto& names = described.names;
  // Pages end at names, in alphabetical order.
  std::sort(names.begin(), names.end());
  names.erase(names.begin(), std::upper_bound(names.begin(), names.end(), page.after));
  const bool more = names.size() > page.limit;
  if (more) names.resize(page.limit);
  json::array providers;
  for (const std::string& name : names) providers.push_back(provider_value(call, name));
  json::object reply{{"capacityProviders", std::move(providers)},
                     {"failures", std::move(described.failures)}};
  end_page(reply, more, more ? std::string_view(names.back()) : std::string_view());
  return Reply{std::move(reply)};
}

}  // namespace eni::sandbox::ecs_service
