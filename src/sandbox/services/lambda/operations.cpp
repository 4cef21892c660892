#include "sandbox/services/lambda/operations.h"

#include "sandbox/services/lambda/function_name.h"
#include "sandbox/services/lambda/lambda_runner.h"
#include "sandbox/services/lambda/service.h"

namespace eni::sandbox::lambda_service {

namespace {

constexpr auto kBytes = Operation::Input::kBytes;

constexpr std::string_view kCreateDifferences =
    "functions are active at once; versions, aliases, layers, VPCs, images, SnapStart, dead letter queues "
    "and file "
    "systems are refused by name; MemorySize is told to the function but not enforced";
constexpr std::string_view kInvokeDifferences =
    "LAMBDA_TASK_ROOT is a folder of the machine, not /var/task; TMPDIR takes the place of /tmp; with --pace "
    "instant "
    "failed events are retried after 1 and 2 seconds, not minutes; a role whose trust has not propagated yet "
    "delays "
    "the start instead of failing it";
constexpr std::string_view kDestinationDifferences = "DestinationConfig is refused by name";

const Operation kOperations[] = {
    // wire name, IAM action, resource, run, route, differences
    {"CreateFunction", "lambda:CreateFunction", function_access, create_function,
     "POST /2015-03-31/functions", kCreateDifferences},
    {"GetFunction", "lambda:GetFunction", function_access, get_function,
     "GET /2015-03-31/functions/{FunctionName}",
     "Code has no Location to download from; a runtime has one version, whose ARN is made up"},
    {"GetFunctionConfiguration", "lambda:GetFunctionConfiguration", function_access,
     get_function_configuration, "GET /2015-03-31/functions/{FunctionName}/configuration"},
    {"UpdateFunctionCode", "lambda:UpdateFunctionCode", function_access, update_function_code,
     "PUT /2015-03-31/functions/{FunctionName}/code"},
    {"UpdateFunctionConfiguration", "lambda:UpdateFunctionConfiguration", function_access,
     update_function_configuration, "PUT /2015-03-31/functions/{FunctionName}/configuration",
     kCreateDifferences},
    {"DeleteFunction", "lambda:DeleteFunction", function_access, delete_function,
     "DELETE /2015-03-31/functions/{FunctionName}"},
    {"ListFunctions", "lambda:ListFunctions", any_resource, list_functions, "GET /2015-03-31/functions"},
    {"ListVersionsByFunction", "lambda:ListVersionsByFunction", function_access, list_versions_by_function,
     "GET /2015-03-31/functions/{FunctionName}/versions", "the only version is $LATEST"},
    {"Invoke", "lambda:InvokeFunction", function_access, invoke,
     "POST /2015-03-31/functions/{FunctionName}/invocations", kInvokeDifferences, kBytes},
    {"AddPermission", "lambda:AddPermission", function_access, add_permission,
     "POST /2015-03-31/functions/{FunctionName}/policy"},
    {"RemovePermission", "lambda:RemovePermission", function_access, remove_permission,
     "DELETE /2015-03-31/functions/{FunctionName}/policy/{StatementId}"},
    {"GetPolicy", "lambda:GetPolicy", function_access, get_policy,
     "GET /2015-03-31/functions/{FunctionName}/policy"},
    {"PutFunctionEventInvokeConfig", "lambda:PutFunctionEventInvokeConfig", function_access,
     put_function_event_invoke_config, "PUT /2019-09-25/functions/{FunctionName}/event-invoke-config",
     kDestinationDifferences},
    {"UpdateFunctionEventInvokeConfig", "lambda:UpdateFunctionEventInvokeConfig", function_access,
     update_function_event_invoke_config, "POST /2019-09-25/functions/{FunctionName}/event-invoke-config",
     kDestinationDifferences},
    {"GetFunctionEventInvokeConfig", "lambda:GetFunctionEventInvokeConfig", function_access,
     get_function_event_invoke_config, "GET /2019-09-25/functions/{FunctionName}/event-invoke-config"},
    {"DeleteFunctionEventInvokeConfig", "lambda:DeleteFunctionEventInvokeConfig", function_access,
     delete_function_event_invoke_config, "DELETE /2019-09-25/functions/{FunctionName}/event-invoke-config"},
    {"ListFunctionEventInvokeConfigs", "lambda:ListFunctionEventInvokeConfigs", function_access,
     list_function_event_invoke_configs, "GET /2019-09-25/functions/{FunctionName}/event-invoke-config/list"},
    {"TagResource", "lambda:TagResource", tagged_function_access, tag_resource,
     "POST /2017-03-31/tags/{Resource}"},
    {"UntagResource", "lambda:UntagResource", tagged_function_access, untag_resource,
     "DELETE /2017-03-31/tags/{Resource}"},
    {"ListTags", "lambda:ListTags", tagged_function_access, list_tags, "GET /2017-03-31/tags/{Resource}"},
    {"GetFunctionConcurrency", "lambda:GetFunctionConcurrency", function_access, get_function_concurrency,
     "GET /2019-09-30/functions/{FunctionName}/concurrency"},
    {"PutFunctionConcurrency", "lambda:PutFunctionConcurrency", function_access, put_function_concurrency,
     "PUT /2017-10-31/functions/{FunctionName}/concurrency"},
    {"DeleteFunctionConcurrency", "lambda:DeleteFunctionConcurrency", function_access,
     delete_function_concurrency, "DELETE /2017-10-31/functions/{FunctionName}/concurrency"},
    {"GetFunctionCodeSigningConfig", "lambda:GetFunctionCodeSigningConfig", function_access,
     get_function_code_signing_config, "GET /2020-06-30/functions/{FunctionName}/code-signing-config",
     "no function has one"},
    {"GetAccountSettings", "lambda:GetAccountSettings", any_resource, get_account_settings,
     "GET /2016-08-19/account-settings"},
};

}  // namespace

const Service kService = {
    .name = "lambda",
    .title = "AWS Lambda",
    .protocol = Protocol::kRestJson,
    .version = "2015-03-31",
    .xml_namespace = {},
    .target_prefix = {},
    .operations = kOperations,
    .make_component = [](Environment& environment) -> std::unique_ptr<Component> {
      return std::make_unique<LambdaRunner>(environment);
    },
    .component_type = std::type_index(typeid(LambdaRunner)),
};

}  // namespace eni::sandbox::lambda_service
