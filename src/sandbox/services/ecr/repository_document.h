#pragma once
/// The documents that a repository may have: who may use it, what is to expire.
#include "sandbox/gateway/operation.h"
#include "sandbox/store/ecr_repository.h"

namespace eni::sandbox::ecr_service {

/// One by its member, and what is said where it is missing.
struct RepositoryDocument {
  std::string_view member;   ///< "policyText"
  const char* missing_code;  ///< "RepositoryPolicyNotFoundException"
  const char* missing;       ///< "… does not exist for the repository …"
};

ApiResult<Reply> get_document(Call& call, const RepositoryDocument& document);
/// Of a text that was checked.
ApiResult<Reply> put_document(Call& call, const RepositoryDocument& document);
ApiResult<Reply> remove_document(Call& call, const RepositoryDocument& document);

/// The repository of the call if it has the document. @error  RepositoryNotFoundException, and that of the document
ApiResult<NamedDocument> repository_with(const Call& call, const RepositoryDocument& document);

}  // namespace eni::sandbox::ecr_service
