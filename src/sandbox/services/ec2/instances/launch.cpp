#include "sandbox/services/ec2/instances/launch.h"

#include <algorithm>

#include "base/text.h"
#include "sandbox/gateway/gateway.h"
#include "sandbox/gateway/member_paths.h"
#include "sandbox/services/ec2/errors.h"
#include "sandbox/services/ec2/instances/devices.h"
#include "sandbox/services/ec2/instances/instance.h"
#include "sandbox/services/ec2/launch_templates/launch_data.h"
#include "sandbox/services/ec2/launch_templates/templates.h"
#include "sandbox/services/ec2/resources.h"

namespace eni::sandbox::ec2_service {
namespace {

constexpr std::size_t kMaxUserDataBytes = 16 * 1024;
constexpr long long kMaxInstances = 10'000;
constexpr std::string_view kResolve = "resolve:ssm:";

ApiResult<void> read_counts(const Call& call, Launch& launch) {
  for (const std::string_view name : {"MinCount", "MaxCount"})
    if (!call.params.has(name)) return missing_parameter(name);
  const auto min = call.params.integer("MinCount", 1, kMaxInstances);
  const auto max = call.params.integer("MaxCount", 1, kMaxInstances);
  if (min.has_error() || max.has_error()) {
    return invalid_parameter_value("Invalid value for minCount or maxCount: it must be between 1 and " +
                                   std::to_string(kMaxInstances));
  }
  launch.min = **min;
  launch.max = **max;
  if (launch.min > launch.max) {
    return invalid_parameter_value("Invalid value '" + std::to_string(launch.min) +
                                   "' for minCount. It must not exceed maxCount");
  }
  return {};
}

ApiResult<json::object> shown_data(const Call& call, const json::object& data) {
  ENI_TRY(auto shown, shown_launch_data(data));
  for (const auto& [name, shown_name] :
       {std::pair{"SubnetId", "subnetId"}, {"PrivateIpAddress", "privateIpAddress"}}) {
    if (const auto text = call.params.text(name)) shown[shown_name] = *text;
  }
  ENI_TRY(const auto ipv6_count, call.params.integer("Ipv6AddressCount", 0, 100));
  if (ipv6_count) shown["ipv6AddressCount"] = *ipv6_count;
  ENI_TRY(const auto addresses, call.params.objects("Ipv6Address"));
  json::array list;
  for (const json::object& address : addresses)
    list.push_back(json::object{{"ipv6Address", text_at(address, "Ipv6Address")}});
  if (!list.empty()) shown["ipv6AddressesSet"] = std::move(list);
  return shown;
}

/// The values of enumerations that a wrong word would silently miss.
ApiResult<void> check_words(const json::object& shown) {
  struct Row {
    std::string_view structure;  ///< "" for the launch itself
    std::string_view member;
    std::vector<std::string_view> words;
  };
  static const Row rows[] = {
      {"", "instanceInitiatedShutdownBehavior", {"stop", "terminate"}},
      {"privateDnsNameOptions", "hostnameType", {"ip-name", "resource-name"}},
      {"metadataOptions", "httpTokens", {"optional", "required"}},
      {"metadataOptions", "httpEndpoint", {"enabled", "disabled"}},
      {"creditSpecification", "cpuCredits", {"standard", "unlimited"}},
      {"placement", "tenancy", {"default"}},
  };
  for (const Row& row : rows) {
    const json::value* holder = row.structure.empty() ? nullptr : find(shown, row.structure);
    const json::object* object = row.structure.empty() ? &shown : holder ? holder->if_object() : nullptr;
    const auto text = object ? find_string(*object, row.member) : std::nullopt;
    if (text && std::find(row.words.begin(), row.words.end(), *text) == row.words.end()) {
      return invalid_parameter_value("Value (" + *text + ") for parameter " + std::string(row.member) +
                                     " is invalid.");
    }
  }
  return {};
}

ApiError cannot_be_resolved(const std::string& parameter, const std::string& why) {
  return invalid_parameter_value("The parameter '" + parameter + "' of " + std::string(kResolve) +
                                 " cannot be resolved: " + why);
}

/// The id in a parameter of Parameter Store. The caller needs ssm:GetParameters, which is what EC2 asks and what the
/// service-linked role of Auto Scaling has.
Task<ApiResult<std::string>> resolve_image(Call& call, std::string parameter) {
  json::object params{{"Names", json::array{json::value(parameter)}}};
  const ApiResult<Reply> reply =
      co_await call.env.gateway.call(call.principal, call.region, "ssm", "GetParameters", std::move(params));
  if (!reply) {
    const ApiError refused = reply.error();
    co_return cannot_be_resolved(parameter, refused.code + " " + refused.message);
  }
  const json::array& found = array_at(reply->value, "Parameters");
  if (found.empty()) co_return cannot_be_resolved(parameter, "ParameterNotFound");
  co_return text_at(found[0], "Value");
}

ApiResult<void> check_key_pair(const Call& call, const json::object& shown) {
  const auto name = find_string(shown, "keyName");
  if (!name) return {};
  const auto pairs = call.store<Ec2Repository>().list({call.account().value, call.region.value}, "key-pair");
  const bool known = std::any_of(pairs.begin(), pairs.end(), [&name](const Ec2Resource& pair) {
    return find_string(pair.document, "keyName") == name;
  });
  if (known) return {};
  return ApiError{"InvalidKeyPair.NotFound", "The key pair '" + *name + "' does not exist"};
}

/// What needs nobody else.
ApiResult<void> look_up(const Call& call, Launch& launch) {
  const std::string region = call.region.value;
  ENI_CHECK(check_form(kind_of("image"), launch.image_id));
  launch.image = machine_images::find_image(region, launch.image_id);
  if (!launch.image)
    return ApiError{"InvalidAMIID.NotFound", "The image id '[" + launch.image_id + "]' does not exist"};
  ENI_TRY(launch.type,
          find_type(find_string(launch.shown, "instanceType").value_or(std::string(kDefaultType))));
  ENI_CHECK(check_architecture(*launch.type, *launch.image));
  ENI_CHECK(check_key_pair(call, launch.shown));
  ENI_CHECK(check_words(launch.shown));
  ENI_CHECK(check_devices(launch));
  if (const auto data = find_string(launch.shown, "userData")) ENI_CHECK(check_user_data(*data));
  ENI_TRY(launch.network, plan_network(call, launch.shown, *launch.type));
  return {};
}

/// Tags of the launch and its template; ec2:CreateTags is asked if there are any.
ApiResult<TagsByType> launch_tags(const Call& call, const json::object& data) {
  const Params params{data};
  ENI_TRY(const auto specifications, params.objects("TagSpecification"));
  ENI_TRY(auto tags, read_tags(call.principal, specifications, {kInstance, "volume", "network-interface"}));
  ENI_CHECK(may_tag_on_creation(call, "RunInstances", tags));
  return tags;
}

}  // namespace

ApiResult<json::object> launch_parameters(const Call& call) {
  static const MemberPaths kOfTemplates{kLaunchData};
  json::object data;
  for (const auto& member : call.params.all())
    if (kOfTemplates.find(member.key())) data[member.key()] = member.value();
  const json::object* specification = call.params.object("LaunchTemplate");
  if (!specification) return data;
  ENI_TRY(const auto beneath, launch_data_of(call, *specification));
  return merge_launch_data(std::move(data), beneath);
}

ApiResult<const trunking::InstanceType*> find_type(std::string_view name) {
  const trunking::InstanceType* type = trunking::find_instance_type(name);
  if (!type) return invalid_parameter_value("Invalid value '" + std::string(name) + "' for InstanceType.");
  return type;
}

ApiResult<void> check_architecture(const trunking::InstanceType& type,
                                   const machine_images::MachineImage& image) {
  const auto architectures = architectures_of(type);
  const bool fits = architectures.empty() || std::find(architectures.begin(), architectures.end(),
                                                       image.architecture) != architectures.end();
  if (fits) return {};
  return invalid_parameter_value(
      "The architecture '" + replace_all(type.architectures, "|", ",") +
      "' of the specified instance type does not match the architecture '" + std::string(image.architecture) +
      "' of the specified AMI. Specify an instance type and an AMI that have matching architectures, and try "
      "again. You can use 'describe-instance-types' or 'describe-images' to discover the architecture of the "
      "instance type or AMI.");
}

ApiResult<void> check_user_data(std::string_view base64) {
  const auto bytes = base64_decode(base64);
  if (!bytes) return ApiError{"InvalidUserData.Malformed", "Invalid BASE64 encoding of user data."};
  if (bytes->size() > kMaxUserDataBytes)
    return invalid_parameter_value("User data is limited to 16384 bytes");
  return {};
}

Task<ApiResult<Launch>> read_launch(Call& call) {
  Launch launch;
  ENI_CO_CHECK(read_counts(call, launch));
  ENI_CO_TRY(const auto data, launch_parameters(call));
  ENI_CO_TRY(launch.shown, shown_data(call, data));
  ENI_CO_TRY(launch.tags, launch_tags(call, data));
  launch.image_id = text_at(launch.shown, "imageId");
  if (launch.image_id.empty()) co_return missing_parameter("ImageId");
  if (launch.image_id.starts_with(kResolve)) {
    const std::string parameter = launch.image_id.substr(kResolve.size());
    ENI_CO_TRY(launch.image_id, co_await resolve_image(call, parameter));
  }
  ENI_CO_CHECK(look_up(call, launch));
  const json::value* profile = find(data, "IamInstanceProfile");
  if (profile && profile->is_object()) {
    json::object specification = profile->get_object();
    ENI_CO_TRY(launch.profile, co_await resolve_profile(call, std::move(specification)));
  }
  co_return launch;
}

}  // namespace eni::sandbox::ec2_service
