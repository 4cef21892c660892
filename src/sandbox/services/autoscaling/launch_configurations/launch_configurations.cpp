/// CreateLaunchConfiguration, DeleteLaunchConfiguration, DescribeLaunchConfigurations.
#include <algorithm>

#include "base/text.h"
#include "base/time_text.h"
#include "sandbox/services/autoscaling/input.h"
#include "sandbox/services/autoscaling/launch_configurations/operations.h"

namespace eni::sandbox::autoscaling_service {
namespace {

constexpr std::size_t kMaxConfigurations = 200;

ApiError not_found(const std::string& name) {
  return aws::validation_error("Launch configuration name not found - Launch configuration " + name +
                               " not found");
}

/// As it is shown: what was not given is empty, and monitoring is on.
json::object document_of(const json::object& input) {
  json::object document{{"KeyName", ""}, {"KernelId", ""}, {"RamdiskId", ""}, {"UserData", ""}};
  document["EbsOptimized"] = false;
  document["SecurityGroups"] = json::array{};
  document["BlockDeviceMappings"] = json::array{};
  document["ClassicLinkVPCSecurityGroups"] = json::array{};
  document["InstanceMonitoring"] = json::object{{"Enabled", true}};
  for (const auto& [name, value] : input) document[name] = value;
  document.erase("LaunchConfigurationName");
  return document;
}

ApiResult<void> check_new(const Call& call, const json::object& input) {
  const std::string name = text_at(input, "LaunchConfigurationName");
  if (groups_of(call).find_launch_configuration(place_of(call), name)) {
    return ApiError{
        "AlreadyExists",
        "Launch Configuration by this name already exists - A launch configuration already exists "
        "with the name " +
            name,
        400};
  }
  for (const std::string_view member : {"ImageId", "InstanceType"}) {
    if (text_at(input, member).empty())
      return aws::validation_error(
          "Valid requests must contain either the InstanceID parameter or both the "
          "ImageId and InstanceType parameters.");
  }
  if (const std::string data = text_at(input, "UserData"); !data.empty() && !base64_decode(data))
    return aws::validation_error("Invalid BASE64 encoding of user data.");
  if (groups_of(call).launch_configurations(place_of(call)).size() >= kMaxConfigurations)
    return ApiError{"LimitExceeded", "The maximum number of launch configurations has been reached.", 400};
  return {};
}

json::object value_of(const LaunchConfiguration& configuration) {
  json::object value = configuration.document;
  value["LaunchConfigurationName"] = configuration.name;
  value["LaunchConfigurationARN"] = configuration.arn;
  value["CreatedTime"] = iso8601_millis(time_of(configuration.created));
  return value;
}

}  // namespace

ApiResult<Reply> create_launch_configuration(Call& call) {
  const json::object input = typed_input(call, "CreateLaunchConfiguration");
  ENI_CHECK(check_new(call, input));
  const std::string name = text_at(input, "LaunchConfigurationName");
  groups_of(call).insert_launch_configuration(
      {call.account().value, call.region.value, name,
       call.arn("autoscaling",
                "launchConfiguration:" + call.random().uuid() + ":launchConfigurationName/" + name),
       millis(call.now()), document_of(input)});
  return empty_reply();
}

ApiResult<Reply> delete_launch_configuration(Call& call) {
  const std::string name = call.params.text_or("LaunchConfigurationName", "");
  if (!groups_of(call).find_launch_configuration(place_of(call), name)) return not_found(name);
  for (const AutoScalingGroup& group : groups_of(call).list(place_of(call), "", -1)) {
    if (text_at(group.document, "LaunchConfigurationName") != name) continue;
    return ApiError{"ResourceInUse",
                    "Cannot delete launch configuration " + name +
                        " because it is attached to AutoScalingGroup " + group.name,
                    400};
  }
  groups_of(call).remove_launch_configuration(place_of(call), name);
  return empty_reply();
}

ApiResult<Reply> describe_launch_configurations(Call& call) {
  const json::object input = typed_input(call, "DescribeLaunchConfigurations");
  const auto names = texts_at(input, "LaunchConfigurationNames");
  auto configurations = groups_of(call).launch_configurations(place_of(call));
  std::erase_if(configurations, [&](const LaunchConfiguration& configuration) {
    return !names.empty() && std::ranges::find(names, configuration.name) == names.end();
  });
  std::vector<std::string> keys;
  json::array values;
  for (const LaunchConfiguration& configuration : configurations) {
    keys.push_back(configuration.name);
    values.push_back(value_of(configuration));
  }
  ENI_TRY(const Page page, page_of(call, keys, 50));
  return page_reply("LaunchConfigurations",
                    json::array(values.begin() + page.begin, values.begin() + page.end), page.next_token);
}

}  // namespace eni::sandbox::autoscaling_service
