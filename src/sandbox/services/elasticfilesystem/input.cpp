#include "sandbox/services/elasticfilesystem/input.h"

#include "base/text.h"
#include "sandbox/gateway/tag_condition_keys.h"

namespace eni::sandbox::efs_service {
namespace {

std::optional<NamedDocument> find_in(const Call& call, NamedDocuments& rows, const std::string& id) {
  return rows.find(call.account().value, call.region.value, id);
}

Access one_resource(const Call& call, NamedDocuments& rows, const std::string& id, std::string arn) {
  const auto row = find_in(call, rows, id);
  return access_with_tags(call, std::move(arn), row ? array_at(row->document, "Tags") : json::array{});
}

}  // namespace

EfsRepository& repository(const Call& call) { return call.store<EfsRepository>(); }

std::string file_system_arn(const Call& call, const std::string& id) {
  return call.arn("elasticfilesystem", "file-system/" + id);
}

std::string access_point_arn(const Call& call, const std::string& id) {
  return call.arn("elasticfilesystem", "access-point/" + id);
}

namespace {

Access on_file_system(const Call& call, const std::string& id) {
  return one_resource(call, repository(call).file_systems, id, file_system_arn(call, id));
}

Access on_access_point(const Call& call, const std::string& id) {
  return one_resource(call, repository(call).access_points, id, access_point_arn(call, id));
}

}  // namespace

Access file_system_access(const Call& call) {
  const auto id = call.params.text("FileSystemId");
  return id ? on_file_system(call, id_of(*id)) : Access{};
}

Access new_file_system_access(const Call& call) {
  Access access = access_with_tags(call, "*");
  access.context.emplace_back("elasticfilesystem:Encrypted", call.params.text_or("Encrypted", "false"));
  return access;
}

Access mount_target_access(const Call& call) {
  const auto target = find_in(call, repository(call).mount_targets, call.params.text_or("MountTargetId", ""));
  return target ? on_file_system(call, text_at(target->document, "FileSystemId")) : Access{};
}

Access access_point_access(const Call& call) {
  const auto id = call.params.text("AccessPointId");
  return id ? on_access_point(call, id_of(*id)) : file_system_access(call);
}

Access tagged_access(const Call& call) {
  const std::string id = id_of(call.params.text_or("ResourceId", ""));
  return id.starts_with("fsap-") ? on_access_point(call, id) : on_file_system(call, id);
}

std::string id_of(std::string_view id_or_arn) {
  return std::string(id_or_arn.substr(id_or_arn.rfind('/') + 1));
}

std::string new_id(const Call& call, std::string_view prefix) {
  constexpr std::size_t kDigits = 17;
  return std::string(prefix) + call.random().text(kDigits, kLowerHex);
}

ApiResult<NamedDocument> find_file_system(const Call& call, const std::string& id) {
  auto found = find_in(call, repository(call).file_systems, id_of(id));
  if (found) return *std::move(found);
  return ApiError{"FileSystemNotFound", "File system '" + id_of(id) + "' does not exist.", 404};
}

ApiResult<NamedDocument> required_file_system(const Call& call) {
  return find_file_system(call, call.params.text_or("FileSystemId", ""));
}

ApiResult<NamedDocument> required_mount_target(const Call& call) {
  const std::string id = call.params.text_or("MountTargetId", "");
  auto found = find_in(call, repository(call).mount_targets, id);
  if (found) return *std::move(found);
  return ApiError{"MountTargetNotFound", "Mount target '" + id + "' does not exist.", 404};
}

ApiResult<NamedDocument> find_access_point(const Call& call, const std::string& id) {
  auto found = find_in(call, repository(call).access_points, id_of(id));
  if (found) return *std::move(found);
  return ApiError{"AccessPointNotFound", "Access Point " + id_of(id) + " does not exist.", 404};
}

std::vector<NamedDocument> of_file_system(const Call& call, NamedDocuments& rows,
                                          const std::string& file_system_id) {
  std::vector<NamedDocument> found = rows.list(call.account().value, call.region.value);
  std::erase_if(found, [&](const NamedDocument& row) {
    return !file_system_id.empty() && text_at(row.document, "FileSystemId") != id_of(file_system_id);
  });
  return found;
}

void show_name(json::object& shown) {
  for (const json::value& tag : array_at(shown, "Tags"))
    if (text_at(tag, "Key") == "Name") shown["Name"] = text_at(tag, "Value");
}

}  // namespace eni::sandbox::efs_service
