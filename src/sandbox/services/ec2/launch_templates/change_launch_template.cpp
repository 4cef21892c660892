/// ModifyLaunchTemplate, DeleteLaunchTemplate, DeleteLaunchTemplateVersions.
#include <algorithm>

#include "base/text.h"
#include "sandbox/services/ec2/errors.h"
#include "sandbox/services/ec2/launch_templates/operations.h"
#include "sandbox/services/ec2/launch_templates/templates.h"
#include "sandbox/services/ec2/parameters.h"

namespace eni::sandbox::ec2_service {
namespace {

constexpr std::size_t kMaxVersionsAtOnce = 200;

/// The highest number among the versions that are left.
long long highest_left(Ec2Repository& repository, const Ec2Resource& launch_template) {
  long long highest = 0;
  for (const Ec2Resource& version : repository.list_in(launch_template.id, kLaunchTemplateVersion))
    highest = std::max(highest, version.document.at("versionNumber").to_number<long long>());
  return highest;
}

/// What became of one version.
struct Deletion {
  json::object item;
  bool succeeded = false;
};

Deletion delete_version(const Call& call, const Ec2Resource& launch_template, const std::string& text) {
  Deletion deletion;
  deletion.item = {{"launchTemplateId", launch_template.id},
                   {"launchTemplateName", launch_template.document.at("launchTemplateName")}};
  const auto refuse = [&deletion](std::string_view code, std::string message) {
    deletion.item["responseError"] = json::object{{"code", code}, {"message", std::move(message)}};
    return std::move(deletion);
  };
  const auto number = parse_integer(text);
  if (number) deletion.item["versionNumber"] = *number;
  const auto found = find_version(call, launch_template, text);
  if (!number || found.has_error()) {
    return refuse(
        "launchTemplateVersionDoesNotExist",
        found.has_error() ? found.error().message : "Invalid launch template version: '" + text + "'");
  }
  if (*number == default_version(launch_template)) {
    return refuse("unexpectedError", "The default version of a launch template cannot be deleted: version " +
                                         text + " of " + launch_template.id);
  }
  call.store<Ec2Repository>().remove(found->id);
  deletion.succeeded = true;
  return deletion;
}

/// ModifyLaunchTemplate has words of its own for a version that is not there.
ApiError no_such_default(ApiError error, const std::string& version) {
  if (error.code == "InvalidLaunchTemplateId.VersionNotFound")
    error.message =
        "The launch template version " + version + " is not found for the specified launch template.";
  return error;
}

}  // namespace

ApiResult<Reply> modify_launch_template(Call& call) {
  ENI_TRY(const auto reference, read_template_reference(call.params));
  ENI_TRY(auto launch_template, find_template(call, reference));
  const auto wanted = call.params.text("SetDefaultVersion");
  if (!wanted) return missing_parameter("SetDefaultVersion");
  const auto version = find_version(call, launch_template, *wanted);
  if (!version) return no_such_default(version.error(), *wanted);
  launch_template.document["defaultVersionNumber"] = version->document.at("versionNumber");
  call.store<Ec2Repository>().update(launch_template);
  json::object reply;
  reply["launchTemplate"] = template_item(call, launch_template);
  return Reply{std::move(reply)};
}

ApiResult<Reply> delete_launch_template(Call& call) {
  ENI_TRY(const auto reference, read_template_reference(call.params));
  ENI_TRY(const auto launch_template, find_template(call, reference));
  auto& repository = call.store<Ec2Repository>();
  json::object reply;
  reply["launchTemplate"] = template_item(call, launch_template);
  for (const Ec2Resource& version : repository.list_in(launch_template.id, kLaunchTemplateVersion))
    repository.remove(version.id);
  repository.remove(launch_template.id);
  return Reply{std::move(reply)};
}

ApiResult<Reply> delete_launch_template_versions(Call& call) {
  ENI_TRY(const auto reference, read_template_reference(call.params));
  ENI_TRY(auto launch_template, find_template(call, reference));
  ENI_TRY(const auto versions, call.params.texts("LaunchTemplateVersion"));
  if (versions.empty()) return missing_parameter("LaunchTemplateVersion");
  if (versions.size() > kMaxVersionsAtOnce)
    return invalid_parameter_value("A request deletes at most 200 launch template versions");
  json::array deleted;
  json::array left;
  for (const std::string& version : versions) {
    Deletion deletion = delete_version(call, launch_template, version);
    (deletion.succeeded ? deleted : left).push_back(std::move(deletion.item));
  }
  auto& repository = call.store<Ec2Repository>();
  launch_template.document["latestVersionNumber"] = highest_left(repository, launch_template);
  repository.update(launch_template);
  json::object reply;
  reply["successfullyDeletedLaunchTemplateVersionSet"] = std::move(deleted);
  reply["unsuccessfullyDeletedLaunchTemplateVersionSet"] = std::move(left);
  return Reply{std::move(reply)};
}

}  // namespace eni::sandbox::ec2_service
