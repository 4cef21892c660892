/// Services.
/// Source of resources and condition keys: Service Authorization Reference, "Actions, resources, and condition keys for
/// Amazon Elastic Container Service".
#include "sandbox/services/ecs/services/operations.h"

#include "sandbox/services/ecs/clusters/find_cluster.h"
#include "sandbox/services/ecs/service.h"
#include "sandbox/services/ecs/services/find_service.h"

namespace eni::sandbox::ecs_service {
namespace {

constexpr std::string_view kEc2Only =
    "the launch type EC2 and rolling updates only: Classic Load Balancers, Service Connect, VPC Lattice, "
    "Fargate's capacity providers, capacity providers of daemon services, and other deployment controllers "
    "and strategies are refused by name; deployment alarms add no bake time; zones are rebalanced "
    "where there is room: no instance is launched for it";

constinit const Operation kRows[] = {
    // wire name, resource checked, run, reads, options
    {"CreateService",
     service_change_access,
     create_service,
     "cluster serviceName taskDefinition capacityProviderStrategy{capacityProvider weight base} "
     "loadBalancers{targetGroupArn loadBalancerName containerName "
     "containerPort} serviceRegistries{registryArn port containerName containerPort} "
     "availabilityZoneRebalancing desiredCount clientToken launchType "
     "platformVersion role deploymentConfiguration{deploymentCircuitBreaker maximumPercent "
     "minimumHealthyPercent alarms strategy bakeTimeInMinutes} placementConstraints placementStrategy "
     "networkConfiguration healthCheckGracePeriodSeconds schedulingStrategy deploymentController tags "
     "enableECSManagedTags propagateTags enableExecuteCommand serviceConnectConfiguration{enabled}",
     {.differences = kEc2Only}},
    {"DeleteService", service_access, delete_service, "cluster service force"},
    {"DescribeServiceDeployments", service_deployments_access, describe_service_deployments,
     "serviceDeploymentArns"},
    {"DescribeServiceRevisions",
     service_revisions_access,
     describe_service_revisions,
     "serviceRevisionArns",
     {.differences = "each deployment is a revision"}},
    {"DescribeServices", service_access, describe_services, "cluster services include"},
    {"ListServiceDeployments", service_access, list_service_deployments,
     "cluster service status createdAt nextToken maxResults"},
    {"ListServices", list_in_cluster_access, list_services,
     "cluster nextToken maxResults launchType schedulingStrategy"},
    {"StopServiceDeployment",
     service_deployment_access,
     stop_service_deployment,
     "serviceDeploymentArn stopType",
     {.differences =
          "the stop type ABORT is refused by name; a first deployment has nothing to be rolled back to: "
          "it is ROLLBACK_FAILED; the service's event names the rollback alone"}},
    {"UpdateService",
     service_change_access,
     update_service,
     "cluster service desiredCount taskDefinition capacityProviderStrategy{capacityProvider weight base} "
     "loadBalancers{targetGroupArn loadBalancerName "
     "containerName containerPort} serviceRegistries{registryArn port containerName containerPort} "
     "deploymentConfiguration{deploymentCircuitBreaker "
     "maximumPercent minimumHealthyPercent alarms strategy bakeTimeInMinutes} availabilityZoneRebalancing "
     "networkConfiguration placementConstraints placementStrategy platformVersion forceNewDeployment "
     "healthCheckGracePeriodSeconds deploymentController enableExecuteCommand enableECSManagedTags "
     "propagateTags serviceConnectConfiguration{enabled}",
     {.differences = kEc2Only}},
};

}  // namespace

constinit const std::span<const Operation> kServiceOperations{kRows};

}  // namespace eni::sandbox::ecs_service
