#include "sandbox/services/ecs/capacity_providers/strategy_input.h"

#include <algorithm>

#include "sandbox/services/ecs/capacity_providers/find_provider.h"
#include "sandbox/services/ecs/capacity_providers/provider_settings.h"
#include "sandbox/services/ecs/errors.h"
#include "sandbox/services/ecs/input.h"

namespace eni::sandbox::ecs_service {
namespace {

constexpr long long kMaxWeight = 1000;
constexpr long long kMaxBase = 100'000;

/// The provider's name.
ApiResult<std::string> read_provider(const Call& call, const std::string& text) {
  ENI_TRY(const auto named, read_named(call, "capacity-provider", text));
  if (is_fargate(named.name)) return named.name;
  ENI_TRY(const auto provider, find_provider(call, text));
  if (!provider) return provider_not_found();
  return provider->name;
}

bool is_arn(std::string_view text) { return text.starts_with("arn:"); }

/// What an item means by "NAME" or "arn:…/NAME".
std::string name_in(const json::value& item) {
  const std::string text = text_at(item, "capacityProvider");
  return is_arn(text) ? text.substr(text.find_last_of('/') + 1) : text;
}

/// An ARN stays one: it is taken, and no instance is of a provider of that name.
/// Source: hashicorp/terraform-provider-aws#11817, #12060.
ApiResult<json::object> read_item(const Call& call, const json::object& entry) {
  const Params members{entry};
  const std::string text = members.text_or("capacityProvider", "");
  if (text.empty()) return aws::invalid_parameter("Capacity provider name can not be blank.");
  ENI_TRY(auto provider, read_provider(call, text));
  if (is_arn(text) && !is_fargate(provider)) provider = text;
  const auto weight = members.integer("weight", 0, kMaxWeight);
  if (weight.has_error()) return aws::invalid_parameter("The weight must be between 0 and 1000.");
  const auto base = members.integer("base", 0, kMaxBase);
  if (base.has_error()) return aws::invalid_parameter("The base must be between 0 and 100000.");
  return json::object{
      {"capacityProvider", provider}, {"weight", weight->value_or(0)}, {"base", base->value_or(0)}};
}

/// [unverified] wording
ApiResult<void> check_no_duplicate(std::vector<std::string> providers) {
  std::ranges::sort(providers);
  const auto twice = std::ranges::adjacent_find(providers);
  if (twice == providers.end()) return {};
  return aws::invalid_parameter("The specified capacity provider '" + *twice +
                                "' is duplicated. Specify each capacity provider once and try again.");
}

ApiResult<void> check_strategy(const json::array& strategy) {
  int with_base = 0;
  int of_fargate = 0;
  for (const json::value& item : strategy) {
    with_base += integer_at(item.as_object(), "base") > 0 ? 1 : 0;
    of_fargate += is_fargate(text_at(item, "capacityProvider")) ? 1 : 0;
  }
  if (of_fargate > 0 && of_fargate < static_cast<int>(strategy.size())) {
    return aws::invalid_parameter(
        "A capacity provider strategy cannot contain a mix of capacity providers using Auto Scaling groups "
        "and Fargate providers. Specify one or the other and try again.");
  }
  if (with_base > 1) {
    return aws::invalid_parameter(
        "Only one capacity provider in a capacity provider strategy can have a base defined.");
  }
  return {};
}

enum class Strategy { kOfCall, kDefault };

/// Source: terraform-aws-modules/terraform-aws-ecs#27, of a default strategy. [assumption] One of the call that names a single
/// provider may leave its weight out, and others are refused in words like these.
ApiResult<void> check_weights(const json::array& strategy, Strategy which) {
  const bool has_weight = std::ranges::any_of(
      strategy, [](const json::value& item) { return integer_at(item.as_object(), "weight") > 0; });
  const bool is_single = which == Strategy::kOfCall && strategy.size() == 1;
  if (strategy.empty() || has_weight || is_single) return {};
  const std::string where = which == Strategy::kDefault ? "default" : "specified";
  return aws::invalid_parameter(
      "There are no capacity providers with a weight value greater than zero defined in the " + where +
      " capacity provider strategy. At least one capacity provider must have a weight value greater than "
      "zero "
      "specified. Update the cluster's default capacity provider strategy or specify a valid capacity "
      "provider "
      "strategy and try again.");
}

}  // namespace

ApiResult<json::array> read_strategy(const Call& call, std::string_view member) {
  ENI_TRY(const auto list, object_list(call, member));
  if (list.size() > kMaxProviders) {
    return aws::invalid_parameter("A capacity provider strategy can contain at most 20 capacity providers.");
  }
  json::array strategy;
  std::vector<std::string> names;
  for (const json::object& entry : list) {
    ENI_TRY(auto item, read_item(call, entry));
    names.push_back(name_in(item));
    strategy.push_back(std::move(item));
  }
  ENI_CHECK(check_no_duplicate(std::move(names)));
  ENI_CHECK(check_strategy(strategy));
  return strategy;
}

ApiResult<void> check_associated(const json::array& strategy, const std::vector<std::string>& providers) {
  for (const json::value& item : strategy) {
    const std::string provider = name_in(item);
    if (contains(providers, provider)) continue;
    return aws::invalid_parameter("The specified capacity provider '" + provider +
                                  "' is not associated with the cluster. Associate it and try again.");
  }
  return {};
}

/// [unverified] wording
ApiResult<void> check_sole_owner(const Call& call, std::string_view cluster,
                                 const std::vector<std::string>& names) {
  for (const std::string& name : names) {
    const auto provider = call.store<EcsCapacityProviderRepository>().find(place_of(call), name);
    if (!provider || !has_managed_scaling(*provider)) continue;
    for (const EcsCluster& other : clusters_with(call.env.store, *provider)) {
      if (other.name == cluster) continue;
      return aws::invalid_parameter("The specified capacity provider '" + name +
                                    "' has managed scaling and is associated with cluster: " + other.name +
                                    ". Specify another capacity provider and try again.");
    }
  }
  return {};
}

ApiResult<json::array> read_providers(const Call& call) {
  const auto texts = call.params.texts("capacityProviders");
  if (texts.has_error()) return aws::invalid_parameter(texts.error().message);
  if (texts->size() > kMaxProviders) {
    return aws::invalid_parameter("The maximum number of capacity providers per cluster has been exceeded.");
  }
  json::array providers;
  std::vector<std::string> names;
  for (const std::string& text : *texts) {
    ENI_TRY(const auto name, read_provider(call, text));
    names.push_back(name);
    providers.push_back(json::string(name));
  }
  ENI_CHECK(check_no_duplicate(std::move(names)));
  return providers;
}

ApiResult<json::array> read_task_strategy(const Call& call, const EcsCluster& cluster,
                                          const std::string& launch_type) {
  ENI_TRY(auto strategy, read_strategy(call, "capacityProviderStrategy"));
  if (!strategy.empty() && !launch_type.empty()) {
    return aws::invalid_parameter(
        "Specifying both a launch type and capacity provider strategy is not supported. Remove one and try "
        "again.");
  }
  if (!launch_type.empty() && launch_type != "EC2") return unsupported("the launch type " + launch_type);
  const Strategy which = strategy.empty() ? Strategy::kDefault : Strategy::kOfCall;
  if (launch_type.empty() && strategy.empty())
    strategy = array_at(cluster.document, "defaultCapacityProviderStrategy");
  ENI_CHECK(check_weights(strategy, which));
  ENI_CHECK(check_associated(strategy, texts_at(cluster.document, "capacityProviders")));
  if (strategy.empty()) return strategy;
  const std::string first = text_at(strategy.front(), "capacityProvider");
  if (is_fargate(first)) return unsupported("the capacity provider " + first);
  return strategy;
}

}  // namespace eni::sandbox::ecs_service
