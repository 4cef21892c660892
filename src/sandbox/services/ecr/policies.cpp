/// The two documents that a repository may have: who may use it, and what is to expire.
#include "sandbox/services/ecr/input.h"
#include "sandbox/services/ecr/operations.h"

namespace eni::sandbox::ecr_service {
namespace {

/// A document by its member, and what is said where it is missing or none.
struct Document {
  std::string_view member;
  const char* missing_code;
  const char* missing;  ///< "… does not exist for the repository …"
  const char* invalid;
};

constexpr Document kPolicy{
    "policyText", "RepositoryPolicyNotFoundException", "Repository policy",
    "Invalid parameter at 'PolicyText' failed to satisfy constraint: 'Invalid repository "
    "policy provided'"};
constexpr Document kLifecycle{"lifecyclePolicyText", "LifecyclePolicyNotFoundException", "Lifecycle policy",
                              "Invalid parameter at 'LifecyclePolicyText' failed to satisfy constraint: "
                              "'Lifecycle policy validation failure: string [] is not a JSON object'"};

Reply reply_of(const NamedDocument& repository, const Document& document) {
  json::object reply = named(repository);
  reply[document.member] = text_at(repository.document, document.member);
  return Reply{std::move(reply)};
}

ApiResult<NamedDocument> with_document(const Call& call, const Document& document) {
  ENI_TRY(auto repository, required_repository(call));
  if (repository.document.contains(document.member)) return repository;
  return ApiError{document.missing_code,
                  std::string(document.missing) + " does not exist for the repository with name '" +
                      repository.name + "' in the registry with id '" + repository.account + "'"};
}

ApiResult<Reply> get(Call& call, const Document& document) {
  ENI_TRY(const auto repository, with_document(call, document));
  return reply_of(repository, document);
}

ApiResult<Reply> put(Call& call, const Document& document) {
  ENI_TRY(auto repository, required_repository(call));
  const std::string text = call.params.text_or(document.member, "");
  const auto value = parse_json(text);
  if (value.has_error() || !value->is_object()) return invalid_parameter(document.invalid);
  repository.document[document.member] = text;
  repositories(call).put(repository);
  return reply_of(repository, document);
}

ApiResult<Reply> remove(Call& call, const Document& document) {
  ENI_TRY(auto repository, with_document(call, document));
  Reply reply = reply_of(repository, document);
  repository.document.erase(document.member);
  repositories(call).put(repository);
  return reply;
}

}  // namespace

ApiResult<Reply> get_repository_policy(Call& call) { return get(call, kPolicy); }
ApiResult<Reply> set_repository_policy(Call& call) { return put(call, kPolicy); }
ApiResult<Reply> delete_repository_policy(Call& call) { return remove(call, kPolicy); }
ApiResult<Reply> get_lifecycle_policy(Call& call) { return get(call, kLifecycle); }
ApiResult<Reply> put_lifecycle_policy(Call& call) { return put(call, kLifecycle); }
ApiResult<Reply> delete_lifecycle_policy(Call& call) { return remove(call, kLifecycle); }

}  // namespace eni::sandbox::ecr_service
