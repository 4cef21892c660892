#include <algorithm>

#include "base/text.h"
#include "sandbox/gateway/pagination.h"
#include "sandbox/services/ec2/interfaces/interfaces.h"
#include "sandbox/services/ec2/interfaces/operations.h"
#include "sandbox/services/ec2/pages.h"
#include "sandbox/services/ec2/parameters.h"

namespace eni::sandbox::ec2_service {
namespace {

using By = Ec2InterfaceRepository::By;

constexpr FilterName kFilters[] = {
    {"addresses.association.owner-id", "privateIpAddressesSet.association.ipOwnerId"},
    {"addresses.association.public-ip", "privateIpAddressesSet.association.publicIp"},
    {"addresses.primary", "privateIpAddressesSet.primary"},
    {"addresses.private-ip-address", "privateIpAddressesSet.privateIpAddress"},
    {"association.allocation-id", "association.allocationId"},
    {"association.association-id", "association.associationId"},
    {"association.ip-owner-id", "association.ipOwnerId"},
    {"association.public-dns-name", "association.publicDnsName"},
    {"association.public-ip", "association.publicIp"},
    {"attachment.attach-time", "attachment.attachTime"},
    {"attachment.attachment-id", "attachment.attachmentId"},
    {"attachment.delete-on-termination", "attachment.deleteOnTermination"},
    {"attachment.device-index", "attachment.deviceIndex"},
    {"attachment.instance-id", "attachment.instanceId"},
    {"attachment.instance-owner-id", "attachment.instanceOwnerId"},
    {"attachment.status", "attachment.status"},
    {"availability-zone", "availabilityZone"},
    {"availability-zone-id", "availabilityZoneId"},
    {"description", "description"},
    {"group-id", "groupSet.groupId"},
    {"group-name", "groupSet.groupName"},
    {"interface-type", "interfaceType"},
    {"ipv6-addresses.ipv6-address", "ipv6AddressesSet.ipv6Address"},
    {"mac-address", "macAddress"},
    {"network-interface-id", "networkInterfaceId"},
    {"owner-id", "ownerId"},
    {"private-dns-name", "privateDnsName"},
    {"private-ip-address", "privateIpAddress"},
    {"requester-id", "requesterId"},
    {"requester-managed", "requesterManaged"},
    {"source-dest-check", "sourceDestCheck"},
    {"status", "status"},
    {"subnet-id", "subnetId"},
    {"vpc-id", "vpcId"},
};

/// Filters with an index: what they ask for is found without looking through all interfaces. First match wins, so the most
/// telling come first.
struct Indexed {
  std::string_view filter;
  By by;
};
constexpr Indexed kIndexed[] = {
    {"private-ip-address", By::kAddress},
    {"addresses.private-ip-address", By::kAddress},
    {"ipv6-addresses.ipv6-address", By::kAddress},
    {"group-id", By::kGroup},
    {"subnet-id", By::kSubnet},
    {"vpc-id", By::kVpc},
};

/// The values of a filter, if all are plain texts; else none.
std::vector<std::string> plain_values(const Call& call, std::string_view name) {
  const json::value* filters = call.params.find("Filter");
  if (!filters || !filters->is_array()) return {};
  for (const json::value& filter : filters->get_array()) {
    const json::value* own_name = find(filter, "Name");
    const json::value* values = find(filter, "Value");
    if (!own_name || as_text(*own_name) != name || !values || !values->is_array()) continue;
    std::vector<std::string> out;
    for (const json::value& value : values->get_array()) {
      out.push_back(as_text(value));
      if (out.back().find_first_of("*?\\") != std::string::npos) return {};
    }
    return out;
  }
  return {};
}

bool is_own(const Call& call, const Ec2Interface& interface) {
  return interface.account == call.account().value && interface.region == call.region.value;
}

/// What the filters may match, found by ids of interfaces, instances or attachments; nothing if they name none.
std::optional<std::vector<Ec2Interface>> few_candidates(const Call& call) {
  auto& interfaces = call.store<Ec2InterfaceRepository>();
  std::vector<Ec2Interface> out;
  const auto add = [&out](std::optional<Ec2Interface> found) {
    if (found) out.push_back(*std::move(found));
  };
  if (const auto ids = plain_values(call, "network-interface-id"); !ids.empty()) {
    for (const std::string& id : ids) add(interfaces.find(id));
  } else if (const auto attachments = plain_values(call, "attachment.attachment-id"); !attachments.empty()) {
    for (const std::string& id : attachments) add(interfaces.find_by_attachment(id));
  } else if (const auto instances = plain_values(call, "attachment.instance-id"); !instances.empty()) {
    for (const std::string& id : instances) {
      for (auto& interface : interfaces.of_instance(id)) out.push_back(std::move(interface));
    }
  } else {
    return std::nullopt;
  }
  std::erase_if(out, [&call](const Ec2Interface& interface) { return !is_own(call, interface); });
  std::sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.number < b.number; });
  const auto same = [](const auto& a, const auto& b) { return a.number == b.number; };
  out.erase(std::unique(out.begin(), out.end(), same), out.end());
  return out;
}

/// Goes through all that may match, in the order of creation, without reading all at once.
class Walk {
 public:
  Walk(const Call& call, std::int64_t after) : call_{call}, after_{after} {
    for (const Indexed& row : kIndexed) {
      const auto values = plain_values(call, row.filter);
      if (values.size() != 1) continue;
      by_ = row.by;
      key_ = values.front();
      return;
    }
  }

  std::optional<Ec2Interface> next() {
    for (;;) {
      if (at_ == chunk_.size()) {
        if (ended_) return std::nullopt;
        fetch();
        continue;
      }
      Ec2Interface& interface = chunk_[at_++];
      if (is_own(call_, interface)) return std::move(interface);
    }
  }

 private:
  static constexpr int kAtOnce = 256;

  void fetch() {
    chunk_ = call_.store<Ec2InterfaceRepository>().list(by_, place_of(call_), key_, after_, kAtOnce);
    at_ = 0;
    ended_ = chunk_.size() < kAtOnce;
    if (!chunk_.empty()) after_ = chunk_.back().number;
  }

  const Call& call_;
  std::int64_t after_;
  By by_ = By::kPlace;
  std::string key_;
  std::vector<Ec2Interface> chunk_;
  std::size_t at_ = 0;
  bool ended_ = false;
};

/// The interface's number that the token names, so that a page goes on though interfaces went. @error  InvalidNextToken
ApiResult<std::int64_t> read_token(const Call& call) {
  const std::string token = call.params.text_or("NextToken", "");
  const auto text = read_page_token(token);
  const auto number = text && !text->empty() ? parse_integer(*text) : std::optional<long long>{0};
  if (!text || !number) return ApiError{"InvalidNextToken", "The token '" + token + "' is invalid"};
  return *number;
}

ApiResult<Reply> page(const Call& call) {
  ENI_TRY(const auto filters, Filters::read(call, kFilters));
  ENI_TRY(const auto max_results, call.params.integer("MaxResults", 5, 1000));
  ENI_TRY(const auto after, read_token(call));
  json::object reply;
  json::array items;
  std::int64_t last = 0;
  const auto limit = static_cast<std::size_t>(max_results.value_or(0));
  /// @return  whether there is room for more
  const auto take = [&](const Ec2Interface& interface) {
    json::object item = interface_item(call, interface);
    if (!filters.match(item)) return true;
    if (limit != 0 && items.size() == limit) {
      reply["nextToken"] = page_token(std::to_string(last));
      return false;
    }
    items.emplace_back(std::move(item));
    last = interface.number;
    return true;
  };
  if (const auto few = few_candidates(call)) {
    for (const Ec2Interface& interface : *few) {
      if (interface.number > after && !take(interface)) break;
    }
  } else {
    Walk walk{call, after};
    for (auto interface = walk.next(); interface && take(*interface);) interface = walk.next();
  }
  ENI_CHECK(filters.check_work());
  reply["networkInterfaceSet"] = std::move(items);
  return Reply{std::move(reply)};
}

}  // namespace

ApiResult<Reply> describe_network_interfaces(Call& call) {
  ENI_TRY(const auto ids, call.params.texts("NetworkInterfaceId"));
  if (ids.empty()) return page(call);
  std::vector<json::object> items;
  for (const std::string& id : ids) {
    ENI_TRY(const auto interface, own_interface(call, id));
    items.push_back(interface_item(call, interface));
  }
  return describe(call, std::move(items), "networkInterfaceSet", "networkInterfaceId", kFilters);
}

}  // namespace eni::sandbox::ec2_service
