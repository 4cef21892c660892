#include "sandbox/hosts/metadata/tree.h"

#include <optional>
#include <set>
#include <vector>

#include "aws/partition.h"
#include "base/text.h"
#include "sandbox/hosts/ec2_records.h"
#include "trunking/instance_limits.h"

namespace eni::sandbox::hosts::metadata {
namespace {

/// One member of each entry, a line each.
std::string lines_of(const json::array& entries, std::string_view member) {
  std::vector<std::string> lines;
  for (const json::value& entry : entries) lines.push_back(text_at(entry, member));
  return join(lines, "\n");
}

class Builder {
 public:
  Builder(Store& store, const Machine& machine) : store_{store}, machine_{machine} {}

  Tree run(bool shows_tags) {
    const auto instance = find_instance(store_, machine_.instance_id);
    if (!instance) return {};
    const json::object& document = instance->document;
    add_identity(document);
    add_placement(document);
    add_names(document);
    add_volumes(document);
    add_interfaces();
    add_key(*instance);
    if (shows_tags)
      for (const auto& [key, value] : instance_tags(store_, machine_.instance_id))
        put("tags/instance/" + key, value);
    tree_["dynamic/instance-identity/document"] = identity_document(document);
    if (!machine_.user_data.empty()) tree_["user-data"] = machine_.user_data;
    return std::move(tree_);
  }

 private:
  void put(const std::string& path, std::string value) { tree_["meta-data/" + path] = std::move(value); }
  /// Leaves without a value are not there.
  void put_if(const std::string& path, std::string value) {
    if (!value.empty()) put(path, std::move(value));
  }

  void add_identity(const json::object& document) {
    put("ami-id", machine_.image_id);
    put("ami-launch-index", scalar_text_at(document, "amiLaunchIndex"));
    put("ami-manifest-path", "(unknown)");
    put("events/maintenance/history", "[]");
    put("events/maintenance/scheduled", "[]");
    put("instance-action", "none");
    put("instance-id", machine_.instance_id);
    put("instance-life-cycle", text_at(document, "instanceLifecycle") == "spot" ? "spot" : "on-demand");
    put("instance-type", text_at(document, "instanceType"));
    put("profile", "default-hvm");
    put("reservation-id", text_at(document, "_reservation"));
    put("services/domain", std::string(aws::partition_of(machine_.region).dns_suffix));
    put("services/partition", std::string(aws::partition_of(machine_.region).name));
    // The document says xen of all types, as DescribeInstances does.
    const auto* type = trunking::find_instance_type(text_at(document, "instanceType"));
    if (type && type->hypervisor == "nitro") put("system", "nitro");
  }

  void add_placement(const json::object& document) {
    put("placement/availability-zone", machine_.zone);
    put_if("placement/availability-zone-id", text_at(object_at(document, "placement"), "availabilityZoneId"));
    put_if("placement/group-name", text_at(object_at(document, "placement"), "groupName"));
    put("placement/region", machine_.region.value);
  }

  void add_names(const json::object& document) {
    const std::string name = text_at(document, "privateDnsName");
    put_if("hostname", name);
    put_if("local-hostname", name);
    put("local-ipv4", machine_.private_ip);
    put_if("public-hostname", text_at(document, "dnsName"));
    put_if("public-ipv4", text_at(document, "ipAddress"));
  }

  void add_volumes(const json::object& document) {
    const std::string root = text_at(document, "rootDeviceName");
    put("block-device-mapping/ami", replace_all(root, "/dev/", ""));
    put("block-device-mapping/root", root);
  }

  void add_interfaces() {
    const auto interfaces = interfaces_of_instance(store_, machine_.instance_id);
    for (const InterfaceRecord& interface : interfaces) add_interface(interface);
    if (interfaces.empty()) return;
    const json::object& primary = interfaces.front().document;
    put("mac", text_at(primary, "macAddress"));
    put("security-groups", lines_of(array_at(primary, "groupSet"), "groupName"));
  }

  void add_interface(const InterfaceRecord& interface) {
    const json::object& document = interface.document;
    const std::string mac = text_at(document, "macAddress");
    const std::string folder = "network/interfaces/macs/" + mac + "/";
    put(folder + "device-number", std::to_string(interface.device_index));
    put(folder + "interface-id", interface.id);
    put(folder + "mac", mac);
    put(folder + "owner-id", interface.account);
    put(folder + "subnet-id", interface.subnet);
    put(folder + "vpc-id", interface.vpc);
    put_if(folder + "local-hostname", text_at(document, "privateDnsName"));
    put_if(folder + "local-ipv4s", lines_of(array_at(document, "privateIpAddressesSet"), "privateIpAddress"));
    put_if(folder + "ipv6s", lines_of(array_at(document, "ipv6AddressesSet"), "ipv6Address"));
    put(folder + "security-group-ids", lines_of(array_at(document, "groupSet"), "groupId"));
    put(folder + "security-groups", lines_of(array_at(document, "groupSet"), "groupName"));
    const std::string public_ip = text_at(object_at(document, "association"), "publicIp");
    put_if(folder + "public-ipv4s", public_ip);
    put_if(folder + "public-hostname", text_at(object_at(document, "association"), "publicDnsName"));
    if (!public_ip.empty())
      put(folder + "ipv4-associations/" + public_ip, text_at(document, "privateIpAddress"));
    add_blocks(folder, "subnet", interface.subnet);
    add_blocks(folder, "vpc", interface.vpc);
  }

  void add_blocks(const std::string& folder, const std::string& what, const std::string& id) {
    const json::object document = network_document(store_, id);
    const std::string block = text_at(document, "cidrBlock");
    put_if(folder + what + "-ipv4-cidr-block", block);
    if (what != "vpc") return;
    const std::string all = lines_of(array_at(document, "cidrBlockAssociationSet"), "cidrBlock");
    put_if(folder + "vpc-ipv4-cidr-blocks", all.empty() ? block : all);
  }

  void add_key(const InstanceRecord& instance) {
    const std::string name = text_at(instance.document, "keyName");
    if (name.empty()) return;
    if (const auto key = public_key(store_, instance, name))
      put("public-keys/0/openssh-key", *key + " " + name + "\n");
  }

  /// With AWS's blanks: scripts look for `"region" : "`.
  std::string identity_document(const json::object& document) const {
    const auto line = [](std::string_view name, const std::string& value) {
      return "  \"" + std::string(name) +
             "\" : " + (value.empty() ? "null" : json::serialize(json::value(value)));
    };
    const std::vector<std::string> lines{line("accountId", machine_.account.value),
                                         line("architecture", text_at(document, "architecture")),
                                         line("availabilityZone", machine_.zone),
                                         line("billingProducts", {}),
                                         line("devpayProductCodes", {}),
                                         line("marketplaceProductCodes", {}),
                                         line("imageId", machine_.image_id),
                                         line("instanceId", machine_.instance_id),
                                         line("instanceType", text_at(document, "instanceType")),
                                         line("kernelId", {}),
                                         line("pendingTime", pending_time(document)),
                                         line("privateIp", machine_.private_ip),
                                         line("ramdiskId", {}),
                                         line("region", machine_.region.value),
                                         line("version", "2017-09-30")};
    return "{\n" + join(lines, ",\n") + "\n}";
  }

  /// In whole seconds.
  static std::string pending_time(const json::object& document) {
    const std::string launched = text_at(document, "launchTime");
    const auto dot = launched.find('.');
    return dot == std::string::npos ? launched : launched.substr(0, dot) + "Z";
  }

  Store& store_;
  const Machine& machine_;
  Tree tree_;
};

}  // namespace

Tree tree_of(Store& store, const Machine& machine, bool shows_tags) {
  return Builder{store, machine}.run(shows_tags);
}

std::optional<std::string> listing(const Tree& tree, std::string_view folder) {
  const std::string prefix = folder.empty() ? "" : std::string(folder) + "/";
  std::vector<std::string> names;
  for (auto leaf = tree.lower_bound(prefix); leaf != tree.end() && leaf->first.starts_with(prefix); ++leaf) {
    const std::string_view rest = std::string_view(leaf->first).substr(prefix.size());
    const auto slash = rest.find('/');
    std::string name(slash == std::string_view::npos ? rest : rest.substr(0, slash + 1));
    if (names.empty() || names.back() != name) names.push_back(std::move(name));
  }
  if (names.empty()) return std::nullopt;
  return join(names, "\n");
}

}  // namespace eni::sandbox::hosts::metadata
