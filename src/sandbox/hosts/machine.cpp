#include "sandbox/hosts/machine.h"

#include "base/text.h"
#include "sandbox/hosts/ec2_records.h"

namespace eni::sandbox::hosts {

MachineFacts Machine::facts() const {
  const bool is_older = image->os == "Amazon Linux 2";
  MachineFacts facts;
  facts.region = region.value;
  facts.zone = zone;
  facts.instance_id = instance_id;
  facts.instance_type = std::string(type->instance_type);
  facts.image_id = image_id;
  facts.private_ip = private_ip;
  facts.private_dns_name = private_dns_name;
  facts.http_tokens = http_tokens;
  facts.http_endpoint = http_endpoint;
  facts.cloud_init = is_older ? CloudInit::k19 : CloudInit::k22;
  facts.aws_cli = is_older ? AwsCli::k1 : AwsCli::k2;
  facts.has_agent = has_agent();
  return facts;
}

std::optional<Machine> find_machine(Store& store, std::string_view instance_id) {
  const auto instance = find_instance(store, instance_id);
  if (!instance) return std::nullopt;
  const json::object& document = instance->document;
  Machine machine;
  machine.instance_id = instance->id;
  machine.account = instance->account;
  machine.region = instance->region;
  machine.state = text_at(object_at(document, "instanceState"), "name");
  machine.launch_time = text_at(document, "launchTime");
  machine.zone = text_at(object_at(document, "placement"), "availabilityZone");
  machine.image_id = text_at(document, "imageId");
  machine.private_dns_name = text_at(document, "privateDnsName");
  if (text_at(object_at(document, "metadataOptions"), "httpTokens") == "required")
    machine.http_tokens = HttpTokens::kRequired;
  if (text_at(object_at(document, "metadataOptions"), "httpEndpoint") == "disabled")
    machine.http_endpoint = HttpEndpoint::kDisabled;
  machine.profile_arn = text_at(object_at(document, "iamInstanceProfile"), "arn");
  machine.user_data = base64_decode(text_at(document, "_userData")).value_or("");
  machine.image = machine_images::find_image(instance->region.value, machine.image_id);
  machine.type = trunking::find_instance_type(text_at(document, "instanceType"));
  const auto interfaces = interfaces_of_instance(store, instance_id);
  if (!interfaces.empty()) machine.private_ip = text_at(interfaces.front().document, "privateIpAddress");
  if (!machine.image || !machine.type) return std::nullopt;
  return machine;
}

}  // namespace eni::sandbox::hosts
