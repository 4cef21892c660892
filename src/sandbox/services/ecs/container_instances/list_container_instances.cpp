#include "base/excerpt.h"
#include "base/text.h"
#include "sandbox/services/ecs/clusters/find_cluster.h"
#include "sandbox/services/ecs/container_instances/host_facts.h"
#include "sandbox/services/ecs/container_instances/operations.h"
#include "sandbox/services/ecs/input.h"

namespace eni::sandbox::ecs_service {
namespace {

struct ListRequest {
  EcsCluster cluster;
  std::optional<EcsHostStatus> status;  ///< nothing: all but INACTIVE
  std::optional<placement::Expression> filter;
  EcsContainerInstanceNumber after{};  ///< the number of the last one of the page before
  std::size_t limit = 100;
};

aws::ApiError invalid_filter(const std::string& filter, const std::string& why) {
  return aws::invalid_parameter("Invalid filter '" + excerpt(filter) + "': " + why);
}

bool has_given_up(const std::optional<placement::Expression>& filter) {
  return filter && filter->has_given_up();
}

ApiResult<ListRequest> read_request(const Call& call) {
  ENI_TRY(auto cluster, find_cluster(call));
  ListRequest request{.cluster = std::move(cluster), .status = {}, .filter = {}};
  request.status = read_ecs_status<EcsHostStatus>(call.params.text_or("status", ""));
  if (const std::string text = call.params.text_or("filter", ""); !text.empty()) {
    const auto expression = placement::Expression::parse(text);
    if (expression.has_error()) return invalid_filter(text, expression.error().message);
    request.filter = *expression;
  }
  ENI_TRY(const auto page, read_page(call));
  const auto after = page.after.empty() ? 0 : parse_integer(page.after);
  if (!after) return aws::invalid_parameter("Invalid nextToken");
  request.after = EcsContainerInstanceNumber{*after};
  request.limit = page.limit;
  return request;
}

bool fits(const ListRequest& request, Store& store, const EcsContainerInstance& instance) {
  if (request.status && instance.status != *request.status) return false;
  return !request.filter ||
         request.filter->evaluate(StoredHostFacts{store, instance}) == placement::Truth::kTrue;
}

}  // namespace

ApiResult<Reply> list_container_instances(Call& call) {
  ENI_TRY(const auto request, read_request(call));
  json::array arns;
  EcsContainerInstanceNumber last{};
  bool more = false;
  call.store<EcsContainerInstanceRepository>().visit_after(
      request.cluster.number, request.after, [&](const EcsContainerInstance& instance) {
        if (!fits(request, call.env.store, instance)) return !has_given_up(request.filter);
        more = arns.size() == request.limit;
        if (more) return false;
        arns.push_back(json::value(arn_in_cluster(request.cluster, "container-instance", instance.id)));
        last = instance.number;
        return true;
      });
  if (has_given_up(request.filter))
    return invalid_filter(request.filter->text(), "matching its patterns takes too many steps");
  json::object reply{{"containerInstanceArns", std::move(arns)}};
  end_page(reply, more, std::to_string(to_integer(last)));
  return Reply{std::move(reply)};
}

}  // namespace eni::sandbox::ecs_service
