#include "sandbox/services/ec2/security_groups/rules.h"

#include <algorithm>
#include <map>
#include <tuple>

namespace eni::sandbox::ec2_service {
namespace {

/// Where a kind of peer stands in a rule and in a permission.
struct PeerRow {
  Rule::Peer peer;
  std::string_view rule_member;      ///< "" for groups: referencedGroupInfo
  std::string_view permission_list;  ///< "ipRanges"
  std::string_view permission_member;
};

constexpr PeerRow kPeers[] = {
    {Rule::Peer::kCidr4, "cidrIpv4", "ipRanges", "cidrIp"},
    {Rule::Peer::kCidr6, "cidrIpv6", "ipv6Ranges", "cidrIpv6"},
    {Rule::Peer::kPrefixList, "prefixListId", "prefixListIds", "prefixListId"},
    {Rule::Peer::kGroup, "", "groups", "groupId"},
};

const PeerRow& row_of(Rule::Peer peer) { return kPeers[static_cast<std::size_t>(peer)]; }

json::object document_of(const Call& call, const std::string& id, const std::string& group,
                         const Rule& rule) {
  json::object document{
      {"securityGroupRuleId", id},
      {"groupId", group},
      {"groupOwnerId", call.account().value},
      {"isEgress", rule.direction == Direction::kEgress},
      {"ipProtocol", rule.protocol},
      {"fromPort", rule.from_port},
      {"toPort", rule.to_port},
      {"securityGroupRuleArn", arn_of(call, call.account().value, "security-group-rule", id)}};
  if (rule.peer == Rule::Peer::kGroup) {
    document["referencedGroupInfo"] =
        json::object{{"groupId", rule.peer_value}, {"userId", call.account().value}};
  } else {
    document[row_of(rule.peer).rule_member] = rule.peer_value;
  }
  if (!rule.description.empty()) document["description"] = rule.description;
  return document;
}

json::object permission_without_peers(const Rule& rule) {
  json::object permission{{"ipProtocol", rule.protocol}};
  if (rule.protocol != "-1") {
    permission["fromPort"] = rule.from_port;
    permission["toPort"] = rule.to_port;
  }
  for (const PeerRow& row : kPeers) permission[row.permission_list] = json::array{};
  return permission;
}

void add_peer(json::object& permission, const Rule& rule, const std::string& account) {
  const PeerRow& row = row_of(rule.peer);
  json::object peer{{row.permission_member, rule.peer_value}};
  if (rule.peer == Rule::Peer::kGroup) peer["userId"] = account;
  if (!rule.description.empty()) peer["description"] = rule.description;
  permission.at(row.permission_list).as_array().emplace_back(std::move(peer));
}

/// Routers that enforce the group's rules look at them again.
void publish_change(const Call& call, const std::string& group) {
  Event event{"sandbox.ec2", "Security Group Rules Change", call.account(), call.region, {}, {}};
  event.detail = {{"group-id", group}};
  call.env.publish(std::move(event));
}

}  // namespace

bool Rule::is_same(const Rule& other) const {
  return std::tie(direction, protocol, from_port, to_port, peer, peer_value) ==
         std::tie(other.direction, other.protocol, other.from_port, other.to_port, other.peer,
                  other.peer_value);
}

Rule rule_of(const Ec2Resource& resource) {
  const json::object& document = resource.document;
  Rule rule;
  rule.direction = document.at("isEgress").as_bool() ? Direction::kEgress : Direction::kIngress;
  rule.protocol = as_text(document.at("ipProtocol"));
  rule.from_port = static_cast<int>(integer_at(document, "fromPort"));
  rule.to_port = static_cast<int>(integer_at(document, "toPort"));
  rule.description = text_at(document, "description");
  if (const json::value* group = find(document, "referencedGroupInfo")) {
    rule.peer = Rule::Peer::kGroup;
    rule.peer_value = as_text(group->at("groupId"));
    return rule;
  }
  for (const PeerRow& row : kPeers) {
    if (const auto value = find_string(document, row.rule_member)) {
      rule.peer = row.peer;
      rule.peer_value = *value;
    }
  }
  return rule;
}

Ec2Resource make_rule(const Call& call, const Ec2Resource& group, const Rule& rule, const Ec2Tags& tags) {
  const std::string id = new_id(call, "sgr-");
  publish_change(call, group.id);
  return make(call, "security-group-rule", id, group.id, document_of(call, id, group.id, rule), tags);
}

void change_rule(const Call& call, Ec2Resource& resource, const Rule& rule) {
  resource.document = document_of(call, resource.id, resource.scope, rule);
  save(call, resource);
  publish_change(call, resource.scope);
}

void remove_rule(const Call& call, const Ec2Resource& resource) {
  call.store<Ec2Repository>().remove(resource.id);
  publish_change(call, resource.scope);
}

std::vector<Ec2Resource> rules_of(const Call& call, std::string_view group) {
  return call.store<Ec2Repository>().list_in(group, "security-group-rule");
}

json::array permissions(const Call& call, const std::vector<Ec2Resource>& rules, Direction direction) {
  json::array out;
  std::map<std::tuple<std::string, int, int>, std::size_t> place;
  for (const Ec2Resource& resource : rules) {
    const Rule rule = rule_of(resource);
    if (rule.direction != direction) continue;
    const auto [found, is_new] =
        place.emplace(std::tuple{rule.protocol, rule.from_port, rule.to_port}, out.size());
    if (is_new) out.emplace_back(permission_without_peers(rule));
    add_peer(out[found->second].as_object(), rule, call.account().value);
  }
  return out;
}

std::vector<std::string> groups_that_refer_to(const Call& call, std::string_view group) {
  std::vector<std::string> out;
  for (const Ec2Resource& resource :
       call.store<Ec2Repository>().list(place_of(call), "security-group-rule")) {
    const Rule rule = rule_of(resource);
    const bool refers = rule.peer == Rule::Peer::kGroup && rule.peer_value == group;
    if (refers && std::find(out.begin(), out.end(), resource.scope) == out.end())
      out.push_back(resource.scope);
  }
  return out;
}

}  // namespace eni::sandbox::ec2_service
