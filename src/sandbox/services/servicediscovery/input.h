#pragma once
/// What Cloud Map's operations have in common: the namespace, service or instance that a call names, by id or ARN, and how errors are
/// told.
#include "sandbox/gateway/operation.h"
#include "sandbox/store/service_discovery_repository.h"

namespace eni::sandbox::service_discovery {

ServiceDiscoveryRepository& repository(const Call& call);

/// arn:aws:servicediscovery:REGION:ACCOUNT:namespace/ns-…
std::string namespace_arn(const NamedDocument& row, const Call& call);
std::string service_arn(const NamedDocument& row, const Call& call);

Access namespace_access(const Call& call);            ///< of Id
Access new_namespace_access(const Call& call);        ///< "*", with the call's tags
Access new_service_access(const Call& call);          ///< the namespace that the service will be in
Access service_access(const Call& call);              ///< of Id
Access service_of_instance_access(const Call& call);  ///< of ServiceId, with servicediscovery:ServiceArn
Access discovery_access(const Call& call);  ///< "*", with servicediscovery:NamespaceName and ServiceName
Access tagged_access(const Call& call);     ///< ResourceARN

/// "ns-", "srv-" and 16 small letters and digits.
std::string new_id(const Call& call, std::string_view prefix);
/// The id at the end of what may be an ARN.
std::string id_of(std::string_view id_or_arn);

ApiError invalid_input(std::string message);
/// The sandbox does not have it. @param what  "records of the type CNAME"
ApiError unsupported(const std::string& what);

/// @error  NamespaceNotFound
ApiResult<NamedDocument> find_namespace(const Call& call, const std::string& id);
/// @error  ServiceNotFound
ApiResult<NamedDocument> find_service(const Call& call, const std::string& id);
/// The one of ServiceId and InstanceId. @error  ServiceNotFound, InstanceNotFound
ApiResult<NamedDocument> required_instance(const Call& call);

std::vector<NamedDocument> instances_of(const Call& call, const std::string& service_id);
/// The part of an instance's name that its caller chose.
std::string instance_id(const NamedDocument& row);
/// Whether health is what callers say of the service's instances.
bool has_custom_health(const NamedDocument& service);
/// "HEALTHY", "UNHEALTHY", or "UNKNOWN" where nobody says.
std::string health_of(const NamedDocument& instance);
/// Counts what has changed of its instances.
void add_revision(const Call& call, NamedDocument service);

/// What tells a retried request from another one that has the same CreatorRequestId.
std::string request_text(const Call& call);
/// CreatorRequestId, or one of our own.
std::string creator_request_id(const Call& call);
/// @error  TooManyTagsException
ApiResult<json::array> read_tags(const Call& call, const json::array& before, const std::string& arn);

/// The reply {`list`: those of `rows` on this page as `shown`, NextToken?}, which are in the order of names.
/// @error  InvalidInput for a token of none of ours
ApiResult<Reply> page_of(const Call& call, const std::vector<NamedDocument>& rows, std::string_view list,
                         json::object (*shown)(const Call&, const NamedDocument&));
/// At most what MaxResults says. @error  the same
struct Page {
  std::vector<NamedDocument> rows;
  std::string next_token;  ///< "" if it is the last
};
ApiResult<Page> read_page(const Call& call, const std::vector<NamedDocument>& rows);

}  // namespace eni::sandbox::service_discovery
