/// Task definitions.
/// Source of resources and condition keys: Service Authorization Reference, "Actions, resources, and condition keys for
/// Amazon Elastic Container Service".
#include "sandbox/services/ecs/task_definitions/operations.h"

#include "sandbox/gateway/tag_condition_keys.h"
#include "sandbox/services/ecs/condition_keys.h"
#include "sandbox/services/ecs/input.h"
#include "sandbox/services/ecs/service.h"
#include "sandbox/services/ecs/tags/tags.h"
#include "sandbox/services/ecs/task_definitions/find_task_definition.h"

namespace eni::sandbox::ecs_service {
namespace {

Access registered_access(const Call& call) {
  Access access;
  append_request_tags(access.context, call);
  add_task_definition_keys(access, call);
  return access;
}

Access deleted_access(const Call& call) {
  std::vector<std::string> definitions;
  for (const std::string& name : texts_at(call.params.all(), "taskDefinitions"))
    definitions.push_back(task_definition_resource(call, name));
  return access_to(call, definitions);
}

constinit const Operation kRows[] = {
    // wire name, resource checked, run, reads, options
    {"DeleteTaskDefinitions",
     deleted_access,
     delete_task_definitions,
     "taskDefinitions",
     {.differences = "deleted revisions stay describable as DELETE_IN_PROGRESS"}},
    {"DeregisterTaskDefinition", any_resource, deregister_task_definition, "taskDefinition"},
    {"DescribeTaskDefinition", any_resource, describe_task_definition, "taskDefinition include"},
    {"ListTaskDefinitionFamilies", any_resource, list_task_definition_families,
     "familyPrefix status nextToken maxResults"},
    {"ListTaskDefinitions", any_resource, list_task_definitions,
     "familyPrefix status sort nextToken maxResults"},
    {"RegisterTaskDefinition",
     registered_access,
     register_task_definition,
     "family taskRoleArn executionRoleArn networkMode volumes placementConstraints requiresCompatibilities "
     "cpu memory tags pidMode ipcMode proxyConfiguration ephemeralStorage runtimePlatform "
     "enableFaultInjection containerDefinitions{name image repositoryCredentials cpu memory "
     "memoryReservation links portMappings essential restartPolicy entryPoint command environment "
     "environmentFiles mountPoints volumesFrom linuxParameters secrets dependsOn startTimeout stopTimeout "
     "versionConsistency hostname user workingDirectory disableNetworking privileged readonlyRootFilesystem "
     "dnsServers dnsSearchDomains extraHosts dockerSecurityOptions interactive pseudoTerminal dockerLabels "
     "ulimits logConfiguration healthCheck systemControls firelensConfiguration credentialSpecs}",
     {.differences =
          "GPUs, inference accelerators and MANAGED_INSTANCES are refused by name; parameters that only "
          "containers "
          "feel are kept and shown, and barely checked; roles need not exist; that tasks are placed by their "
          "runtimePlatform is inferred; AWS's wording of rarer refusals is not known"}},
};

}  // namespace

constinit const std::span<const Operation> kTaskDefinitionOperations{kRows};

}  // namespace eni::sandbox::ecs_service
