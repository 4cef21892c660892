#include "sandbox/services/ec2/routing/network_acls.h"

#include <algorithm>
#include <utility>

#include "sandbox/services/ec2/vpcs/vpcs.h"

namespace eni::sandbox::ec2_service {
namespace {

constexpr std::string_view kAll4 = "0.0.0.0/0";
constexpr std::string_view kAll6 = "::/0";

constexpr int kFirstRule4 = 100;
constexpr int kFirstRule6 = 101;
// Shown as *: what no other rule takes is denied.
constexpr int kLastRule4 = 32767;
constexpr int kLastRule6 = 32768;

json::object entry(int number, std::string_view action, bool is_egress, std::string_view block) {
  return {{"ruleNumber", number},
          {"protocol", "-1"},
          {"ruleAction", action},
          {"egress", is_egress},
          {block == kAll6 ? "ipv6CidrBlock" : "cidrBlock", block}};
}

/// Egress first, then by number.
std::pair<bool, std::int64_t> order_of(const json::value& entry) {
  return {!entry.at("egress").as_bool(), entry.at("ruleNumber").to_number<std::int64_t>()};
}

bool is_as_made(Ec2Resource& acl, bool is_egress) {
  const json::array& entries = acl_entries(acl);
  const auto count = std::count_if(entries.begin(), entries.end(), [is_egress](const json::value& entry) {
    return entry.at("egress").as_bool() == is_egress;
  });
  const auto first = find_acl_entry(acl, kFirstRule4, is_egress);
  return count == 2 && first != acl_entries(acl).end() &&
         first->as_object() == entry(kFirstRule4, "allow", is_egress, kAll4);
}

Ec2Resource make_acl(const Call& call, const std::string& vpc, bool is_default, const Ec2Tags& tags) {
  const std::string id = new_id(call, "acl-");
  json::object document{{"networkAclId", id},
                        {"vpcId", vpc},
                        {"ownerId", call.account().value},
                        {"default", is_default},
                        {"entrySet", json::array{}},
                        {"associationSet", json::array{}}};
  Ec2Resource acl = make(call, "network-acl", id, vpc, std::move(document), tags);
  for (const bool is_egress : {true, false}) {
    if (is_default) insert_acl_entry(acl, entry(kFirstRule4, "allow", is_egress, kAll4));
    insert_acl_entry(acl, entry(kLastRule4, "deny", is_egress, kAll4));
  }
  return acl;
}

}  // namespace

Ec2Resource make_default_acl(const Call& call, const std::string& vpc) {
  Ec2Resource acl = make_acl(call, vpc, true, {});
  save(call, acl);
  return acl;
}

Ec2Resource make_custom_acl(const Call& call, const Ec2Resource& vpc, const Ec2Tags& tags) {
  Ec2Resource acl = make_acl(call, vpc.id, false, tags);
  if (!blocks6_of(vpc).empty()) {
    for (const bool is_egress : {true, false})
      insert_acl_entry(acl, entry(kLastRule6, "deny", is_egress, kAll6));
  }
  save(call, acl);
  return acl;
}

void add_ipv6_entries(const Call& call, std::string_view vpc) {
  for (Ec2Resource& acl : call.store<Ec2Repository>().list_in(vpc, "network-acl")) {
    for (const bool is_egress : {true, false}) {
      if (find_acl_entry(acl, kLastRule6, is_egress) != acl_entries(acl).end()) continue;
      if (is_default_acl(acl) && is_as_made(acl, is_egress))
        insert_acl_entry(acl, entry(kFirstRule6, "allow", is_egress, kAll6));
      insert_acl_entry(acl, entry(kLastRule6, "deny", is_egress, kAll6));
    }
    save(call, acl);
  }
}

void add_to_default_acl(const Call& call, std::string_view vpc, const std::string& subnet) {
  for (Ec2Resource& acl : call.store<Ec2Repository>().list_in(vpc, "network-acl")) {
    if (!is_default_acl(acl)) continue;
    associate_acl(call, acl, subnet);
    return;
  }
}

void remove_from_acls(const Call& call, std::string_view vpc, std::string_view subnet) {
  for (Ec2Resource& acl : call.store<Ec2Repository>().list_in(vpc, "network-acl")) {
    json::array& set = acl_associations(acl);
    const auto found = std::find_if(set.begin(), set.end(), [subnet](const json::value& association) {
      return as_text(association.at("subnetId")) == subnet;
    });
    if (found == set.end()) continue;
    set.erase(found);
    save(call, acl);
  }
}

bool is_default_acl(const Ec2Resource& acl) { return acl.document.at("default").as_bool(); }

json::array& acl_entries(Ec2Resource& acl) { return acl.document.at("entrySet").as_array(); }

json::array& acl_associations(Ec2Resource& acl) { return acl.document.at("associationSet").as_array(); }

std::string associate_acl(const Call& call, Ec2Resource& acl, const std::string& subnet) {
  std::string id = new_id(call, "aclassoc-");
  acl_associations(acl).push_back(
      json::object{{"networkAclAssociationId", id}, {"networkAclId", acl.id}, {"subnetId", subnet}});
  save(call, acl);
  return id;
}

void insert_acl_entry(Ec2Resource& acl, json::object entry) {
  json::value added(std::move(entry));
  json::array& entries = acl_entries(acl);
  const auto* place = std::find_if(entries.begin(), entries.end(), [&added](const json::value& other) {
    return order_of(added) < order_of(other);
  });
  entries.insert(place, std::move(added));
}

json::array::iterator find_acl_entry(Ec2Resource& acl, std::int64_t number, bool is_egress) {
  json::array& entries = acl_entries(acl);
  return std::find_if(entries.begin(), entries.end(), [&](const json::value& entry) {
    return order_of(entry) == std::pair{!is_egress, number};
  });
}

}  // namespace eni::sandbox::ec2_service
