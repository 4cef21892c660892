#include "base/text.h"
#include "sandbox/services/ecs/clusters/find_cluster.h"
#include "sandbox/services/ecs/container_instances/host_provider.h"
#include "sandbox/services/ecs/container_instances/operations.h"
#include "sandbox/services/ecs/input.h"
#include "sandbox/store/ecs_container_instance_repository.h"

namespace eni::sandbox::ecs_service {
namespace {

/// Where the page before ended: at an attribute of a container instance. As a text, "NUMBER NAME".
struct Position {
  EcsContainerInstanceNumber number{};
  std::string name;
};

ApiResult<Position> read_position(std::string_view key) {
  if (key.empty()) return Position{};
  const auto space = key.find(' ');
  const auto number = parse_integer(key.substr(0, space));
  if (!number || space == std::string_view::npos) return aws::invalid_parameter("Invalid nextToken");
  return Position{EcsContainerInstanceNumber{*number}, std::string(key.substr(space + 1))};
}

struct ListRequest {
  EcsCluster cluster;
  std::optional<std::string> name;
  std::optional<std::string> value;
  Position after;
  std::size_t limit = 100;
};

ApiResult<ListRequest> read_request(const Call& call) {
  ENI_TRY(auto cluster, find_cluster(call));
  ENI_CHECK(required_member(call, "targetType"));
  ListRequest request{.cluster = std::move(cluster),
                      .name = call.params.text("attributeName"),
                      .value = call.params.text("attributeValue"),
                      .after = {}};
  if (request.value && !request.name)
    return aws::invalid_parameter("You must specify an attribute name to use the parameter attributeValue");
  ENI_TRY(const auto page, read_page(call));
  ENI_TRY(request.after, read_position(page.after));
  request.limit = page.limit;
  return request;
}

class AttributePage {
 public:
  explicit AttributePage(const ListRequest& request) : request_{request} {}

  /// @return  whether there is room for more
  bool add(const EcsContainerInstance& instance) {
    const std::string arn = arn_in_cluster(request_.cluster, "container-instance", instance.id);
    for (const auto& [name, value] : instance.attributes) {
      const bool shown = instance.number == request_.after.number && name <= request_.after.name;
      if (shown || !fits(name, value)) continue;
      if (attributes_.size() == request_.limit) {
        more_ = true;
        return false;
      }
      json::object attribute{{"name", name}};
      if (value) attribute["value"] = *value;
      attribute["targetId"] = arn;
      attributes_.push_back(std::move(attribute));
      last_ = std::to_string(to_integer(instance.number)) + " " + name;
    }
    return true;
  }

  json::object reply() {
    json::object reply{{"attributes", std::move(attributes_)}};
    end_page(reply, more_, last_);
    return reply;
  }

 private:
  bool fits(const std::string& name, const std::optional<std::string>& value) const {
    if (is_hidden_attribute(name)) return false;
    if (request_.name && *request_.name != name) return false;
    return !request_.value || request_.value == value;
  }

  const ListRequest& request_;
  json::array attributes_;
  std::string last_;
  bool more_ = false;
};

}  // namespace

ApiResult<Reply> list_attributes(Call& call) {
  ENI_TRY(const auto request, read_request(call));
  AttributePage page{request};
  // The host at which the page before ended may have more.
  const EcsContainerInstanceNumber before{to_integer(request.after.number) - 1};
  call.store<EcsContainerInstanceRepository>().visit_after(
      request.cluster.number, before,
      [&page](const EcsContainerInstance& instance) { return page.add(instance); });
  return Reply{page.reply()};
}

}  // namespace eni::sandbox::ecs_service
