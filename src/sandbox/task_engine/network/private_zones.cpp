#include "sandbox/task_engine/network/private_zones.h"

#include <algorithm>
#include <iterator>
#include <optional>

#include "base/text.h"
#include "sandbox/store/service_discovery_repository.h"

namespace eni::sandbox::task_engine {

namespace {

using endpoints::NameLookup;
using endpoints::NameRecord;
using endpoints::RecordType;
using Rows = ServiceDiscoveryRepository;

/// Of a multivalue answer.
constexpr std::size_t kMaxRecords = 8;

/// Of an alias of a load balancer, whatever the service's records say.
constexpr std::chrono::seconds kAliasTtl{60};

constexpr std::pair<std::string_view, RecordType> kTypes[] = {{"A", RecordType::kA},
                                                              {"AAAA", RecordType::kAaaa},
                                                              {"SRV", RecordType::kSrv},
                                                              {"CNAME", RecordType::kCname}};

struct Zone {
  std::string domain;
  std::string account;
  std::string region;
  std::string namespace_id;
};

/// The innermost zone of the VPC that has the name.
std::optional<Zone> zone_of(Rows& rows, const std::string& vpc, const std::string& name) {
  std::optional<Zone> found;
  const std::string prefix = Rows::zone_key(vpc, "");
  for (const NamedDocument& row : Rows::with_prefix(rows.zones, "", "", prefix)) {
    const std::string domain = row.name.substr(prefix.size());
    const bool has_name = name == domain || name.ends_with("." + domain);
    if (!has_name || (found && found->domain.size() > domain.size())) continue;
    found = Zone{domain, text_at(row.document, "Account"), text_at(row.document, "Region"),
                 text_at(row.document, "Id")};
  }
  return found;
}

struct Question {
  const std::string& name;
  RecordType type;
  const AddressesOfLoadBalancer& addresses;
};

/// A service, or one instance of it.
struct Named {
  NamedDocument service;
  std::string instance;  ///< "": all
};

std::optional<NamedDocument> service_named(Rows& rows, const Zone& zone, const std::string& name) {
  const auto found =
      rows.service_names.find(zone.account, zone.region, Rows::service_key(zone.namespace_id, name));
  if (!found) return std::nullopt;
  auto service = rows.services.find(zone.account, zone.region, text_at(found->document, "Id"));
  // Others are for API calls alone.
  if (!service || !service->document.contains("DnsConfig")) return std::nullopt;
  return service;
}

/// @param name  without the zone's: "web", "a", "INSTANCE.web"
std::optional<Named> find_named(Rows& rows, const Zone& zone, const std::string& name) {
  if (auto service = service_named(rows, zone, name)) return Named{*std::move(service), ""};
  for (std::size_t dot = name.find('.'); dot != std::string::npos; dot = name.find('.', dot + 1)) {
    if (auto service = service_named(rows, zone, name.substr(dot + 1)))
      return Named{*std::move(service), name.substr(0, dot)};
  }
  return std::nullopt;
}

std::string id_of(const NamedDocument& instance) { return instance.name.substr(instance.name.find('/') + 1); }

/// The record of the type that the service says its instances have.
const json::object* record_of(const NamedDocument& service, RecordType type) {
  for (const json::value& record : array_at(object_at(service.document, "DnsConfig"), "DnsRecords"))
    for (const auto& [name, number] : kTypes)
      if (number == type && text_at(record, "Type") == name) return &record.as_object();
  return nullptr;
}

std::optional<endpoints::RecordData> value_of(const json::object& attributes, RecordType type) {
  if (type == RecordType::kA) {
    if (const auto address = vpc::parse_ipv4(text_at(attributes, "AWS_INSTANCE_IPV4"))) return *address;
  } else if (type == RecordType::kAaaa) {
    if (const auto address = vpc::parse_ipv6(text_at(attributes, "AWS_INSTANCE_IPV6"))) return *address;
  } else if (type == RecordType::kCname) {
    if (auto name = find_string(attributes, "AWS_INSTANCE_CNAME"))
      return endpoints::CanonicalName{*std::move(name)};
  }
  return std::nullopt;
}

std::optional<endpoints::RecordData> data_of(const NamedDocument& instance, RecordType type,
                                             const std::string& name) {
  const json::object& attributes = object_at(instance.document, "Attributes");
  if (type != RecordType::kSrv) return value_of(attributes, type);
  const auto port = parse_integer(text_at(attributes, "AWS_INSTANCE_PORT"));
  if (!port) return std::nullopt;
  return endpoints::ServiceRecord{1, 1, static_cast<std::uint16_t>(*port), id_of(instance) + "." + name};
}

/// Those that are answered with, in any order: the healthy ones, or all if none is.
void choose(std::vector<NamedDocument>& instances, const NamedDocument& service, Random& random) {
  const auto is_unhealthy = [](const NamedDocument& one) {
    return text_at(one.document, "Health") == "UNHEALTHY";
  };
  if (!std::ranges::all_of(instances, is_unhealthy)) std::erase_if(instances, is_unhealthy);
  for (std::size_t left = instances.size(); left > 1; --left)
    std::swap(instances[left - 1], instances[random.next() % left]);
  const bool is_weighted = text_at(object_at(service.document, "DnsConfig"), "RoutingPolicy") == "WEIGHTED";
  const std::size_t max = is_weighted ? 1 : kMaxRecords;
  if (instances.size() > max) instances.resize(max);
}

/// Consoles write "dualstack." before the names of load balancers.
std::string load_balancer_of(const std::string& alias) {
  constexpr std::string_view kDualStack = "dualstack.";
  const std::string name = to_lower(alias);
  return name.starts_with(kDualStack) ? name.substr(kDualStack.size()) : name;
}

std::chrono::seconds ttl_of(const json::object& record) {
  return std::chrono::seconds{integer_at(record, "TTL")};
}

/// What an instance adds to the answer.
std::vector<NameRecord> records_of(const NamedDocument& instance, const json::object& record, RecordType type,
                                   const Question& question) {
  const std::string alias = text_at(object_at(instance.document, "Attributes"), "AWS_ALIAS_DNS_NAME");
  std::vector<NameRecord> records;
  if (alias.empty()) {
    if (auto data = data_of(instance, type, question.name))
      records.push_back({*std::move(data), ttl_of(record)});
  } else if (type == RecordType::kA) {
    for (const vpc::Ipv4 address : question.addresses(load_balancer_of(alias)))
      records.push_back({address, kAliasTtl});
  }
  return records;
}

NameLookup records_of_service(const NamedDocument& service, std::vector<NamedDocument> instances,
                              const Question& question, Random& random) {
  if (instances.empty()) return {NameLookup::Outcome::kNoSuchName, {}};
  NameLookup lookup{NameLookup::Outcome::kExists, {}};
  // Who has another name has no other records.
  const json::object* other_name = record_of(service, RecordType::kCname);
  const RecordType type = other_name != nullptr ? RecordType::kCname : question.type;
  const json::object* record = other_name != nullptr ? other_name : record_of(service, type);
  if (record == nullptr) return lookup;
  choose(instances, service, random);
  for (const NamedDocument& instance : instances)
    std::ranges::move(records_of(instance, *record, type, question), std::back_inserter(lookup.records));
  return lookup;
}

/// What SRV records point to: a name that only their services' instances have.
NameLookup records_of_instance(const NamedDocument& service, const std::vector<NamedDocument>& instances,
                               RecordType type, const std::string& id) {
  const json::object* record = record_of(service, RecordType::kSrv);
  const auto found = std::ranges::find_if(
      instances, [&id](const NamedDocument& instance) { return to_lower(id_of(instance)) == id; });
  if (record == nullptr || found == instances.end()) return {NameLookup::Outcome::kNoSuchName, {}};
  NameLookup lookup{NameLookup::Outcome::kExists, {}};
  if (auto data = value_of(object_at(found->document, "Attributes"), type))
    lookup.records.push_back({*std::move(data), ttl_of(*record)});
  return lookup;
}

}  // namespace

NameLookup find_in_private_zones(Store& store, Random& random, const std::string& vpc,
                                 const std::string& name, RecordType type,
                                 const AddressesOfLoadBalancer& addresses) {
  auto& rows = store.get<Rows>();
  const auto zone = zone_of(rows, vpc, name);
  if (!zone) return {};
  if (name == zone->domain) return {NameLookup::Outcome::kExists, {}};
  const auto named = find_named(rows, *zone, name.substr(0, name.size() - zone->domain.size() - 1));
  if (!named) return {NameLookup::Outcome::kNoSuchName, {}};
  auto instances = Rows::with_prefix(rows.instances, zone->account, zone->region,
                                     Rows::instance_key(named->service.name, ""));
  if (!named->instance.empty()) return records_of_instance(named->service, instances, type, named->instance);
  return records_of_service(named->service, std::move(instances), {name, type, addresses}, random);
}

}  // namespace eni::sandbox::task_engine
