#include "sandbox/store/ecs_repository.h"

#include "sqlite/rows.h"

namespace eni::sandbox {
namespace {

AccountSettingRow setting_row(const sqlite::Statement& statement) {
  return {statement.text(0), statement.text(1)};
}

}  // namespace

EcsRepository::EcsRepository(sqlite::Database& database)
    : find_account_setting_{database,
                            "SELECT value FROM ecs_account_setting "
                            "WHERE account = ?1 AND region = ?2 AND principal_arn = ?3 AND name = ?4"},
      put_account_setting_{database,
                           "INSERT INTO ecs_account_setting (account, region, principal_arn, name, value) "
                           "VALUES (?1, ?2, ?3, ?4, ?5) "
                           "ON CONFLICT (account, region, principal_arn, name) DO UPDATE SET value = ?5"},
      delete_account_setting_{database,
                              "DELETE FROM ecs_account_setting "
                              "WHERE account = ?1 AND region = ?2 AND principal_arn = ?3 AND name = ?4"},
      list_account_settings_{database,
                             "SELECT name, value FROM ecs_account_setting "
                             "WHERE account = ?1 AND region = ?2 AND principal_arn = ?3 ORDER BY name"} {}

std::optional<std::string> EcsRepository::find_account_setting(const EcsPlace& place,
                                                               std::string_view principal_arn,
                                                               std::string_view name) {
  return first_row(find_account_setting_.query(place.account, place.region, principal_arn, name),
                   sqlite::first_text);
}

void EcsRepository::put_account_setting(const EcsPlace& place, std::string_view principal_arn,
                                        std::string_view name, std::string_view value) {
  put_account_setting_.run(place.account, place.region, principal_arn, name, value);
}

void EcsRepository::delete_account_setting(const EcsPlace& place, std::string_view principal_arn,
                                           std::string_view name) {
  delete_account_setting_.run(place.account, place.region, principal_arn, name);
}

std::vector<AccountSettingRow> EcsRepository::list_account_settings(const EcsPlace& place,
                                                                    std::string_view principal_arn) {
  return all_rows(list_account_settings_.query(place.account, place.region, principal_arn), setting_row);
}

}  // namespace eni::sandbox
