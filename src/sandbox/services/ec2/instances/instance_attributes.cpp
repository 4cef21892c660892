/// DescribeInstanceAttribute, ModifyInstanceAttribute.
#include <algorithm>

#include "base/text.h"
#include "sandbox/services/ec2/errors.h"
#include "sandbox/services/ec2/instances/instance.h"
#include "sandbox/services/ec2/instances/launch.h"
#include "sandbox/services/ec2/instances/network.h"
#include "sandbox/services/ec2/instances/operations.h"
#include "sandbox/services/ec2/parameters.h"

namespace eni::sandbox::ec2_service {
namespace {

/// Attributes that are one value, and where the document has it.
struct Attribute {
  std::string_view name;    ///< of DescribeInstanceAttribute
  std::string_view member;  ///< of the document
  enum class Value : std::uint8_t { kText, kFlag } value = Value::kText;
  std::string_view parameter = {};  ///< of ModifyInstanceAttribute; "" if it cannot be changed
  bool only_stopped = false;
};
using Value = Attribute::Value;

constexpr Attribute kAttributes[] = {
    {"disableApiStop", "_disableApiStop", Value::kFlag, "DisableApiStop"},
    {"disableApiTermination", "_disableApiTermination", Value::kFlag, "DisableApiTermination"},
    {"ebsOptimized", "ebsOptimized", Value::kFlag, "EbsOptimized", true},
    {"enaSupport", "enaSupport", Value::kFlag},
    {"instanceInitiatedShutdownBehavior", "_shutdownBehavior", Value::kText,
     "InstanceInitiatedShutdownBehavior"},
    {"instanceType", "instanceType", Value::kText, "InstanceType", true},
    {"rootDeviceName", "rootDeviceName"},
    {"sourceDestCheck", "sourceDestCheck", Value::kFlag, "SourceDestCheck"},
    {"userData", "_userData", Value::kText, "UserData", true},
};

/// Those that EC2 knows and that say nothing here: always empty.
constexpr std::string_view kEmpty[] = {"kernel", "ramdisk", "sriovNetSupport"};

const Attribute* find_attribute(std::string_view name) {
  const auto* found = std::find_if(std::begin(kAttributes), std::end(kAttributes),
                                   [name](const Attribute& row) { return row.name == name; });
  return found == std::end(kAttributes) ? nullptr : found;
}

ApiError invalid_attribute(const std::string& name) {
  return invalid_parameter_value("Value (" + name +
                                 ") for parameter attribute is invalid. Unknown attribute.");
}

json::object wrapped(json::value value) {
  json::object out;
  out["value"] = std::move(value);
  return out;
}

ApiResult<json::value> read_value(const Attribute& row, const std::string& text) {
  if (row.value == Value::kText) return json::value(text);
  if (iequals(text, "true")) return json::value(true);
  if (iequals(text, "false")) return json::value(false);
  return invalid_parameter_value("Invalid value '" + text + "' for " + std::string(row.name));
}

/// What the instance's other attributes say against a new value.
ApiResult<void> check_value(const Ec2Resource& instance, const Attribute& row, const std::string& text) {
  if (row.only_stopped && state_of(instance) != InstanceState::kStopped) {
    return ApiError{"IncorrectInstanceState",
                    "The instance '" + instance.id + "' is not in the 'stopped' state."};
  }
  if (row.name == "userData") return check_user_data(text);
  if (row.name == "instanceInitiatedShutdownBehavior" && text != "stop" && text != "terminate")
    return invalid_parameter_value("Invalid value '" + text + "' for InstanceInitiatedShutdownBehavior");
  if (row.name != "instanceType") return {};
  ENI_TRY(const auto* type, find_type(text));
  const auto* image = machine_images::find_image(instance.region, as_text(instance.document.at("imageId")));
  return image ? check_architecture(*type, *image) : ApiResult<void>{};
}

ApiResult<void> set_attribute(Ec2Resource& instance, const Attribute& row, const std::string& text) {
  ENI_CHECK(check_value(instance, row, text));
  ENI_TRY(auto value, read_value(row, text));
  instance.document[row.member] = std::move(value);
  return {};
}

/// The text of {"Value": …}, or of the parameter itself.
std::optional<std::string> given_value(const Call& call, std::string_view parameter) {
  const json::object* structure = call.params.object(parameter);
  return structure ? Params{*structure}.text("Value") : call.params.text(parameter);
}

ApiResult<void> change_groups(const Call& call, const Ec2Resource& instance) {
  ENI_TRY(const auto groups, call.params.texts("GroupId"));
  return groups.empty() ? ApiResult<void>{} : set_primary_groups(call, instance.id, groups);
}

/// DeleteOnTermination of volumes that are there.
ApiResult<void> change_devices(const Call& call, Ec2Resource& instance) {
  ENI_TRY(const auto changes, call.params.objects("BlockDeviceMapping"));
  for (const json::object& change : changes) {
    const Params entry{change};
    const std::string device = entry.text_or("DeviceName", "");
    const json::object* ebs = entry.object("Ebs");
    if (!ebs) return unsupported("a BlockDeviceMapping without Ebs");
    ENI_TRY(const auto deleted, Params{*ebs}.boolean("DeleteOnTermination"));
    json::array& devices = instance.document.at("blockDeviceMapping").as_array();
    const auto found = std::find_if(devices.begin(), devices.end(), [&device](const json::value& shown) {
      return as_text(shown.at("deviceName")) == device;
    });
    if (found == devices.end()) return invalid_parameter_value("No device is currently mapped at " + device);
    if (deleted) found->at("ebs").as_object()["deleteOnTermination"] = *deleted;
  }
  return {};
}

}  // namespace

ApiResult<Reply> describe_instance_attribute(Call& call) {
  ENI_TRY(const auto instance, named_instance(call));
  const auto name = call.params.text("Attribute");
  if (!name) return missing_parameter("attribute");
  json::object reply{{"instanceId", instance.id}};
  if (const Attribute* row = find_attribute(*name)) {
    const json::value* value = find(instance.document, row->member);
    const bool is_empty = !value || (value->is_string() && value->get_string().empty());
    reply[*name] = is_empty ? json::object() : wrapped(*value);
  } else if (*name == "groupSet") {
    const json::object item = instance_item(call, instance);
    const json::value* groups = find(item, "groupSet");
    reply["groupSet"] = groups ? *groups : json::value(json::array());
  } else if (*name == "blockDeviceMapping") {
    const json::value* devices = find(instance.document, "blockDeviceMapping");
    reply["blockDeviceMapping"] = devices ? *devices : json::value(json::array());
  } else if (*name == "productCodes") {
    reply["productCodes"] = json::array();
  } else if (std::find(std::begin(kEmpty), std::end(kEmpty), *name) != std::end(kEmpty)) {
    reply[*name] = json::object();
  } else {
    return invalid_attribute(*name);
  }
  return Reply{std::move(reply)};
}

ApiResult<Reply> modify_instance_attribute(Call& call) {
  ENI_TRY(auto instance, named_instance(call));
  if (const auto name = call.params.text("Attribute")) {
    const Attribute* row = find_attribute(*name);
    const auto value = call.params.text("Value");
    if (!row || row->parameter.empty()) return invalid_attribute(*name);
    if (!value) return missing_parameter("value");
    ENI_CHECK(set_attribute(instance, *row, *value));
  }
  for (const Attribute& row : kAttributes) {
    if (row.parameter.empty()) continue;
    if (const auto value = given_value(call, row.parameter)) ENI_CHECK(set_attribute(instance, row, *value));
  }
  if (call.params.text("Attribute") == "sourceDestCheck" || given_value(call, "SourceDestCheck"))
    set_primary_source_check(call, instance.id, flag_at(instance.document, "sourceDestCheck", true));
  ENI_CHECK(change_devices(call, instance));
  ENI_CHECK(change_groups(call, instance));
  call.store<Ec2Repository>().update(instance);
  return Reply{json::object{{"return", true}}};
}

}  // namespace eni::sandbox::ec2_service
