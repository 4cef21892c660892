/// CreateAccessPoint, DescribeAccessPoints, DeleteAccessPoint.
#include "base/time_text.h"
#include "sandbox/gateway/tag_condition_keys.h"
#include "sandbox/gateway/tag_list.h"
#include "sandbox/services/elasticfilesystem/input.h"
#include "sandbox/services/elasticfilesystem/operations.h"

namespace eni::sandbox::efs_service {
namespace {

json::object shown(const Call& call, const NamedDocument& point) {
  json::object value = point.document;
  value["OwnerId"] = point.account;
  value["AccessPointId"] = point.name;
  value["AccessPointArn"] = access_point_arn(call, point.name);
  value["LifeCycleState"] = "available";
  show_name(value);
  return value;
}

}  // namespace

/// The same token is the same access point.
ApiResult<Reply> create_access_point(Call& call) {
  ENI_TRY(const NamedDocument system, required_file_system(call));
  const std::string token = call.params.text_or("ClientToken", "");
  for (const NamedDocument& other : of_file_system(call, repository(call).access_points, ""))
    if (!token.empty() && text_at(other.document, "ClientToken") == token) return Reply{shown(call, other)};
  NamedDocument point{system.account, system.region, new_id(call, "fsap-"), epoch_millis(call.now()),
                      json::object{{"ClientToken", token}, {"FileSystemId", system.name}}};
  if (const json::object* user = call.params.object("PosixUser")) point.document["PosixUser"] = *user;
  const json::object* root = call.params.object("RootDirectory");
  json::object directory = root ? *root : json::object{};
  directory.emplace("Path", "/");
  point.document["RootDirectory"] = std::move(directory);
  ENI_CHECK(may_give_tags(call, "elasticfilesystem:TagResource", access_point_arn(call, point.name),
                          {{"elasticfilesystem:CreateAction", "CreateAccessPoint"}}));
  point.document["Tags"] = merged_tags({}, array_at(call.params.all(), "Tags"));
  repository(call).access_points.put(point);
  return Reply{shown(call, point)};
}

ApiResult<Reply> describe_access_points(Call& call) {
  json::array list;
  if (const auto id = call.params.text("AccessPointId")) {
    ENI_TRY(const NamedDocument point, find_access_point(call, *id));
    list.push_back(shown(call, point));
    return Reply{json::object{{"AccessPoints", std::move(list)}}};
  }
  if (call.params.has("FileSystemId")) ENI_CHECK(required_file_system(call));
  for (const NamedDocument& point :
       of_file_system(call, repository(call).access_points, call.params.text_or("FileSystemId", "")))
    list.push_back(shown(call, point));
  return Reply{json::object{{"AccessPoints", std::move(list)}}};
}

ApiResult<Reply> delete_access_point(Call& call) {
  ENI_TRY(const NamedDocument point, find_access_point(call, call.params.text_or("AccessPointId", "")));
  repository(call).access_points.remove(point.account, point.region, point.name);
  Reply reply;
  reply.status = 204;
  return reply;
}

}  // namespace eni::sandbox::efs_service
