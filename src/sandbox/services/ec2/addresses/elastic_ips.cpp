#include "sandbox/services/ec2/addresses/elastic_ips.h"

#include "sandbox/services/ec2/addresses/public_addresses.h"
#include "sandbox/services/ec2/interfaces/addresses.h"
#include "sandbox/services/ec2/vpcs/vpcs.h"

namespace eni::sandbox::ec2_service {
namespace {

constexpr std::string_view kAssociationMembers[] = {
    "associationId",    "networkInterfaceId", "networkInterfaceOwnerId",
    "privateIpAddress", "instanceId",         "subnetId"};

}  // namespace

std::string association_of(const Ec2Resource& address) { return text_at(address.document, "associationId"); }

void record_association(const Call& call, Ec2Resource& address, Ec2Interface& interface,
                        const std::string& private_address) {
  if (private_address == primary_address(interface)) drop_public_address(call, interface);
  const std::string association = new_id(call, "eipassoc-");
  const std::string public_ip = as_text(address.document.at("publicIp"));
  json::object shown{{"publicIp", public_ip},
                     {"ipOwnerId", address.account},
                     {"allocationId", address.id},
                     {"associationId", association}};
  const auto vpc = call.store<Ec2Repository>().find(interface.vpc);
  if (vpc && has_dns_hostnames(*vpc)) shown["publicDnsName"] = public_dns_name_of(call, public_ip);
  set_association(interface, private_address, std::move(shown));
  save(call, interface);
  publish_change(call, interface);

  json::object& document = address.document;
  document["associationId"] = association;
  document["networkInterfaceId"] = interface.id;
  document["networkInterfaceOwnerId"] = interface.account;
  document["privateIpAddress"] = private_address;
  document["subnetId"] = interface.subnet;
  if (!interface.instance.empty()) document["instanceId"] = interface.instance;
  address.scope = interface.id;  // by which the interface finds it
  save(call, address);
}

void clear_association(const Call& call, Ec2Resource& address) {
  if (auto interface = call.store<Ec2InterfaceRepository>().find(address.scope)) {
    set_association(*interface, as_text(address.document.at("privateIpAddress")), nullptr);
    save(call, *interface);
    publish_change(call, *interface);
  }
  for (const std::string_view member : kAssociationMembers) address.document.erase(member);
  address.scope.clear();
  save(call, address);
}

void clear_associations_of(const Call& call, std::string_view interface_id) {
  for (Ec2Resource& address : call.store<Ec2Repository>().list_in(interface_id, "elastic-ip"))
    clear_association(call, address);
}

bool has_internet_gateway(const Call& call, std::string_view vpc) {
  return !call.store<Ec2Repository>().list_in(vpc, "internet-gateway").empty();
}

}  // namespace eni::sandbox::ec2_service
