#include "sandbox/services/ec2/routing/network_acls.h"

#include <algorithm>

namespace eni::sandbox::ec2_service {
namespace {

constexpr int kFirstRule = 100;
constexpr int kLastRule = 32767;  ///< shown as *: what no other rule takes is denied

json::object entry(int number, std::string_view action, bool is_egress) {
  return {{"ruleNumber", number},
          {"protocol", "-1"},
          {"ruleAction", action},
          {"egress", is_egress},
          {"cidrBlock", "0.0.0.0/0"}};
}

json::array& associations(Ec2Resource& acl) { return acl.document.at("associationSet").as_array(); }

}  // namespace

Ec2Resource make_default_acl(const Call& call, const std::string& vpc) {
  const std::string id = new_id(call, "acl-");
  json::array entries;
  for (const bool is_egress : {true, false}) {
    entries.emplace_back(entry(kFirstRule, "allow", is_egress));
    entries.emplace_back(entry(kLastRule, "deny", is_egress));
  }
  json::object document{{"networkAclId", id},
                        {"vpcId", vpc},
                        {"ownerId", call.account().value},
                        {"default", true},
                        {"entrySet", std::move(entries)},
                        {"associationSet", json::array{}}};
  return make(call, "network-acl", id, vpc, std::move(document));
}

void add_to_default_acl(const Call& call, std::string_view vpc, const std::string& subnet) {
  for (Ec2Resource& acl : call.store<Ec2Repository>().list_in(vpc, "network-acl")) {
    if (!acl.document.at("default").as_bool()) continue;
    associations(acl).push_back(json::object{{"networkAclAssociationId", new_id(call, "aclassoc-")},
                                             {"networkAclId", acl.id},
                                             {"subnetId", subnet}});
    save(call, acl);
    return;
  }
}

void remove_from_acls(const Call& call, std::string_view vpc, std::string_view subnet) {
  for (Ec2Resource& acl : call.store<Ec2Repository>().list_in(vpc, "network-acl")) {
    json::array& set = associations(acl);
    const auto found = std::find_if(set.begin(), set.end(), [subnet](const json::value& association) {
      return as_text(association.at("subnetId")) == subnet;
    });
    if (found == set.end()) continue;
    set.erase(found);
    save(call, acl);
  }
}

}  // namespace eni::sandbox::ec2_service
