/// AssociateVpcCidrBlock, DisassociateVpcCidrBlock.
#include <algorithm>

#include "sandbox/services/ec2/errors.h"
#include "sandbox/services/ec2/parameters.h"
#include "sandbox/services/ec2/vpcs/operations.h"
#include "sandbox/services/ec2/vpcs/subnets.h"

namespace eni::sandbox::ec2_service {
namespace {

constexpr std::size_t kMaxBlocks4 = 5;

ApiResult<Reply> associate_block6(Call& call, Ec2Resource vpc) {
  if (blocks6_of(vpc).size() >= 5)
    return ApiError{"CidrLimitExceeded",
                    "This network '" + vpc.id + "' has met its maximum number of allowed CIDRs: 5"};
  const json::object association = add_provided_block6(call, vpc);
  return Reply{json::object{{"vpcId", vpc.id}, {"ipv6CidrBlockAssociation", association}}};
}

ApiResult<Reply> associate_block4(Call& call, Ec2Resource vpc, const std::string& text) {
  ENI_TRY(const auto block, read_block4(text, "InvalidVpc.Range"));
  const auto blocks = blocks4_of(vpc);
  if (std::any_of(blocks.begin(), blocks.end(),
                  [&](const vpc::Cidr4& other) { return other.overlaps(block); })) {
    return ApiError{"CidrConflict", "The CIDR '" + text + "' conflicts with another CIDR of the VPC"};
  }
  if (blocks.size() >= kMaxBlocks4)
    return ApiError{"CidrLimitExceeded",
                    "This network '" + vpc.id + "' has met its maximum number of allowed CIDRs: 5"};
  const json::object association{{"associationId", new_id(call, "vpc-cidr-assoc-")},
                                 {"cidrBlock", block.text()},
                                 {"cidrBlockState", json::object{{"state", "associated"}}}};
  vpc.document.at("cidrBlockAssociationSet").as_array().emplace_back(association);
  save(call, vpc);
  return Reply{json::object{{"vpcId", vpc.id}, {"cidrBlockAssociation", association}}};
}

bool is_used(const Call& call, const Ec2Resource& vpc, const json::object& association) {
  const auto block4 = vpc::Cidr4::parse(text_at(association, "cidrBlock"));
  const auto block6 = vpc::Cidr6::parse(text_at(association, "ipv6CidrBlock"));
  for (const Ec2Resource& subnet : subnets_of(call, vpc.id)) {
    if (block4 && block4->contains(*vpc::Cidr4::parse(as_text(subnet.document.at("cidrBlock"))))) return true;
    for (const auto& other : blocks6_of(subnet)) {
      if (block6 && block6->contains(other)) return true;
    }
  }
  return false;
}

struct Named {
  std::string_view set;
  std::string_view reply;
  std::string_view state;
};
constexpr Named kSets[] = {{"cidrBlockAssociationSet", "cidrBlockAssociation", "cidrBlockState"},
                           {"ipv6CidrBlockAssociationSet", "ipv6CidrBlockAssociation", "ipv6CidrBlockState"}};

json::array::iterator find_association(json::array& set, const std::string& id) {
  return std::find_if(set.begin(), set.end(), [&id](const json::value& association) {
    return as_text(association.at("associationId")) == id;
  });
}

/// @error  the VPC's primary block, or one that subnets use
ApiResult<Reply> disassociate(Call& call, Ec2Resource& vpc, const Named& named, json::array::iterator found) {
  json::object association = found->as_object();
  const bool is_primary = find_string(association, "cidrBlock") == as_text(vpc.document.at("cidrBlock"));
  const std::string id = as_text(association.at("associationId"));
  if (is_primary) {
    return ApiError{"OperationNotPermitted",
                    "The vpc CIDR block with association ID " + id +
                        " may not be disassociated. It is the primary IPv4 CIDR block of the VPC"};
  }
  if (is_used(call, vpc, association))
    return ApiError{"DependencyViolation",
                    "The vpc '" + vpc.id + "' has dependencies and cannot be deleted."};
  vpc.document.at(named.set).as_array().erase(found);
  save(call, vpc);
  association[named.state] = json::object{{"state", "disassociating"}};
  return Reply{json::object{{"vpcId", vpc.id}, {named.reply, std::move(association)}}};
}

}  // namespace

ApiResult<Reply> associate_vpc_cidr_block(Call& call) {
  ENI_TRY(const auto id, required_parameter(call, "VpcId"));
  ENI_TRY(auto vpc, own(call, "vpc", id));
  const auto block = call.params.text("CidrBlock");
  ENI_TRY(const auto provided, call.params.boolean("AmazonProvidedIpv6CidrBlock"));
  if (block && provided.value_or(false))
    return invalid_parameter_combination(
        "Only one of 'cidrBlock' and 'amazonProvidedIpv6CidrBlock' may be given");
  if (block) return associate_block4(call, std::move(vpc), *block);
  if (provided.value_or(false)) return associate_block6(call, std::move(vpc));
  return missing_parameter("cidrBlock or amazonProvidedIpv6CidrBlock");
}

ApiResult<Reply> disassociate_vpc_cidr_block(Call& call) {
  ENI_TRY(const auto id, required_parameter(call, "AssociationId"));
  for (Ec2Resource& vpc : call.store<Ec2Repository>().list(place_of(call), "vpc")) {
    for (const Named& named : kSets) {
      json::array& set = vpc.document.at(named.set).as_array();
      const auto found = find_association(set, id);
      if (found != set.end()) return disassociate(call, vpc, named, found);
    }
  }
  return ApiError{"InvalidVpcCidrBlockAssociationID.NotFound",
                  "The vpc CIDR block association ID '" + id + "' does not exist"};
}

}  // namespace eni::sandbox::ec2_service
