#pragma once
/// Where all state is: one SQLite database, reached through one repository class per service.
#include <memory>
#include <string>
#include <typeindex>
#include <unordered_map>

#include "base/result.h"
#include "sqlite/database.h"

namespace eni::sandbox {

/// A service's rows and the SQL over them. Made once, at first use, with its prepared statements as members.
class Repository {
 public:
  virtual ~Repository() = default;
};

class Store {
 public:
  /// Opens `file` (":memory:" keeps nothing) and brings an older schema up to this version.
  /// @error  unwritable, not a database, in use, or written by a newer version; each with a hint
  static Result<std::unique_ptr<Store>> open(const std::string& file);

  /// The repository of type T, e.g. store.get<IamRepository>(). T is made from the database alone.
  template <class T>
  T& get() {
    std::unique_ptr<Repository>& slot = repositories_[std::type_index(typeid(T))];
    if (!slot) slot = std::make_unique<T>(database_);
    return static_cast<T&>(*slot);
  }

  sqlite::Database& database() { return database_; }

 private:
  explicit Store(sqlite::Database database) : database_{std::move(database)} {}
  sqlite::Database database_;
  std::unordered_map<std::type_index, std::unique_ptr<Repository>> repositories_;
};

}  // namespace eni::sandbox
