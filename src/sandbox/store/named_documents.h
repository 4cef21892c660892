#pragma once
/// Resources of which there is little more than a name and what callers have said of them. Each kind belongs to one service's
/// repository, which is made of these.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "sqlite/database.h"

namespace eni::sandbox {

struct NamedDocument {
  std::string account;
  std::string region;
  std::string name;          ///< unique in its account and region
  std::int64_t created = 0;  ///< milliseconds since the epoch
  json::object document = {};
};

class NamedDocuments {
 public:
  /// @param kind  "ecr.repository"
  NamedDocuments(sqlite::Database& database, std::string kind);

  std::optional<NamedDocument> find(std::string_view account, std::string_view region, std::string_view name);
  /// Makes it, or writes it anew.
  void put(const NamedDocument& row);
  /// @return  whether it was there
  bool remove(std::string_view account, std::string_view region, std::string_view name);
  /// In the order of names, those after `after`.
  std::vector<NamedDocument> list(std::string_view account, std::string_view region,
                                  std::string_view after = {}, std::int64_t limit = -1);
  /// Of all accounts and regions.
  std::vector<NamedDocument> all();

 private:
  std::string kind_;
  sqlite::Database& database_;
  sqlite::Statement find_;
  sqlite::Statement put_;
  sqlite::Statement remove_;
  sqlite::Statement list_;
  sqlite::Statement all_;
};

}  // namespace eni::sandbox
