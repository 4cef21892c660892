#pragma once
/// ECS's rows: account settings.
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sandbox/store/store.h"

namespace eni::sandbox {

/// Where account settings are kept apart: nothing set in one Region shows in another.
struct EcsPlace {
  std::string_view account;
  std::string_view region;
};

struct AccountSettingRow {
  std::string name;
  std::string value;
};

class EcsRepository final : public Repository {
 public:
  explicit EcsRepository(sqlite::Database& database);

  /// The record stored for exactly this principal.
  /// @param principal_arn  of a user, a role or the account's root; not of a session
  std::optional<std::string> find_account_setting(const EcsPlace& place, std::string_view principal_arn,
                                                  std::string_view name);
  void put_account_setting(const EcsPlace& place, std::string_view principal_arn, std::string_view name,
                           std::string_view value);
  void delete_account_setting(const EcsPlace& place, std::string_view principal_arn, std::string_view name);
  /// All records of a principal, in the order of names.
  std::vector<AccountSettingRow> list_account_settings(const EcsPlace& place, std::string_view principal_arn);

 private:
  sqlite::Statement find_account_setting_;
  sqlite::Statement put_account_setting_;
  sqlite::Statement delete_account_setting_;
  sqlite::Statement list_account_settings_;
};

}  // namespace eni::sandbox
