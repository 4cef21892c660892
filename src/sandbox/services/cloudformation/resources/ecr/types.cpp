/// Amazon ECR's types.
#include "sandbox/services/cloudformation/resources/driver.h"
#include "sandbox/services/cloudformation/resources/rows.h"

namespace eni::sandbox::cloudformation {
namespace {

using At = Setting::At;

constexpr Tagging kTagging{"tags",    Tagging::Form::kPairs, "TagResource", "UntagResource", "resourceArn",
                           "tagKeys", Tagging::By::kArn};

/// With its images if the template says so; one that has any stays otherwise.
void empty_too(const ResourceCall& call, json::object& params) {
  if (scalar_text_at(call.properties, "EmptyOnDelete") == "true") params["force"] = true;
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
                  .further = {{"GetRepositoryPolicy"}},
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
        .prepare_remove = empty_too,
    },
    {
        // A registry has one; PutRegistryPolicy would replace it, so AWS's handler looks first.
        .name = "AWS::ECR::RegistryPolicy",
        .attributes = {"RegistryId"},
        .calls = {.service = "ecr",
                  .create = "PutRegistryPolicy",
                  .takes = {"PolicyText"},
                  .id = "registryId",
                  .read = "GetRegistryPolicy",
                  .update = "PutRegistryPolicy",
                  .sends = ServiceCalls::Sends::kAll,
                  .remove = "DeleteRegistryPolicy"},
        .looks_first = true,
    },
};

}  // namespace

const std::span<const ResourceType> kEcrTypes{kTypes};

}  // namespace eni::sandbox::cloudformation
