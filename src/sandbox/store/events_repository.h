#pragma once
/// Amazon EventBridge's rows: rules of the default bus. The document is what PutRule has said, with "Targets" as PutTargets has them, by
/// their Ids, and "Tags".
#include "sandbox/store/named_documents.h"
#include "sandbox/store/store.h"

namespace eni::sandbox {

struct EventsRepository final : Repository {
  explicit EventsRepository(sqlite::Database& database) : rules{database, "events.rule"} {}
  NamedDocuments rules;
};

}  // namespace eni::sandbox
