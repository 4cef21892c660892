#include "sandbox/services/ecr/operations.h"

#include "sandbox/services/ecr/service.h"

namespace eni::sandbox::ecr_service {
namespace {

const Operation kOperations[] = {
    // wire name, resource checked, run, reads, options
    {"DescribeRepositories",
     described_repositories_access,
     describe_repositories,
     "registryId repositoryNames",
     {.ignores = "nextToken maxResults", .differences = "no account has a repository"}},
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
