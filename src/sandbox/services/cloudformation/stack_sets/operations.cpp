#include "sandbox/services/cloudformation/stack_sets/operations.h"

#include "sandbox/services/cloudformation/stack_sets/set_input.h"

namespace eni::sandbox::cloudformation {
namespace {

constexpr std::string_view kSetDifferences =
    "StackId is refused by name; an automatic deployment's DependsOn, too; operations of ManagedExecution "
    "wait for each other even where they do not conflict";
constexpr std::string_view kInstanceDifferences =
    "accounts have no gate functions; AccountsUrl is refused by name";

constinit const Operation kOperations[] = {
    // wire name, resource checked, run, reads, options
    {"ActivateOrganizationsAccess", any_resource, activate_organizations_access},
    {"CreateStackInstances",
     set_access,
     create_stack_instances,
     "StackSetName Accounts DeploymentTargets{Accounts OrganizationalUnitIds AccountFilterType} Regions "
     "ParameterOverrides OperationPreferences OperationId CallAs",
     {.differences = kInstanceDifferences}},
    {"CreateStackSet",
     set_access,
     create_stack_set,
     "StackSetName Description TemplateBody TemplateURL Parameters Capabilities Tags AdministrationRoleARN "
     "ExecutionRoleName PermissionModel AutoDeployment{Enabled RetainStacksOnAccountRemoval} CallAs "
     "ClientRequestToken ManagedExecution",
     {.differences = kSetDifferences}},
    {"DeactivateOrganizationsAccess", any_resource, deactivate_organizations_access},
    {"DeleteStackInstances",
     set_access,
     delete_stack_instances,
     "StackSetName Accounts DeploymentTargets{Accounts OrganizationalUnitIds AccountFilterType} Regions "
     "OperationPreferences RetainStacks OperationId CallAs",
     {.differences = kInstanceDifferences}},
    {"DeleteStackSet", set_access, delete_stack_set, "StackSetName CallAs"},
    {"DescribeOrganizationsAccess", any_resource, describe_organizations_access, "CallAs"},
    {"DescribeStackInstance", set_access, describe_stack_instance,
     "StackSetName StackInstanceAccount StackInstanceRegion CallAs"},
    {"DescribeStackSet",
     set_access,
     describe_stack_set,
     "StackSetName CallAs",
     {.differences =
          "no drift of stack sets: DetectStackSetDrift is not there, nor is ImportStacksToStackSet"}},
    {"DescribeStackSetOperation", set_access, describe_stack_set_operation,
     "StackSetName OperationId CallAs"},
    {"ListStackInstances", set_access, list_stack_instances,
     "StackSetName NextToken MaxResults Filters StackInstanceAccount StackInstanceRegion CallAs"},
    {"ListStackSetAutoDeploymentTargets", set_access, list_stack_set_auto_deployment_targets,
     "StackSetName NextToken MaxResults CallAs"},
    {"ListStackSetOperationResults",
     set_access,
     list_stack_set_operation_results,
     "StackSetName OperationId NextToken MaxResults CallAs Filters",
     {.differences = "accounts have no gate functions"}},
    {"ListStackSetOperations", set_access, list_stack_set_operations,
     "StackSetName NextToken MaxResults CallAs"},
    {"ListStackSets",
     any_resource,
     list_stack_sets,
     "NextToken MaxResults Status CallAs",
     {.differences = "deleted stack sets are listed for good"}},
    {"StopStackSetOperation", set_access, stop_stack_set_operation, "StackSetName OperationId CallAs"},
    {"UpdateStackInstances",
     set_access,
     update_stack_instances,
     "StackSetName Accounts DeploymentTargets{Accounts OrganizationalUnitIds AccountFilterType} Regions "
     "ParameterOverrides OperationPreferences OperationId CallAs",
     {.differences = kInstanceDifferences}},
    {"UpdateStackSet",
     set_access,
     update_stack_set,
     "StackSetName Description TemplateBody TemplateURL UsePreviousTemplate Parameters Capabilities Tags "
     "OperationPreferences AdministrationRoleARN ExecutionRoleName "
     "DeploymentTargets{Accounts OrganizationalUnitIds AccountFilterType} PermissionModel "
     "AutoDeployment{Enabled RetainStacksOnAccountRemoval} OperationId Accounts Regions CallAs "
     "ManagedExecution",
     {.differences = kSetDifferences}},
};

}  // namespace

constinit const std::span<const Operation> kStackSetOperations{kOperations};

}  // namespace eni::sandbox::cloudformation
