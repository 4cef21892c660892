/// CreateFlowLogs, DeleteFlowLogs, DescribeFlowLogs: records, for no traffic flows.
#include <algorithm>

#include "base/time_text.h"
#include "sandbox/services/ec2/errors.h"
#include "sandbox/services/ec2/pages.h"
#include "sandbox/services/ec2/parameters.h"
#include "sandbox/services/ec2/resources.h"
#include "sandbox/services/ec2/routing/operations.h"
#include "sandbox/services/ec2/tags.h"

namespace eni::sandbox::ec2_service {
namespace {

constexpr std::string_view kKind = "vpc-flow-log";
constexpr std::string_view kDefaultFormat =
    "${version} ${account-id} ${interface-id} ${srcaddr} ${dstaddr} ${srcport} ${dstport} ${protocol} "
    "${packets} "
    "${bytes} ${start} ${end} ${action} ${log-status}";
constexpr long long kLongInterval = 600;
constexpr long long kShortInterval = 60;

constexpr FilterName kFilters[] = {
    {"deliver-log-status", "deliverLogsStatus"},
    {"flow-log-id", "flowLogId"},
    {"log-destination-type", "logDestinationType"},
    {"log-group-name", "logGroupName"},
    {"resource-id", "resourceId"},
    {"traffic-type", "trafficType"},
};

/// The kind of a ResourceType. @error  UnsupportedOperation for transit gateways
ApiResult<std::string_view> kind_of_type(const std::string& type) {
  if (type == "VPC") return std::string_view("vpc");
  if (type == "Subnet") return std::string_view("subnet");
  if (type == "NetworkInterface") return std::string_view("network-interface");
  return unsupported("flow logs of " + type);
}

/// What all logs of the call have in common.
ApiResult<json::object> new_document(const Call& call) {
  const std::string destination = call.params.text_or("LogDestinationType", "cloud-watch-logs");
  ENI_TRY(const auto interval, call.params.integer("MaxAggregationInterval", 0, kLongInterval));
  if (interval && *interval != kLongInterval && *interval != kShortInterval)
    return invalid_parameter_value("Invalid Flow Log Max Aggregation Interval");
  json::object document{{"creationTime", iso8601_millis(call.now())},
                        {"deliverLogsStatus", "SUCCESS"},
                        {"flowLogStatus", "ACTIVE"},
                        {"trafficType", call.params.text_or("TrafficType", "ALL")},
                        {"logDestinationType", destination},
                        {"logFormat", call.params.text_or("LogFormat", kDefaultFormat)},
                        {"maxAggregationInterval", interval.value_or(kLongInterval)}};
  const std::string group = call.params.text_or("LogGroupName", "");
  const std::string arn = call.params.text_or("LogDestination", "");
  if (group.empty() && arn.empty()) return invalid_parameter_value("LogDestination can't be empty");
  if (!group.empty()) document["logGroupName"] = group;
  if (!arn.empty()) document["logDestination"] = arn;
  if (const auto role = call.params.text("DeliverLogsPermissionArn"))
    document["deliverLogsPermissionArn"] = *role;
  return document;
}

}  // namespace

ApiResult<Reply> create_flow_logs(Call& call) {
  ENI_TRY(const auto type, required_parameter(call, "ResourceType"));
  ENI_TRY(const auto kind, kind_of_type(type));
  ENI_TRY(const auto resources, call.params.texts("ResourceId"));
  if (resources.empty()) return missing_parameter("ResourceId");
  ENI_TRY(const auto tags, tags_on_creation(call, "CreateFlowLogs", {kKind}));
  ENI_TRY(const auto common, new_document(call));
  for (const std::string& resource : resources)
    if (kind != "network-interface") ENI_CHECK(own(call, kind, resource));
  json::array ids;
  for (const std::string& resource : resources) {
    const std::string id = new_id(call, "fl-");
    json::object document = common;
    document["flowLogId"] = id;
    document["resourceId"] = resource;
    make(call, kKind, id, resource, std::move(document), tags_for(tags, kKind));
    ids.emplace_back(id);
  }
  return Reply{json::object{{"flowLogIdSet", std::move(ids)}, {"unsuccessful", json::array()}}};
}

ApiResult<Reply> delete_flow_logs(Call& call) {
  ENI_TRY(const auto ids, call.params.texts("FlowLogId"));
  for (const std::string& id : ids) ENI_CHECK(own(call, kKind, id));
  for (const std::string& id : ids) call.store<Ec2Repository>().remove(id);
  return Reply{json::object{{"unsuccessful", json::array()}}};
}

/// An id that is of none is left out.
ApiResult<Reply> describe_flow_logs(Call& call) {
  ENI_TRY(const auto ids, call.params.texts("FlowLogId"));
  std::vector<json::object> items;
  for (const Ec2Resource& log : call.store<Ec2Repository>().list(place_of(call), kKind))
    if (ids.empty() || std::ranges::find(ids, log.id) != ids.end()) items.push_back(shown(call, log));
  return describe(call, std::move(items), "flowLogSet", "flowLogId", kFilters);
}

}  // namespace eni::sandbox::ec2_service
