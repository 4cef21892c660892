#include "sandbox/services/ecr/repository_document.h"

#include "sandbox/services/ecr/input.h"

namespace eni::sandbox::ecr_service {
namespace {

Reply reply_of(const NamedDocument& repository, const RepositoryDocument& document) {
  json::object reply = named(repository);
  reply[document.member] = text_at(repository.document, document.member);
  return Reply{std::move(reply)};
}

}  // namespace

ApiResult<NamedDocument> repository_with(const Call& call, const RepositoryDocument& document) {
  ENI_TRY(auto repository, required_repository(call));
  if (repository.document.contains(document.member)) return repository;
  return ApiError{document.missing_code,
                  std::string(document.missing) + " does not exist for the repository with name '" +
                      repository.name + "' in the registry with id '" + repository.account + "'"};
}

ApiResult<Reply> get_document(Call& call, const RepositoryDocument& document) {
  ENI_TRY(const auto repository, repository_with(call, document));
  return reply_of(repository, document);
}

ApiResult<Reply> put_document(Call& call, const RepositoryDocument& document) {
  ENI_TRY(auto repository, required_repository(call));
  repository.document[document.member] = call.params.text_or(document.member, "");
  repositories(call).put(repository);
  return reply_of(repository, document);
}

ApiResult<Reply> remove_document(Call& call, const RepositoryDocument& document) {
  ENI_TRY(auto repository, repository_with(call, document));
  Reply reply = reply_of(repository, document);
  repository.document.erase(document.member);
  repositories(call).put(repository);
  return reply;
}

}  // namespace eni::sandbox::ecr_service
