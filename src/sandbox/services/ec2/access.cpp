#include "sandbox/services/ec2/access.h"

#include "sandbox/services/ec2/resources.h"
#include "sandbox/services/ec2/vpcs/subnets.h"
#include "sandbox/store/ec2_interface_repository.h"

namespace eni::sandbox::ec2_service {
namespace {

using Context = std::vector<std::pair<std::string, std::string>>;

/// What authorization needs to know of a resource.
struct Named {
  std::string kind;
  std::string account;
  std::string vpc;
  std::string subnet;
};

std::string vpc_of(const Ec2Resource& resource) {
  if (resource.kind == "vpc") return {};
  return text_at(resource.document, "vpcId");
}

/// Of one that the caller cannot see nothing is known but its kind.
Named look_up(const Call& call, std::string_view id) {
  const Kind* kind = kind_of_id(id);
  Named named{kind ? std::string(kind->name) : "*", call.account().value, {}, {}};
  if (named.kind == "network-interface") {
    const auto interface = call.store<Ec2InterfaceRepository>().find(id);
    if (interface && interface->account == named.account) {
      named.vpc = interface->vpc;
      named.subnet = interface->subnet;
    }
  } else if (const auto subnet = named.kind == "subnet" ? find_subnet(call, id) : std::nullopt) {
    named.account = subnet->account;
    named.vpc = subnet->scope;
  } else if (const auto resource = find_own(call, named.kind, id)) {
    named.vpc = vpc_of(*resource);
    if (named.kind != "subnet") named.subnet = text_at(resource->document, "subnetId");
  }
  return named;
}

Context context_of(const Call& call, const Named& named, std::string_view id) {
  Context context;
  for (const auto& [key, value] : call.store<Ec2Repository>().tags(id)) {
    context.emplace_back("aws:ResourceTag/" + key, value);
    context.emplace_back("ec2:ResourceTag/" + key, value);
  }
  if (!named.vpc.empty()) context.emplace_back("ec2:Vpc", arn_of(call, named.account, "vpc", named.vpc));
  if (!named.subnet.empty())
    context.emplace_back("ec2:Subnet", arn_of(call, named.account, "subnet", named.subnet));
  return context;
}

std::vector<std::string> ids_in(const Call& call, std::string_view parameter) {
  const json::value* value = call.params.find(parameter);
  std::vector<std::string> ids;
  if (value && value->is_array()) {
    for (const json::value& element : value->get_array()) ids.push_back(as_text(element));
  } else if (value && value->is_string()) {
    ids.push_back(as_text(*value));
  }
  return ids;
}

void add_request_tag(Context& context, const json::value& tag) {
  const std::string key = text_at(tag, "Key");
  const std::string value = text_at(tag, "Value");
  context.emplace_back("aws:RequestTag/" + key, value);
  context.emplace_back("aws:TagKeys", key);
}

/// What RAM attaches to a shared resource: the account may use it, as far as its own policies let its users.
std::string sharing_policy(const Call& call) {
  const json::object statement{{"Effect", "Allow"},
                               {"Principal", json::object{{"AWS", call.account().value}}},
                               {"Action", "ec2:*"},
                               {"Resource", "*"}};
  return json::serialize(json::object{{"Version", "2012-10-17"}, {"Statement", json::array{statement}}});
}

/// Policies do not limit these, so nothing need be looked up.
bool is_unlimited(const Principal& principal) {
  return principal.type == PrincipalType::kRoot || principal.type == PrincipalType::kService;
}

}  // namespace

Context request_tags(const Call& call, std::string_view kind) {
  Context context;
  const auto add_all = [&context](const json::value* tags) {
    if (!tags || !tags->is_array()) return;
    for (const json::value& tag : tags->get_array()) add_request_tag(context, tag);
  };
  add_all(call.params.find("Tag"));
  if (const json::value* specifications = call.params.find("TagSpecification");
      specifications && specifications->is_array()) {
    for (const json::value& specification : specifications->get_array()) {
      const json::value* type = find(specification, "ResourceType");
      if (type && as_text(*type) == kind) add_all(find(specification, "Tag"));
    }
  }
  return context;
}

Access access_to(const Call& call, std::initializer_list<std::string_view> named,
                 std::initializer_list<std::string_view> made) {
  Access access;
  if (is_unlimited(call.principal)) return access;
  access.resources.clear();
  access.context.emplace_back("ec2:Region", call.region.value);
  for (const std::string_view parameter : named) {
    for (const std::string& id : ids_in(call, parameter)) {
      const Named resource = look_up(call, id);
      access.resources.push_back(arn_of(call, resource.account, resource.kind, id));
      access.context_of_resource.push_back(context_of(call, resource, id));
      if (resource.account != call.account().value) access.resource_policy = sharing_policy(call);
    }
  }
  for (const std::string_view kind : made) {
    access.resources.push_back(arn_of(call, call.account().value, kind, "*"));
    access.context_of_resource.push_back(request_tags(call, kind));
  }
  if (access.resources.empty()) access.resources.emplace_back("*");
  return access;
}

}  // namespace eni::sandbox::ec2_service
