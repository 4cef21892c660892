#pragma once
/// Amazon SNS's rows.
#include "sandbox/store/named_documents.h"
#include "sandbox/store/store.h"

namespace eni::sandbox {

struct SnsRepository final : Repository {
  explicit SnsRepository(sqlite::Database& database)
      : topics{database, "sns.topic"}, subscriptions{database, "sns.subscription"} {}

  /// By name. "Attributes": those that were set, "Tags": [{Key, Value}].
  NamedDocuments topics;
  /// By "TOPIC:ID", the end of the ARN. "Protocol", "Endpoint", "Owner", "Principal", "Confirmed".
  NamedDocuments subscriptions;
};

}  // namespace eni::sandbox
