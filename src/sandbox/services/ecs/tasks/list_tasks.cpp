#include "base/text.h"
#include "sandbox/services/ecs/clusters/find_cluster.h"
#include "sandbox/services/ecs/input.h"
#include "sandbox/services/ecs/tasks/operations.h"
#include "sandbox/services/ecs/tasks/task_value.h"
#include "sandbox/store/ecs_container_instance_repository.h"
#include "sandbox/store/ecs_service_repository.h"

namespace eni::sandbox::ecs_service {

namespace {

constexpr std::size_t kMaxResults = 100;

ApiResult<std::optional<EcsContainerInstanceNumber>> read_host(const Call& call, const EcsCluster& cluster) {
  const auto text = call.params.text("containerInstance");
  if (!text || text->empty()) return std::optional<EcsContainerInstanceNumber>{};
  ENI_TRY(const auto id, read_name_in(call, cluster.name, "container-instance", *text));
  const auto host = call.store<EcsContainerInstanceRepository>().find(cluster.number, id);
  if (!host) return aws::invalid_parameter("The referenced container instance was not found.");
  return std::optional{host->number};
}

ApiResult<std::optional<EcsServiceNumber>> read_service(const Call& call, const EcsCluster& cluster) {
  const auto text = call.params.text("serviceName");
  if (!text || text->empty()) return std::optional<EcsServiceNumber>{};
  ENI_TRY(const auto name, read_name_in(call, cluster.name, "service", *text));
  const auto service = call.store<EcsServiceRepository>().find(cluster.number, name);
  if (!service) return ApiError{"ServiceNotFoundException", "Service not found."};
  return std::optional{service->number};
}

std::optional<std::string> text_filter(const Call& call, std::string_view name) {
  auto text = call.params.text(name);
  if (text && text->empty()) text.reset();
  return text;
}

/// Where a page ends: ORIGIN.NUMBER.
std::string key_of(const EcsTaskRow& last) {
  return std::to_string(to_integer(last.origin)) + "." + std::to_string(to_integer(last.number));
}

ApiResult<void> read_after(const std::string& key, EcsTaskQuery& query) {
  if (key.empty()) return {};
  const auto dot = key.find('.');
  const auto origin = parse_integer(std::string_view(key).substr(0, dot));
  const auto number =
      dot == std::string::npos ? std::nullopt : parse_integer(std::string_view(key).substr(dot + 1));
  if (!origin || !number) return aws::invalid_parameter("Invalid nextToken");
  query.after_origin = EcsTaskOriginNumber{*origin};
  query.after_number = EcsTaskNumber{*number};
  return {};
}

struct ListRequest {
  EcsTaskQuery query;
  bool none = false;  ///< asks for what the sandbox never has
};

ApiResult<ListRequest> read_request(const Call& call, const EcsCluster& cluster, const Page& page) {
  ListRequest request;
  EcsTaskQuery& query = request.query;
  query.cluster = cluster.number;
  ENI_TRY(query.host, read_host(call, cluster));
  ENI_TRY(query.service, read_service(call, cluster));
  query.family = text_filter(call, "family");
  query.started_by = text_filter(call, "startedBy");
  const std::string status = call.params.text_or("desiredStatus", "");
  if (status == "STOPPED") query.desired_status = EcsTaskStatus::kStopped;
  const std::string type = call.params.text_or("launchType", "EC2");
  // ECS never desires that a task be PENDING.
  request.none = status == "PENDING" || (!type.empty() && type != "EC2");
  ENI_CHECK(read_after(page.after, query));
  query.limit = static_cast<std::int64_t>(page.limit) + 1;
  return request;
}

}  // namespace

ApiResult<Reply> list_tasks(Call& call) {
  ENI_TRY(const auto cluster, find_cluster(call));
  ENI_TRY(const auto page, read_page(call, kMaxResults));
  ENI_TRY(const auto request, read_request(call, cluster, page));
  std::vector<EcsTaskRow> tasks;
  if (!request.none) tasks = call.store<EcsTaskRepository>().list(request.query);
  const bool more = tasks.size() > page.limit;
  if (more) tasks.pop_back();
  json::array arns;
  for (const EcsTaskRow& task : tasks) arns.push_back(json::string(task_arn(cluster, task)));
  json::object reply{{"taskArns", std::move(arns)}};
  if (more) {
    end_page(reply, more, key_of(tasks.back()));
  }
  return Reply{std::move(reply)};
}

}  // namespace eni::sandbox::ecs_service
