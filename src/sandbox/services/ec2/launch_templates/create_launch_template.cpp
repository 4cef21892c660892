/// CreateLaunchTemplate, CreateLaunchTemplateVersion.
#include <algorithm>

#include "base/time_text.h"
#include "sandbox/services/ec2/client_tokens.h"
#include "sandbox/services/ec2/errors.h"
#include "sandbox/services/ec2/launch_templates/launch_data.h"
#include "sandbox/services/ec2/launch_templates/operations.h"
#include "sandbox/services/ec2/launch_templates/templates.h"
#include "sandbox/services/ec2/parameters.h"
#include "sandbox/services/ec2/resources.h"
#include "sandbox/services/ec2/tags.h"

namespace eni::sandbox::ec2_service {
namespace {

constexpr std::string_view kNameCharacters =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-().//_";

ApiResult<std::string> read_name(const Call& call) {
  const auto name = call.params.text("LaunchTemplateName");
  if (!name) return missing_parameter("LaunchTemplateName");
  const bool fits = name->size() >= 3 && name->size() <= 128 &&
                    name->find_first_not_of(kNameCharacters) == std::string::npos;
  if (!fits) {
    return ApiError{"InvalidLaunchTemplateName.MalformedException",
                    "A launch template name must be between 3 and 128 characters, and may contain letters, "
                    "numbers, and the following characters: - ( ) . / _"};
  }
  if (find_template_by_name(call, *name)) {
    return ApiError{"InvalidLaunchTemplateName.AlreadyExistsException",
                    "Launch template name already in use."};
  }
  return *name;
}

ApiResult<json::object> read_data(const Call& call) {
  const json::object* data = call.params.object("LaunchTemplateData");
  if (!data) return missing_parameter("LaunchTemplateData");
  return *data;
}

Reply template_reply(const Call& call, const Ec2Resource& launch_template) {
  json::object reply;
  reply["launchTemplate"] = template_item(call, launch_template);
  return Reply{std::move(reply)};
}

Reply version_reply(const Ec2Resource& launch_template, const Ec2Resource& version) {
  json::object reply;
  reply["launchTemplateVersion"] = version_item(launch_template, version);
  return Reply{std::move(reply)};
}

}  // namespace

ApiResult<Reply> create_launch_template(Call& call) {
  const ClientToken token{call, "CreateLaunchTemplate"};
  auto& repository = call.store<Ec2Repository>();
  ENI_TRY(const auto former, token.find());
  if (const auto made = former ? repository.find(*former) : std::nullopt) return template_reply(call, *made);

  ENI_TRY(const auto name, read_name(call));
  ENI_TRY(const auto data, read_data(call));
  ENI_TRY(const auto tags, tags_on_creation(call, "CreateLaunchTemplate", {kLaunchTemplate}));
  Ec2Resource made;
  made.id = new_id(call, "lt-");
  made.account = call.account().value;
  made.region = call.region.value;
  made.kind = kLaunchTemplate;
  made.document = {{"launchTemplateId", made.id},
                   {"launchTemplateName", name},
                   {"createTime", iso8601_millis(call.now())},
                   {"createdBy", call.principal.arn},
                   {"defaultVersionNumber", 1}};
  repository.insert(made);
  ENI_CHECK(add_version(call, made, data));
  repository.update(made);
  put_tags(repository, made.id, tags_for(tags, kLaunchTemplate));
  token.remember(made.id);
  return template_reply(call, made);
}

ApiResult<Reply> create_launch_template_version(Call& call) {
  ENI_TRY(const auto reference, read_template_reference(call.params));
  ENI_TRY(auto launch_template, find_template(call, reference));
  const ClientToken token{call, "CreateLaunchTemplateVersion"};
  auto& repository = call.store<Ec2Repository>();
  ENI_TRY(const auto former, token.find());
  if (const auto made = former ? repository.find(*former) : std::nullopt)
    return version_reply(launch_template, *made);

  ENI_TRY(auto data, read_data(call));
  if (const auto source = call.params.text("SourceVersion")) {
    ENI_TRY(const auto beneath, find_version(call, launch_template, *source));
    // A parameter that is given replaces the source's; only launches merge tags.
    for (const auto& member : beneath.document.at("_data").as_object())
      if (!data.contains(member.key())) data[member.key()] = member.value();
  }
  ENI_TRY(const auto made, add_version(call, launch_template, data));
  repository.update(launch_template);
  token.remember(made.id);
  return version_reply(launch_template, made);
}

}  // namespace eni::sandbox::ec2_service
