/// DescribeCapacityProviders: those that every account has, and its own.
#include <algorithm>
#include <map>

#include "sandbox/services/ecs/capacity_providers/find_provider.h"
#include "sandbox/services/ecs/capacity_providers/operations.h"
#include "sandbox/services/ecs/capacity_providers/provider_value.h"
#include "sandbox/services/ecs/input.h"

namespace eni::sandbox::ecs_service {
namespace {

constexpr std::size_t kMaxDescribed = 100;
constexpr std::size_t kMaxResults = 10;

struct Described {
  std::map<std::string, json::object> providers;  ///< by name: pages end at names, in alphabetical order
  json::array failures;
};

void add_all(const Call& call, ProviderTags tags, Described& described) {
  for (const std::string name : {"FARGATE", "FARGATE_SPOT"})
    described.providers[name] = fargate_value(call, name);
  for (const auto& provider : call.store<EcsCapacityProviderRepository>().list(place_of(call)))
    described.providers[provider.name] = provider_value(call, provider, tags);
}

ApiResult<void> add_named(const Call& call, const std::string& text, ProviderTags tags,
                          Described& described) {
  ENI_TRY(const auto named, read_named(call, "capacity-provider", text));
  if (is_fargate(named.name)) {
    described.providers[named.name] = fargate_value(call, named.name);
    return {};
  }
  ENI_TRY(const auto provider, find_provider(call, text));
  if (provider) {
    described.providers[provider->name] = provider_value(call, *provider, tags);
  } else {
    described.failures.push_back(failure(provider_arn(call, text), "MISSING"));
  }
  return {};
}

}  // namespace

ApiResult<Reply> describe_capacity_providers(Call& call) {
  ENI_TRY(const auto texts, text_list(call, "capacityProviders", kMaxDescribed));
  ENI_TRY(const auto page, read_page(call, kMaxResults));
  const ProviderTags tags = includes(call, "TAGS") ? ProviderTags::kShown : ProviderTags::kHidden;
  Described described;
  if (texts.empty()) add_all(call, tags, described);
  for (const std::string& text : texts) ENI_CHECK(add_named(call, text, tags, described));
  json::array providers;
  std::string last;
  auto at = described.providers.upper_bound(page.after);
  for (; at != described.providers.end() && providers.size() < page.limit; ++at) {
    last = at->first;
    providers.push_back(std::move(at->second));
  }
  json::object reply{{"capacityProviders", std::move(providers)},
                     {"failures", std::move(described.failures)}};
  end_page(reply, at != described.providers.end(), last);
  return Reply{std::move(reply)};
}

}  // namespace eni::sandbox::ecs_service
