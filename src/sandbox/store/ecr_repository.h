#pragma once
/// Amazon ECR's rows: repositories, and what is said of a registry, an account's repositories in one Region. A repository's document
/// is what CreateRepository and the operations after it have said, with "policyText", "lifecyclePolicyText", "lifecyclePreview"
/// ({lifecyclePolicyText}) and "tags" ([{Key, Value}]) where there are such; that of a registry, whose name is "registry", may have
/// a "policyText".
#include "sandbox/store/named_documents.h"
#include "sandbox/store/store.h"

namespace eni::sandbox {

struct EcrRepository final : Repository {
  explicit EcrRepository(sqlite::Database& database)
      : repositories{database, "ecr.repository"}, registries{database, "ecr.registry"} {}
  NamedDocuments repositories;
  NamedDocuments registries;
};

}  // namespace eni::sandbox
