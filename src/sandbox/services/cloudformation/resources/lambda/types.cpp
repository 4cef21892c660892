/// Lambda's types that need little more than a row.
#include "sandbox/services/cloudformation/resources/driver.h"
#include "sandbox/services/cloudformation/resources/rows.h"

namespace eni::sandbox::cloudformation {
namespace {

const ResourceType kTypes[] = {
    {
        .name = "AWS::Lambda::Alias",
        .attributes = {"AliasArn"},
        .calls = {.service = "lambda",
                  .keys = {"FunctionName", "Name"},
                  .create = "CreateAlias",
                  .takes = {{"Description", "", R"("")"}, "FunctionVersion"},
                  .id = "AliasArn",
                  .update = "UpdateAlias",
                  .remove = "DeleteAlias"},
    },
    {
        // PutFunctionEventInvokeConfig replaces all of it, so it serves both ends.
        .name = "AWS::Lambda::EventInvokeConfig",
        .calls = {.service = "lambda",
                  .keys = {"FunctionName", "Qualifier"},
                  .create = "PutFunctionEventInvokeConfig",
                  .takes = {"DestinationConfig", "MaximumEventAgeInSeconds", "MaximumRetryAttempts"},
                  .id_from = {"FunctionName", "Qualifier"},
                  .update = "PutFunctionEventInvokeConfig",
                  .sends = ServiceCalls::Sends::kAll,
                  .remove = "DeleteFunctionEventInvokeConfig"},
    },
    {
        // A statement of a function's policy.
        .name = "AWS::Lambda::Permission",
        .attributes = {"Id"},
        .name_rule = {100},
        .calls = {.service = "lambda",
                  .id_member = "StatementId",
                  .keys = {"FunctionName"},
                  .create = "AddPermission",
                  .name_member = "StatementId",
                  .takes = {"Action", "EventSourceToken", "FunctionUrlAuthType", "InvokedViaFunctionUrl",
                            "Principal", "PrincipalOrgID", "SourceAccount", "SourceArn"},
                  .remove = "RemovePermission"},
    },
    {
        // Its ARN names it, as a function's does in all operations.
        .name = "AWS::Lambda::Version",
        .attributes = {"FunctionArn", {"Version", "Version"}},
        .calls = {.service = "lambda",
                  .id_member = "FunctionName",
                  .create = "PublishVersion",
                  .takes = {"CodeSha256", "Description", "FunctionName"},
                  .id = "FunctionArn",
                  .read = "GetFunctionConfiguration",
                  .remove = "DeleteFunction"},
    },
};

}  // namespace

const std::span<const ResourceType> kLambdaTypes{kTypes};

}  // namespace eni::sandbox::cloudformation
