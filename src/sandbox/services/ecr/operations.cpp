#include "sandbox/services/ecr/operations.h"

#include "sandbox/services/ecr/input.h"
#include "sandbox/services/ecr/service.h"

namespace eni::sandbox::ecr_service {
namespace {

constexpr std::string_view kKept = "kept and shown; nobody pushes or pulls";
constexpr std::string_view kNoImages = "no repository has an image";

const Operation kOperations[] = {
    // wire name, resource checked, run, reads, options
    {"CreateRepository",
     repository_access,
     create_repository,
     "registryId repositoryName tags imageTagMutability imageTagMutabilityExclusionFilters "
     "imageScanningConfiguration encryptionConfiguration{encryptionType}",
     {.differences = "encrypted with AES256, and in no other way"}},
    {"DescribeRepositories", repository_access, describe_repositories,
     "registryId repositoryNames nextToken maxResults"},
    {"DeleteRepository",
     repository_access,
     delete_repository,
     "registryId repositoryName",
     {.ignores = "force", .differences = kNoImages}},
    {"PutImageScanningConfiguration",
     repository_access,
     put_image_scanning_configuration,
     "registryId repositoryName imageScanningConfiguration",
     {.differences = kKept}},
    {"PutImageTagMutability",
     repository_access,
     put_image_tag_mutability,
     "registryId repositoryName imageTagMutability imageTagMutabilityExclusionFilters",
     {.differences = kKept}},

    {"GetRepositoryPolicy", repository_access, get_repository_policy, "registryId repositoryName"},
    {"SetRepositoryPolicy",
     repository_access,
     set_repository_policy,
     "registryId repositoryName policyText",
     {.ignores = "force", .differences = "kept and shown; it lets nobody in"}},
    {"DeleteRepositoryPolicy", repository_access, delete_repository_policy, "registryId repositoryName"},
    {"GetLifecyclePolicy",
     repository_access,
     get_lifecycle_policy,
     "registryId repositoryName",
     {.differences = "lastEvaluatedAt is left out, for nothing is evaluated"}},
    {"PutLifecyclePolicy",
     repository_access,
     put_lifecycle_policy,
     "registryId repositoryName lifecyclePolicyText",
     {.differences = "kept and shown; only its form as a JSON object is checked"}},
    {"DeleteLifecyclePolicy", repository_access, delete_lifecycle_policy, "registryId repositoryName"},

    {"DescribeImages",
     repository_access,
     describe_images,
     "registryId repositoryName imageIds",
     {.ignores = "nextToken maxResults filter", .differences = kNoImages}},
    {"ListImages",
     repository_access,
     list_images,
     "registryId repositoryName",
     {.ignores = "nextToken maxResults filter", .differences = kNoImages}},

    {"ListTagsForResource", tagged_access, list_tags_for_resource, "resourceArn"},
    {"TagResource", tagged_access, tag_resource, "resourceArn tags"},
    {"UntagResource", tagged_access, untag_resource, "resourceArn tagKeys"},
};

}  // namespace

const Service kService = {
    .name = "ecr",
    .title = "Amazon Elastic Container Registry",
    .protocol = Protocol::kJson11,
    .version = "2015-09-21",
    .xml_namespace = {},
    .target_prefix = "AmazonEC2ContainerRegistry_V20150921",
    .operations = kOperations,
    .unsupported_code = "InvalidParameterException",
};

}  // namespace eni::sandbox::ecr_service
