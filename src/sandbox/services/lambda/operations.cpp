#include "sandbox/services/lambda/operations.h"

#include "sandbox/services/lambda/function_name.h"
#include "sandbox/services/lambda/lambda_runner.h"
#include "sandbox/services/lambda/layer_name.h"
#include "sandbox/services/lambda/own_violation.h"
#include "sandbox/services/lambda/service.h"

namespace eni::sandbox::lambda_service {

namespace {

constexpr auto kBytes = Operation::Options::Input::kBytes;

constexpr std::string_view kCreateDifferences =
    "functions are active at once; VPCs, images, SnapStart, dead letter queues "
    "and file "
    "systems are refused by name; MemorySize is told to the function but not enforced";
constexpr std::string_view kInvokeDifferences =
    "LAMBDA_TASK_ROOT is a folder of the machine, not /var/task; TMPDIR takes the place of /tmp; with --pace "
    "instant "
    "failed events are retried after 1 and 2 seconds, not minutes; a role whose trust has not propagated yet "
    "delays "
    "the start instead of failing it";

constexpr std::string_view kLayerDifferences = "Content has no Location to download from";

const Operation kOperations[] = {
    // wire name, resource checked, run, reads, options
    {"CreateFunction",
     configuration_access,
     create_function,
     "FunctionName Runtime Role Handler Code{ZipFile S3Bucket S3Key S3ObjectVersion} Description Timeout "
     "MemorySize PackageType Environment "
     "TracingConfig Tags Architectures EphemeralStorage SnapStart LoggingConfig Publish Layers",
     {.differences = kCreateDifferences}},
    {"GetFunction",
     function_access,
     get_function,
     "FunctionName Qualifier",
     {.differences =
          "Code has no Location to download from; a runtime has one version, whose ARN is made up"}},
    {"GetFunctionConfiguration", function_access, get_function_configuration, "FunctionName Qualifier"},
    {"UpdateFunctionCode", function_access, update_function_code,
     "FunctionName ZipFile S3Bucket S3Key S3ObjectVersion Publish DryRun RevisionId Architectures"},
    {"UpdateFunctionConfiguration",
     configuration_access,
     update_function_configuration,
     "FunctionName Role Handler Description Timeout MemorySize Environment Runtime TracingConfig RevisionId "
     "EphemeralStorage SnapStart LoggingConfig Layers",
     {.differences = kCreateDifferences}},
    {"DeleteFunction", function_access, delete_function, "FunctionName Qualifier"},
    {"ListFunctions", any_resource, list_functions, "Marker MaxItems", {.ignores = "FunctionVersion"}},
    {"ListVersionsByFunction",
     function_access,
     list_versions_by_function,
     "FunctionName",
     {.ignores = "Marker MaxItems", .differences = "all versions are on one page"}},
    {"PublishVersion", function_access, publish_version, "FunctionName CodeSha256 Description RevisionId"},
    {"CreateAlias",
     function_access,
     create_alias,
     "FunctionName Name FunctionVersion Description",
     {.differences = "of one version, without weights"}},
    {"GetAlias", function_access, get_alias, "FunctionName Name"},
    {"UpdateAlias", function_access, update_alias,
     "FunctionName Name FunctionVersion Description RevisionId"},
    {"DeleteAlias", function_access, delete_alias, "FunctionName Name"},
    {"ListAliases",
     function_access,
     list_aliases,
     "FunctionName FunctionVersion",
     {.ignores = "Marker MaxItems"}},
    {"PublishLayerVersion",
     layer_access,
     publish_layer_version,
     "LayerName Content{ZipFile S3Bucket S3Key S3ObjectVersion} Description CompatibleRuntimes LicenseInfo "
     "CompatibleArchitectures",
     {.differences = kLayerDifferences}},
    {"GetLayerVersion",
     layer_version_access,
     get_layer_version,
     "LayerName VersionNumber",
     {.differences = kLayerDifferences}},
    {"GetLayerVersionByArn",
     layer_version_access,
     get_layer_version_by_arn,
     "Arn",
     {.iam_action = "lambda:GetLayerVersion",
      .differences = kLayerDifferences,
      .route = "GET /2018-10-31/layers?find"}},
    {"ListLayers", any_resource, list_layers, "CompatibleRuntime CompatibleArchitecture Marker MaxItems"},
    {"ListLayerVersions", any_resource, list_layer_versions,
     "LayerName CompatibleRuntime CompatibleArchitecture Marker MaxItems"},
    {"DeleteLayerVersion", layer_version_access, delete_layer_version, "LayerName VersionNumber"},
    {"AddLayerVersionPermission", layer_version_access, add_layer_version_permission,
     "LayerName VersionNumber StatementId Action Principal OrganizationId RevisionId"},
    {"RemoveLayerVersionPermission", layer_version_access, remove_layer_version_permission,
     "LayerName VersionNumber StatementId RevisionId"},
    {"GetLayerVersionPolicy", layer_version_access, get_layer_version_policy, "LayerName VersionNumber"},
    {"Invoke",
     invocation_access,
     invoke,
     "FunctionName X-Amz-Invocation-Type X-Amz-Log-Type X-Amz-Client-Context Payload Qualifier",
     {.iam_action = "lambda:InvokeFunction", .differences = kInvokeDifferences, .input = kBytes}},
    {"AddPermission", permission_access, add_permission,
     "FunctionName StatementId Action Principal SourceArn SourceAccount EventSourceToken Qualifier "
     "RevisionId PrincipalOrgID FunctionUrlAuthType"},
    {"RemovePermission", function_access, remove_permission, "FunctionName StatementId Qualifier RevisionId"},
    {"GetPolicy", function_access, get_policy, "FunctionName Qualifier"},
    {"PutFunctionEventInvokeConfig", function_access, put_function_event_invoke_config,
     "FunctionName Qualifier MaximumRetryAttempts MaximumEventAgeInSeconds"},
    {"UpdateFunctionEventInvokeConfig", function_access, update_function_event_invoke_config,
     "FunctionName Qualifier MaximumRetryAttempts MaximumEventAgeInSeconds"},
    {"GetFunctionEventInvokeConfig", function_access, get_function_event_invoke_config,
     "FunctionName Qualifier"},
    {"DeleteFunctionEventInvokeConfig", function_access, delete_function_event_invoke_config,
     "FunctionName Qualifier"},
    {"ListFunctionEventInvokeConfigs",
     function_access,
     list_function_event_invoke_configs,
     "FunctionName",
     {.ignores = "Marker MaxItems"}},
    {"TagResource", tagged_function_access, tag_resource, "Resource Tags"},
    {"UntagResource", tagged_function_access, untag_resource, "Resource tagKeys"},
    {"ListTags", tagged_function_access, list_tags, "Resource"},
    {"GetFunctionConcurrency", function_access, get_function_concurrency, "FunctionName"},
    {"PutFunctionConcurrency", function_access, put_function_concurrency,
     "FunctionName ReservedConcurrentExecutions"},
    {"DeleteFunctionConcurrency", function_access, delete_function_concurrency, "FunctionName"},
    {"GetFunctionCodeSigningConfig",
     function_access,
     get_function_code_signing_config,
     "FunctionName",
     {.differences = "no function has one"}},
    {"GetAccountSettings", any_resource, get_account_settings},
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
    .constraint_code = "ValidationException",
    .own_violation = own_violation,
    .unsupported_code = "InvalidParameterValueException",
};

}  // namespace eni::sandbox::lambda_service
