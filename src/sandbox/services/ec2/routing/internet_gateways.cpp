#include "sandbox/services/ec2/routing/internet_gateways.h"

namespace eni::sandbox::ec2_service {

json::array internet_gateway_attachments(const std::string& vpc) {
  json::array attachments;
  if (!vpc.empty()) attachments.push_back(json::object{{"vpcId", vpc}, {"state", "available"}});
  return attachments;
}

Ec2Resource make_internet_gateway(const Call& call, const std::string& vpc, const Ec2Tags& tags) {
  const std::string id = new_id(call, "igw-");
  json::object document{{"internetGatewayId", id},
                        {"ownerId", call.account().value},
                        {"attachmentSet", internet_gateway_attachments(vpc)}};
  return make(call, "internet-gateway", id, vpc, std::move(document), tags);
}

}  // namespace eni::sandbox::ec2_service
