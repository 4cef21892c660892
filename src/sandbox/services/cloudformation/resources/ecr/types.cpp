/// Amazon ECR's types.
#include "sandbox/services/cloudformation/resources/driver.h"
#include "sandbox/services/cloudformation/resources/rows.h"

namespace eni::sandbox::cloudformation {
namespace {

using At = Setting::At;

constexpr Tagging kTagging{"tags",    Tagging::Form::kPairs, "TagResource", "UntagResource", "resourceArn",
                           "tagKeys", Tagging::By::kArn};

/// Deletes a repository together with its images, if the template says so; the driver then finds nothing left to delete.
Task<ApiResult<void>> empty_on_delete(ResourceCall& call) {
  if (scalar_text_at(call.properties, "EmptyOnDelete") != "true") co_return ApiResult<void>{};
  const json::object params{{"repositoryName", call.physical_id}, {"force", true}};
  const ApiResult<json::object> reply = co_await call.call("ecr", "DeleteRepository", params);
  co_return tolerate_missing(reply);
}

const ResourceType kTypes[] = {
    {
        .name = "AWS::ECR::Repository",
        .attributes = {{"Arn", Attribute::From::kArn}, {"RepositoryUri", "repositoryUri"}},
        .name_property = "RepositoryName",
        .name_rule = {256, NameRule::Form::kLowerCase},
        .calls = {.service = "ecr",
                  .id_member = "repositoryName",
                  .create = "CreateRepository",
                  .name_member = "repositoryName",
                  .takes = {"EncryptionConfiguration", "ImageScanningConfiguration", "ImageTagMutability",
                            "ImageTagMutabilityExclusionFilters"},
                  .made = "repository",
                  .read = "DescribeRepositories",
                  .item = "repositories",
                  .settings = {{"SetRepositoryPolicy",
                                {{"RepositoryPolicyText", "policyText"}},
                                "DeleteRepositoryPolicy"},
                               {"PutLifecyclePolicy",
                                {{"LifecyclePolicy.LifecyclePolicyText", "lifecyclePolicyText"},
                                 {"LifecyclePolicy.RegistryId", "registryId"}},
                                "DeleteLifecyclePolicy"},
                               {.put = "PutImageTagMutability",
                                .takes = {{"ImageTagMutability", "", R"("MUTABLE")"},
                                          "ImageTagMutabilityExclusionFilters"},
                                .at = At::kUpdate},
                               {.put = "PutImageScanningConfiguration",
                                .takes = {{"ImageScanningConfiguration", "", R"({"scanOnPush": false})"}},
                                .at = At::kUpdate}},
                  .remove = "DeleteRepository",
                  .tagging = &kTagging},
        .reads = {"EmptyOnDelete"},
        .arn_prefix = "repository/",
        .before_remove = empty_on_delete,
    },
};

}  // namespace

const std::span<const ResourceType> kEcrTypes{kTypes};

}  // namespace eni::sandbox::cloudformation
