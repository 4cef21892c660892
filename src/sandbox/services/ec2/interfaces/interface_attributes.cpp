/// ModifyNetworkInterfaceAttribute, ResetNetworkInterfaceAttribute, DescribeNetworkInterfaceAttribute.
#include "sandbox/services/ec2/errors.h"
#include "sandbox/services/ec2/interfaces/interfaces.h"
#include "sandbox/services/ec2/interfaces/operations.h"
#include "sandbox/services/ec2/parameters.h"
#include "sandbox/services/ec2/security_groups/groups.h"

namespace eni::sandbox::ec2_service {
namespace {

ApiResult<void> change_attachment(const json::object& given, Ec2Interface& interface) {
  const Params attachment{given};
  const std::string id = attachment.text_or("AttachmentId", "");
  if (id.empty() || id != interface.attachment)
    return ApiError{"InvalidAttachmentID.NotFound", "The attachment '" + id + "' does not exist."};
  ENI_TRY(const auto goes, attachment.boolean("DeleteOnTermination"));
  if (goes) interface.document.at("attachment").as_object()["deleteOnTermination"] = *goes;
  return {};
}

/// @return  how many attributes the call gives
ApiResult<int> change(const Call& call, Ec2Interface& interface) {
  int given = 0;
  if (const json::object* description = call.params.object("Description")) {
    interface.document["description"] = text_at(*description, "Value");
    ++given;
  }
  ENI_TRY(const auto source_dest_check, attribute_value(call, "SourceDestCheck"));
  if (source_dest_check) {
    interface.document["sourceDestCheck"] = *source_dest_check;
    ++given;
  }
  if (const json::object* attachment = call.params.object("Attachment")) {
    ENI_CHECK(change_attachment(*attachment, interface));
    ++given;
  }
  ENI_TRY(const auto groups, call.params.texts("SecurityGroupId"));
  if (!groups.empty()) {
    ENI_TRY(auto set, group_set(call, interface.vpc, groups));
    change_groups(call, interface, std::move(set));
    ++given;
  }
  return given;
}

}  // namespace

ApiResult<Reply> modify_network_interface_attribute(Call& call) {
  ENI_TRY(const auto id, required_parameter(call, "NetworkInterfaceId"));
  ENI_TRY(auto interface, changeable_interface(call, id));
  ENI_TRY(const int given, change(call, interface));
  if (given == 0) return missing_parameter("attribute");
  if (given > 1) return invalid_parameter_combination("Fields for multiple attribute types specified");
  save(call, interface);
  publish_change(call, interface);
  return Reply{json::object{{"return", true}}};
}

ApiResult<Reply> reset_network_interface_attribute(Call& call) {
  ENI_TRY(const auto id, required_parameter(call, "NetworkInterfaceId"));
  ENI_TRY(auto interface, changeable_interface(call, id));
  interface.document["sourceDestCheck"] = true;
  save(call, interface);
  publish_change(call, interface);
  return Reply{json::object{{"return", true}}};
}

ApiResult<Reply> describe_network_interface_attribute(Call& call) {
  ENI_TRY(const auto id, required_parameter(call, "NetworkInterfaceId"));
  ENI_TRY(const auto attribute, required_parameter(call, "Attribute"));
  ENI_TRY(const auto interface, own_interface(call, id));
  json::object reply{{"networkInterfaceId", id}};
  const json::object& document = interface.document;
  if (attribute == "description" || attribute == "sourceDestCheck") {
    reply[attribute] = json::object{{"value", document.at(attribute)}};
  } else if (attribute == "groupSet") {
    reply[attribute] = document.at("groupSet");
  } else if (attribute == "attachment") {
    if (const json::value* attachment = find(document, "attachment")) reply[attribute] = *attachment;
  } else {
    return invalid_parameter_value("Value (" + attribute +
                                   ") for parameter attribute is invalid. Unknown attribute.");
  }
  return Reply{std::move(reply)};
}

}  // namespace eni::sandbox::ec2_service
