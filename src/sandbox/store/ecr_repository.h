#pragma once
/// Amazon ECR's rows: repositories. The document is what CreateRepository and the operations after it have said, with "policyText",
/// "lifecyclePolicyText" and "tags" ([{Key, Value}]) where there are such.
#include "sandbox/store/named_documents.h"
#include "sandbox/store/store.h"

namespace eni::sandbox {

struct EcrRepository final : Repository {
  explicit EcrRepository(sqlite::Database& database) : repositories{database, "ecr.repository"} {}
  NamedDocuments repositories;
};

}  // namespace eni::sandbox
