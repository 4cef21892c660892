#pragma once
/// What ECR's operations have in common: the repository that a call names.
#include "sandbox/gateway/operation.h"
#include "sandbox/store/ecr_repository.h"

namespace eni::sandbox::ecr_service {

NamedDocuments& repositories(const Call& call);

/// The repositories that the call names, as resources; "*" if it names none.
Access repository_access(const Call& call);
/// The same of operations that name it by `resourceArn`.
Access tagged_access(const Call& call);

/// "… the registry with id '000000000000'", which is the caller's unless the call names another.
std::string registry_of(const Call& call);
/// @error  RepositoryNotFoundException
ApiResult<NamedDocument> find_repository(const Call& call, const std::string& name);
/// The one of the call's `repositoryName`. @error  RepositoryNotFoundException
ApiResult<NamedDocument> required_repository(const Call& call);
/// The one of the call's `resourceArn`. @error  InvalidParameterException, RepositoryNotFoundException
ApiResult<NamedDocument> tagged_repository(const Call& call);

ApiError invalid_parameter(std::string message);

/// {registryId, repositoryName}, with which most replies begin.
json::object named(const NamedDocument& repository);

}  // namespace eni::sandbox::ecr_service
