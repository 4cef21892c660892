/// Source of resources: Service Authorization Reference, "Actions, resources, and condition keys for AWS Cloud Map".
#include "sandbox/services/servicediscovery/operations.h"

#include "sandbox/services/servicediscovery/input.h"
#include "sandbox/services/servicediscovery/service.h"

namespace eni::sandbox::service_discovery {
namespace {

constexpr std::string_view kAtOnce =
    "what is asked for is there at once; with --pace aws its operation is PENDING for AWS's time";
constexpr std::string_view kPrivate =
    "there is no Route 53: the VPC's resolver answers its names to tasks that really run";
constexpr std::string_view kHealthChecks = "health checks of Route 53's are refused by name";
constexpr std::string_view kAttributes =
    "AWS_EC2_INSTANCE_ID is refused by name; an alias (AWS_ALIAS_DNS_NAME) has the addresses of a load "
    "balancer of the "
    "sandbox, which has to run";

const Operation kOperations[] = {
    // wire name, resource checked, run, reads, options
    {"CreateHttpNamespace",
     new_namespace_access,
     create_http_namespace,
     "Name CreatorRequestId Description Tags",
     {.differences = kAtOnce}},
    {"CreatePrivateDnsNamespace",
     new_namespace_access,
     create_private_dns_namespace,
     "Name CreatorRequestId Description Vpc Tags Properties",
     {.differences = kPrivate}},
    {"GetNamespace", namespace_access, get_namespace, "Id"},
    {"ListNamespaces", any_resource, list_namespaces, "NextToken MaxResults Filters"},
    {"UpdateHttpNamespace",
     namespace_access,
     update_http_namespace,
     "Id UpdaterRequestId Namespace",
     {.differences = kAtOnce}},
    {"UpdatePrivateDnsNamespace",
     namespace_access,
     update_private_dns_namespace,
     "Id UpdaterRequestId Namespace",
     {.differences = kAtOnce}},
    {"DeleteNamespace", namespace_access, delete_namespace, "Id", {.differences = kAtOnce}},

    {"CreateService",
     new_service_access,
     create_service,
     "Name NamespaceId CreatorRequestId Description DnsConfig HealthCheckCustomConfig Tags Type",
     {.differences = kHealthChecks}},
    {"GetService", service_access, get_service, "Id"},
    {"ListServices", any_resource, list_services, "NextToken MaxResults Filters"},
    {"UpdateService",
     service_access,
     update_service,
     "Id Service{Description DnsConfig}",
     {.differences = kHealthChecks}},
    {"DeleteService", service_access, delete_service, "Id"},

    {"RegisterInstance",
     service_of_instance_access,
     register_instance,
     "ServiceId InstanceId CreatorRequestId Attributes",
     {.differences = kAttributes}},
    {"DeregisterInstance",
     service_of_instance_access,
     deregister_instance,
     "ServiceId InstanceId",
     {.differences = kAtOnce}},
    {"GetInstance", service_of_instance_access, get_instance, "ServiceId InstanceId"},
    {"ListInstances", service_of_instance_access, list_instances, "ServiceId NextToken MaxResults"},
    {"GetInstancesHealthStatus", service_of_instance_access, get_instances_health_status,
     "ServiceId Instances NextToken MaxResults"},
    {"UpdateInstanceCustomHealthStatus", service_of_instance_access, update_instance_custom_health_status,
     "ServiceId InstanceId Status"},

    {"DiscoverInstances", discovery_access, discover_instances,
     "NamespaceName ServiceName MaxResults QueryParameters OptionalParameters HealthStatus"},
    {"DiscoverInstancesRevision", discovery_access, discover_instances_revision, "NamespaceName ServiceName"},

    {"GetOperation",
     any_resource,
     get_operation,
     "OperationId",
     {.differences = "operations are known for a day"}},
    {"ListOperations",
     any_resource,
     list_operations,
     "NextToken MaxResults Filters",
     {.differences = "operations are known for a day"}},

    {"ListTagsForResource", tagged_access, list_tags_for_resource, "ResourceARN"},
    {"TagResource", tagged_access, tag_resource, "ResourceARN Tags"},
    {"UntagResource", tagged_access, untag_resource, "ResourceARN TagKeys"},
};

}  // namespace

const Service kService = {
    .name = "servicediscovery",
    .title = "AWS Cloud Map",
    .protocol = Protocol::kJson11,
    .version = "2017-03-14",
    .xml_namespace = {},
    .target_prefix = "Route53AutoNaming_v20170314",
    .operations = kOperations,
    .constraint_code = "InvalidInput",
    .unsupported_code = "InvalidInput",
};

}  // namespace eni::sandbox::service_discovery
