#include "sandbox/services/ecs/clusters/find_cluster.h"
#include "sandbox/services/ecs/input.h"
#include "sandbox/services/ecs/services/find_service.h"
#include "sandbox/services/ecs/services/operations.h"
#include "sandbox/services/ecs/services/service_value.h"
#include "sandbox/services/ecs/tags/tags.h"

namespace eni::sandbox::ecs_service {

namespace {

constexpr std::size_t kMaxDescribed = 10;
constexpr std::size_t kMaxListed = 100;
constexpr std::size_t kListedByDefault = 10;

}  // namespace

ApiResult<Reply> describe_services(Call& call) {
  ENI_TRY(const auto cluster, find_cluster(call));
  ENI_TRY(const auto texts, text_list(call, "services", kMaxDescribed));
  if (texts.empty()) return aws::invalid_parameter("Services cannot be empty.");
  json::array services;
  json::array failures;
  for (const std::string& text : texts) {
    ENI_TRY(const auto name, read_name_in(call, cluster.name, "service", text));
    const auto service = call.store<EcsServiceRepository>().find(cluster.number, name);
    if (!service) {
      failures.push_back(failure(arn_in_cluster(cluster, "service", name), "MISSING"));
      continue;
    }
    json::object value = service_value(call.env.store, cluster, *service);
    if (includes(call, "TAGS")) value["tags"] = tags_value(call, service_arn(cluster, *service));
    services.push_back(std::move(value));
  }
  return Reply{json::object{{"services", std::move(services)}, {"failures", std::move(failures)}}};
}

ApiResult<Reply> list_services(Call& call) {
  ENI_TRY(const auto cluster, find_cluster(call));
  ENI_TRY(auto page, read_page(call, kMaxListed));
  if (!call.params.has("maxResults")) page.limit = kListedByDefault;
  const std::string type = call.params.text_or("launchType", "");
  const std::string strategy = call.params.text_or("schedulingStrategy", "");
  EcsServiceQuery query;
  query.cluster = cluster.number;
  if (!strategy.empty()) query.daemon = strategy == "DAEMON";
  query.after = page.after;
  query.limit = static_cast<std::int64_t>(page.limit) + 1;
  std::vector<EcsService> services;
  if (type.empty() || type == "EC2") services = call.store<EcsServiceRepository>().list(query);
  const bool more = services.size() > page.limit;
  if (more) services.pop_back();
  json::array arns;
  for (const EcsService& service : services) arns.push_back(json::string(service_arn(cluster, service)));
  json::object reply{{"serviceArns", std::move(arns)}};
  if (more) end_page(reply, more, services.back().name);
  return Reply{std::move(reply)};
}

}  // namespace eni::sandbox::ecs_service
