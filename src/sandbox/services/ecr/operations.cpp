#include "sandbox/services/ecr/operations.h"

#include "sandbox/services/ecr/authorization_tokens.h"
#include "sandbox/services/ecr/images/operations.h"
#include "sandbox/services/ecr/input.h"
#include "sandbox/services/ecr/layers/layer_store.h"
#include "sandbox/services/ecr/layers/layer_urls.h"
#include "sandbox/services/ecr/layers/operations.h"
#include "sandbox/services/ecr/lifecycle/operations.h"
#include "sandbox/services/ecr/registry/pages.h"
#include "sandbox/services/ecr/service.h"

namespace eni::sandbox::ecr_service {
namespace {

constexpr std::string_view kNeverScanned =
    "a record: the sandbox has no database of vulnerabilities, so each scan ends as FAILED with "
    "UnsupportedImageError";

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
    {"DeleteRepository", repository_access, delete_repository, "registryId repositoryName force"},
    {"PutImageScanningConfiguration",
     repository_access,
     put_image_scanning_configuration,
     "registryId repositoryName imageScanningConfiguration",
     {.differences = kNeverScanned}},
    {"PutImageTagMutability", repository_access, put_image_tag_mutability,
     "registryId repositoryName imageTagMutability imageTagMutabilityExclusionFilters"},

    {"GetRepositoryPolicy", repository_access, get_repository_policy, "registryId repositoryName"},
    {"SetRepositoryPolicy",
     repository_access,
     set_repository_policy,
     "registryId repositoryName policyText",
     {.ignores = "force"}},
    {"DeleteRepositoryPolicy", repository_access, delete_repository_policy, "registryId repositoryName"},
    {"GetLifecyclePolicy",
     repository_access,
     get_lifecycle_policy,
     "registryId repositoryName",
     {.differences = "lastEvaluatedAt is left out, for nothing expires by itself"}},
    {"PutLifecyclePolicy",
     repository_access,
     put_lifecycle_policy,
     "registryId repositoryName lifecyclePolicyText",
     {.differences = "checked and kept; nothing expires by itself, a preview says what would; rules that "
                     "archive or look at "
                     "pulls are refused"}},
    {"DeleteLifecyclePolicy", repository_access, delete_lifecycle_policy, "registryId repositoryName"},
    {"StartLifecyclePolicyPreview", repository_access, start_lifecycle_policy_preview,
     "registryId repositoryName lifecyclePolicyText"},
    {"GetLifecyclePolicyPreview",
     repository_access,
     get_lifecycle_policy_preview,
     "registryId repositoryName nextToken maxResults",
     {.differences = "of the images that are there when it is asked for"}},

    {"GetAuthorizationToken", any_resource, get_authorization_token, "registryIds"},
    {"GetRegistryPolicy", any_resource, get_registry_policy},
    {"PutRegistryPolicy",
     any_resource,
     put_registry_policy,
     "policyText",
     {.differences =
          "kept and shown: it is about replication and pull-through caches, of which there are none"}},
    {"DeleteRegistryPolicy", any_resource, delete_registry_policy},
    {"GetAccountSetting", any_resource, get_account_setting, "name", {.differences = "BLOB_MOUNTING only"}},
    {"PutAccountSetting",
     any_resource,
     put_account_setting,
     "name value",
     {.differences = "BLOB_MOUNTING only"}},

    {"BatchCheckLayerAvailability", repository_access, batch_check_layer_availability,
     "registryId repositoryName layerDigests"},
    {"InitiateLayerUpload",
     repository_access,
     initiate_layer_upload,
     "registryId repositoryName",
     {.differences = "an upload ends with the sandbox, and after a day without a part"}},
    {"UploadLayerPart", repository_access, upload_layer_part,
     "registryId repositoryName uploadId partFirstByte partLastByte layerPartBlob"},
    {"CompleteLayerUpload",
     repository_access,
     complete_layer_upload,
     "registryId repositoryName uploadId layerDigests",
     {.differences = "takes one digest, of sha256"}},
    {"GetDownloadUrlForLayer",
     repository_access,
     get_download_url_for_layer,
     "registryId repositoryName layerDigest",
     {.differences = "a URL of the sandbox's own, valid for an hour and until the sandbox ends; also for "
                     "layers that no image "
                     "has yet"}},

    {"PutImage", repository_access, put_image,
     "registryId repositoryName imageManifest imageManifestMediaType imageTag imageDigest"},
    {"BatchGetImage",
     repository_access,
     batch_get_image,
     "registryId repositoryName imageIds",
     {.ignores = "acceptedMediaTypes", .differences = "manifests are given as they were pushed"}},
    {"BatchDeleteImage", repository_access, batch_delete_image, "registryId repositoryName imageIds"},
    {"DescribeImages", repository_access, describe_images,
     "registryId repositoryName imageIds nextToken maxResults filter{tagStatus}"},
    {"ListImages", repository_access, list_images,
     "registryId repositoryName nextToken maxResults filter{tagStatus}"},
    {"ListImageReferrers", repository_access, list_image_referrers,
     "registryId repositoryName subjectId filter{artifactTypes} nextToken maxResults"},
    {"StartImageScan",
     repository_access,
     start_image_scan,
     "registryId repositoryName imageId",
     {.differences = kNeverScanned}},
    {"DescribeImageScanFindings",
     repository_access,
     describe_image_scan_findings,
     "registryId repositoryName imageId",
     {.ignores = "nextToken maxResults", .differences = kNeverScanned}},

    {"ListTagsForResource", tagged_access, list_tags_for_resource, "resourceArn"},
    {"TagResource", tagged_access, tag_resource, "resourceArn tags"},
    {"UntagResource", tagged_access, untag_resource, "resourceArn tagKeys"},
};

std::unique_ptr<Component> make_layer_store(Environment& environment) {
  add_registry_pages(environment);
  // A service's row makes one component; this is its second.
  environment.components.emplace(typeid(LayerUrls), std::make_unique<LayerUrls>(environment));
  return std::make_unique<LayerStore>(environment);
}

}  // namespace

const Service kService = {
    .name = "ecr",
    .title = "Amazon Elastic Container Registry",
    .protocol = Protocol::kJson11,
    .version = "2015-09-21",
    .xml_namespace = {},
    .target_prefix = "AmazonEC2ContainerRegistry_V20150921",
    .operations = kOperations,
    .make_component = make_layer_store,
    .component_type = std::type_index(typeid(LayerStore)),
    .unsupported_code = "InvalidParameterException",
};

}  // namespace eni::sandbox::ecr_service
