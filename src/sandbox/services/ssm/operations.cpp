#include "sandbox/services/ssm/operations.h"

#include "sandbox/services/ssm/access.h"
#include "sandbox/services/ssm/service.h"

namespace eni::sandbox::ssm_service {
namespace {

constexpr std::string_view kEncryption =
    "KMS is not modelled: a SecureString is readable in the state file; without WithDecryption an opaque "
    "text is given";

const Operation kOperations[] = {
    // wire name, IAM action, resource, run
    {"AddTagsToResource",
     "ssm:AddTagsToResource",
     resource_access,
     add_tags_to_resource,
     {},
     "parameters only"},
    {"DeleteParameter", "ssm:DeleteParameter", name_access, delete_parameter},
    {"DeleteParameters", "ssm:DeleteParameters", names_access, delete_parameters},
    {"DescribeParameters", "ssm:DescribeParameters", all_access, describe_parameters},
    {"GetParameter", "ssm:GetParameter", name_access, get_parameter, {}, kEncryption},
    {"GetParameterHistory", "ssm:GetParameterHistory", name_access, get_parameter_history, {}, kEncryption},
    {"GetParameters", "ssm:GetParameters", names_access, get_parameters, {}, kEncryption},
    {"GetParametersByPath", "ssm:GetParametersByPath", path_access, get_parameters_by_path, {}, kEncryption},
    {"LabelParameterVersion", "ssm:LabelParameterVersion", name_access, label_parameter_version},
    {"ListTagsForResource",
     "ssm:ListTagsForResource",
     resource_access,
     list_tags_for_resource,
     {},
     "parameters only"},
    {"PutParameter",
     "ssm:PutParameter",
     name_access,
     put_parameter,
     {},
     "keys other than alias/aws/ssm and parameter policies are refused; aws:ec2:image is not looked up"},
    {"RemoveTagsFromResource",
     "ssm:RemoveTagsFromResource",
     resource_access,
     remove_tags_from_resource,
     {},
     "parameters only"},
    {"UnlabelParameterVersion", "ssm:UnlabelParameterVersion", name_access, unlabel_parameter_version},
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
};

}  // namespace eni::sandbox::ssm_service
