#pragma once
/// AWS Cloud Map's rows. Also read by the VPC's resolver, which answers the names of private namespaces.
#include <string>
#include <string_view>
#include <vector>

#include "sandbox/store/named_documents.h"
#include "sandbox/store/store.h"

namespace eni::sandbox {

struct ServiceDiscoveryRepository final : Repository {
  explicit ServiceDiscoveryRepository(sqlite::Database& database)
      : namespaces{database, "servicediscovery.namespace"},
        namespace_names{database, "servicediscovery.namespace-name"},
        zones{database, "servicediscovery.zone"},
        services{database, "servicediscovery.service"},
        service_names{database, "servicediscovery.service-name"},
        instances{database, "servicediscovery.instance"},
        operations{database, "servicediscovery.operation"} {}

  /// By id. "Name", "Type", "Description", "Properties", "CreatorRequestId", "Tags"; of private ones "Vpc".
  NamedDocuments namespaces;
  /// By the name of API calls (HttpName) in small letters: {"Id"}.
  NamedDocuments namespace_names;
  /// Of no account and region, by zone_key(): {"Account", "Region", "Id"} of the namespace.
  NamedDocuments zones;
  /// By id. "Name", "NamespaceId", "Type", "DnsConfig", "HealthCheckCustomConfig", "Revision", ….
  NamedDocuments services;
  /// By service_key(): {"Id"}.
  NamedDocuments service_names;
  /// By instance_key(). "Attributes", "CreatorRequestId", "OperationId"; "Health" where callers say it.
  NamedDocuments instances;
  /// In the order of time. "Id", "Type", "Targets", "Until", "ErrorCode", "ErrorMessage".
  NamedDocuments operations;

  /// @param domain  in small letters
  static std::string zone_key(std::string_view vpc, std::string_view domain) {
    return std::string(vpc) + "/" + std::string(domain);
  }
  /// @param name  in small letters
  static std::string service_key(std::string_view namespace_id, std::string_view name) {
    return std::string(namespace_id) + "/" + std::string(name);
  }
  static std::string instance_key(std::string_view service_id, std::string_view instance_id) {
    return std::string(service_id) + "/" + std::string(instance_id);
  }

  /// Those whose names begin with `prefix`, in the order of names.
  static std::vector<NamedDocument> with_prefix(NamedDocuments& rows, std::string_view account,
                                                std::string_view region, const std::string& prefix) {
    constexpr std::int64_t kAtOnce = 128;
    std::vector<NamedDocument> found;
    std::string after = prefix;
    for (;;) {
      const auto part = rows.list(account, region, after, kAtOnce);
      for (const NamedDocument& row : part) {
        if (!row.name.starts_with(prefix)) return found;
        found.push_back(row);
      }
      if (part.size() < kAtOnce) return found;
      after = part.back().name;
    }
  }
};

}  // namespace eni::sandbox
