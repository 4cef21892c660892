#include "sandbox/services/ssm/operations.h"

#include "sandbox/services/ssm/access.h"
#include "sandbox/services/ssm/service.h"

namespace eni::sandbox::ssm_service {
namespace {

constexpr std::string_view kEncryption =
    "KMS is not modelled: a SecureString is readable in the state file; without WithDecryption an opaque "
    "text is given";

const Operation kOperations[] = {
    // wire name, resource checked, run, reads, options
    {"AddTagsToResource",
     resource_access,
     add_tags_to_resource,
     "ResourceType ResourceId Tags",
     {.differences = "parameters only"}},
    {"DeleteParameter", name_access, delete_parameter, "Name"},
    {"DeleteParameters", names_access, delete_parameters, "Names"},
    {"DescribeParameters", all_access, describe_parameters, "Filters ParameterFilters MaxResults NextToken"},
    {"GetParameter", name_access, get_parameter, "Name WithDecryption", {.differences = kEncryption}},
    {"GetParameterHistory",
     name_access,
     get_parameter_history,
     "Name WithDecryption MaxResults NextToken",
     {.differences = kEncryption}},
    {"GetParameters", names_access, get_parameters, "Names WithDecryption", {.differences = kEncryption}},
    {"GetParametersByPath",
     path_access,
     get_parameters_by_path,
     "Path Recursive ParameterFilters WithDecryption MaxResults NextToken",
     {.differences = kEncryption}},
    {"LabelParameterVersion", name_access, label_parameter_version, "Name ParameterVersion Labels"},
    {"ListTagsForResource",
     resource_access,
     list_tags_for_resource,
     "ResourceType ResourceId",
     {.differences = "parameters only"}},
    {"PutParameter",
     new_access,
     put_parameter,
     "Name Description Value Type KeyId Overwrite AllowedPattern Tags Tier Policies DataType",
     {.differences = "keys other than alias/aws/ssm and parameter policies are refused; aws:ec2:image is not "
                     "looked up"}},
    {"RemoveTagsFromResource",
     resource_access,
     remove_tags_from_resource,
     "ResourceType ResourceId TagKeys",
     {.differences = "parameters only"}},
    {"UnlabelParameterVersion", name_access, unlabel_parameter_version, "Name ParameterVersion Labels"},
};

}  // namespace

const Service kService = {
    .name = "ssm",
    .title = "AWS Systems Manager",
    .protocol = Protocol::kJson11,
    .version = "2014-11-06",
    .xml_namespace = {},
    .target_prefix = "AmazonSSM",
    .operations = kOperations,
    .constraint_code = "ValidationException",
    .unsupported_code = "ValidationException",
};

}  // namespace eni::sandbox::ssm_service
