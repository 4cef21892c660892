#pragma once
/// A transaction that changes what the placement index of a cluster follows: tasks and hosts. The index in memory has no
/// savepoints, so it is forgotten unless the transaction is committed, and filled from the store at its next use.
#include "sandbox/services/ecs/tasks/fleet.h"
#include "sandbox/store/store.h"

namespace eni::sandbox::ecs_service {

class IndexedTransaction {
 public:
  IndexedTransaction(Store& store, Fleet& fleet, std::int64_t cluster)
      : fleet_{fleet}, cluster_{cluster}, transaction_{store.database()} {}
  ~IndexedTransaction() {
    if (!is_committed_) fleet_.forget(cluster_);
  }
  IndexedTransaction(const IndexedTransaction&) = delete;
  IndexedTransaction& operator=(const IndexedTransaction&) = delete;

  void commit() {
    transaction_.commit();
    is_committed_ = true;
  }

 private:
  Fleet& fleet_;
  std::int64_t cluster_;
  sqlite::Transaction transaction_;
  bool is_committed_ = false;
};

}  // namespace eni::sandbox::ecs_service
