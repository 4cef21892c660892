#include "sandbox/services/cloudformation/operations.h"

#include "sandbox/gateway/background_work.h"
#include "sandbox/gateway/gateway.h"
#include "sandbox/services/cloudformation/calls/wait_signals.h"
#include "sandbox/services/cloudformation/engine/stack_engine.h"
#include "sandbox/services/cloudformation/operations/input.h"
#include "sandbox/services/cloudformation/operations/own_violation.h"
#include "sandbox/services/cloudformation/service.h"
#include "sandbox/services/cloudformation/stack_sets/operations.h"
#include "sandbox/services/cloudformation/stack_sets/stack_set_engine.h"

namespace eni::sandbox::cloudformation {
namespace {

constexpr std::string_view kStackDifferences =
    "topics of NotificationARNs are published to as the deployer; MonitoringTimeInMinutes is one look at "
    "--pace instant; "
    "DeploymentConfig's Mode "
    "makes no "
    "difference; "
    "resources get "
    "the stack's tags, not aws:cloudformation:*";
constexpr std::string_view kChangeSetDifferences =
    "complete (or failed) when the call returns; topics of NotificationARNs are published to as the "
    "deployer; REVERT_DRIFT "
    "is refused by name; imported are types whose Ref identifies them and that an operation reads; "
    "ImportExistingResources imports nothing; DeploymentConfig's Mode makes no difference; names as the "
    "CLI's deploy makes "
    "them, by the second, may come twice";

constexpr std::string_view kDriftDifferences =
    "compared is what a resource's operations take and its service shows, without tags; types that no "
    "operation reads are not "
    "checked";

constinit const Operation kOperations[] = {
    // wire name, resource checked, run, reads, options
    {"CancelUpdateStack", stack_access, cancel_update_stack, "StackName ClientRequestToken"},
    {"ContinueUpdateRollback", stack_access, continue_update_rollback,
     "StackName RoleARN ResourcesToSkip ClientRequestToken"},
    {"CreateChangeSet",
     stack_access,
     create_change_set,
     "StackName TemplateBody TemplateURL UsePreviousTemplate Parameters Capabilities ResourceTypes RoleARN "
     "Tags ChangeSetName ClientToken Description ChangeSetType IncludeNestedStacks OnStackFailure "
     "ImportExistingResources NotificationARNs RollbackConfiguration ResourcesToImport",
     {.differences = kChangeSetDifferences}},
    {"CreateStack",
     stack_access,
     create_stack,
     "StackName TemplateBody TemplateURL Parameters DisableRollback TimeoutInMinutes Capabilities "
     "ResourceTypes RoleARN OnFailure Tags NotificationARNs RollbackConfiguration StackPolicyBody "
     "StackPolicyURL "
     "ClientRequestToken EnableTerminationProtection "
     "RetainExceptOnCreate",
     {.differences = kStackDifferences}},
    {"DeleteChangeSet", change_set_access, delete_change_set, "ChangeSetName StackName"},
    {"DeleteStack",
     stack_access,
     delete_stack,
     "StackName RetainResources RoleARN ClientRequestToken DeletionMode",
     {.differences = "FORCE_DELETE_STACK is refused by name"}},
    {"DescribeAccountLimits",
     any_resource,
     describe_account_limits,
     {},
     {.ignores = "NextToken", .differences = "the documented defaults; the sandbox enforces none of them"}},
    {"DescribeChangeSet",
     change_set_access,
     describe_change_set,
     "ChangeSetName StackName NextToken IncludePropertyValues",
     {.differences =
          "IncludePropertyValues shows BeforeContext and AfterContext, not the values of each detail"}},
    {"DescribeStackDriftDetectionStatus",
     any_resource,
     describe_stack_drift_detection_status,
     "StackDriftDetectionId",
     {.differences = "detection is over when the call that began it returns"}},
    {"DescribeStackEvents", stack_access, describe_stack_events, "StackName NextToken"},
    {"DescribeStackResource", stack_access, describe_stack_resource, "StackName LogicalResourceId"},
    {"DescribeStackResourceDrifts", stack_access, describe_stack_resource_drifts,
     "StackName StackResourceDriftStatusFilters NextToken MaxResults"},
    {"DescribeStackResources", stack_access, describe_stack_resources,
     "StackName LogicalResourceId PhysicalResourceId"},
    {"DescribeStacks", stack_access, describe_stacks, "StackName NextToken"},
    {"DetectStackDrift",
     stack_access,
     detect_stack_drift,
     "StackName LogicalResourceIds",
     {.differences = kDriftDifferences}},
    {"DetectStackResourceDrift",
     stack_access,
     detect_stack_resource_drift,
     "StackName LogicalResourceId",
     {.differences = kDriftDifferences}},
    {"ExecuteChangeSet",
     change_set_access,
     execute_change_set,
     "ChangeSetName StackName ClientRequestToken DisableRollback RetainExceptOnCreate",
     {.differences = "answers when the stack has come to its end, at the latest after two seconds"}},
    {"GetStackPolicy", stack_access, get_stack_policy, "StackName"},
    {"GetTemplate", stack_access, get_template, "StackName ChangeSetName TemplateStage"},
    {"GetTemplateSummary",
     stack_access,
     get_template_summary,
     "TemplateBody TemplateURL StackName TemplateSummaryConfig",
     {.differences = "ResourceIdentifierSummaries are of types that the sandbox imports"}},
    {"ListChangeSets", stack_access, list_change_sets, "StackName NextToken"},
    {"ListExports", any_resource, list_exports, "NextToken"},
    {"ListImports", any_resource, list_imports, "ExportName NextToken"},
    {"ListStackResources", stack_access, list_stack_resources, "StackName NextToken"},
    {"ListStacks",
     any_resource,
     list_stacks,
     "NextToken StackStatusFilter",
     {.differences = "deleted stacks are listed for good"}},
    {"RollbackStack", stack_access, rollback_stack,
     "StackName RoleARN ClientRequestToken RetainExceptOnCreate"},
    {"SetStackPolicy", stack_access, set_stack_policy, "StackName StackPolicyBody StackPolicyURL"},
    {"SignalResource", stack_access, signal_resource, "StackName LogicalResourceId UniqueId Status"},
    {"UpdateStack",
     stack_access,
     update_stack,
     "StackName TemplateBody TemplateURL UsePreviousTemplate Parameters Capabilities ResourceTypes RoleARN "
     "Tags DisableRollback NotificationARNs RollbackConfiguration StackPolicyBody StackPolicyURL "
     "StackPolicyDuringUpdateBody "
     "StackPolicyDuringUpdateURL ClientRequestToken RetainExceptOnCreate",
     {.differences = kStackDifferences}},
    {"UpdateTerminationProtection", stack_access, update_termination_protection,
     "EnableTerminationProtection StackName"},
    {"ValidateTemplate", any_resource, validate_template, "TemplateBody TemplateURL"},
};

/// What is put at a presigned URL.
using Take = net::Response (*)(StackEngine&, const net::Request&);

net::Response take_answer(StackEngine& engine, const net::Request& request) {
  return engine.responses().serve(request);
}

net::Response take_signal(StackEngine& engine, const net::Request& request) {
  return take_wait_signal(engine.parts(), request);
}

/// A function says only once how it went. So while the store fails, its answer waits here, and the function for ours.
Task<void> serve_patiently(Environment& env, Take take, net::Request request,
                           std::shared_ptr<net::Responder> responder) {
  for (RetryPause pause;;) {
    std::exception_ptr thrown;
    try {
      responder->send(take(env.component<StackEngine>(), request));
      co_return;
    } catch (...) {
      thrown = std::current_exception();
    }
    const Duration wait = pause.next(thrown, env.random);
    log_failure(env.log, "answer at a presigned URL", thrown, wait, pause.failures());
    if (!pause.may_pass(thrown)) {
      net::Response failed;
      failed.status = 500;
      responder->send(std::move(failed));
      co_return;
    }
    co_await sleep_for(env.scheduler, wait);
  }
}

void add_pages(Gateway& gateway, std::string_view path, Take take) {
  for (const std::string_view method : {"PUT", "POST", "GET", "HEAD", "DELETE"}) {
    gateway.add_page(
        {method, path,
         [take](Environment& env, net::Request request, std::shared_ptr<net::Responder> responder) {
           env.gateway.spawn(serve_patiently(env, take, std::move(request), std::move(responder)));
         }});
  }
}

std::unique_ptr<Component> make_engine(Environment& environment) {
  add_pages(environment.gateway, kResponsePath, take_answer);
  add_pages(environment.gateway, kWaitPath, take_signal);
  // A service's row makes one component; this is its second.
  environment.components.emplace(typeid(StackSetEngine), std::make_unique<StackSetEngine>(environment));
  return std::make_unique<StackEngine>(
      environment.scheduler, environment.random, environment.log, environment.store,
      std::make_unique<GatewayCaller>(environment.gateway), environment.settings);
}

const std::vector<Operation>& all_operations() {
  static const std::vector<Operation> rows = operations_of({kOperations, kStackSetOperations});
  return rows;
}

}  // namespace

const Service kService{
    .name = "cloudformation",
    .title = "AWS CloudFormation",
    .protocol = Protocol::kQuery,
    .version = "2010-05-15",
    .xml_namespace = "http://cloudformation.amazonaws.com/doc/2010-05-15/",
    .target_prefix = {},
    .operations = all_operations(),
    .make_component = make_engine,
    .component_type = std::type_index(typeid(StackEngine)),
    .constraint_code = "ValidationError",
    .own_violation = own_violation,
};

}  // namespace eni::sandbox::cloudformation
