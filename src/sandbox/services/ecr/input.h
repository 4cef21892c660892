#pragma once
/// What ECR's operations have in common: the repository that a call names.
#include "sandbox/gateway/operation.h"
#include "sandbox/store/ecr_repository.h"

namespace eni::sandbox::ecr_service {

NamedDocuments& repositories(const Call& call);

/// arn:PARTITION:ecr:REGION:ACCOUNT:repository/NAME
std::string repository_arn(const NamedDocument& repository);

/// The repositories that the call names, as resources, with the policy and the tags of a single one; "*" if it names none.
Access repository_access(const Call& call);
/// The same of operations that name it by `resourceArn`.
Access tagged_access(const Call& call);
/// The same of a repository's name in any registry; one that is not there has no policy.
Access access_to(Store& store, std::string_view account, const aws::Region& region, const std::string& name);

/// "… the registry with id '000000000000'", which is the caller's unless the call names another.
std::string registry_of(const Call& call);
/// @error  RepositoryNotFoundException
ApiResult<NamedDocument> find_repository(const Call& call, const std::string& name);
/// The one of the call's `repositoryName`. @error  RepositoryNotFoundException
ApiResult<NamedDocument> required_repository(const Call& call);
/// The one of the call's `resourceArn`. @error  InvalidParameterException, RepositoryNotFoundException
ApiResult<NamedDocument> tagged_repository(const Call& call);

ApiError invalid_parameter(std::string message);
/// "Invalid parameter at 'WHERE' failed to satisfy constraint: 'REASON'"
ApiError invalid_parameter_at(std::string_view where, std::string_view reason);
/// "… in the repository with name 'NAME' in the registry with id 'ID'", as most of ECR's errors end.
std::string in_repository(const NamedDocument& repository);

/// {registryId, repositoryName}, with which most replies begin.
json::object named(const NamedDocument& repository);

/// A page of a list: how many rows at most, and behind which.
struct PageRequest {
  std::size_t size;
  std::string after;
};
/// Of `maxResults` and `nextToken`. @error  InvalidParameterException
ApiResult<PageRequest> page_request(const Call& call, std::size_t default_size, long long max_size);

}  // namespace eni::sandbox::ecr_service
