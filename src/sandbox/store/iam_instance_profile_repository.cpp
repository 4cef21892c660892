#include "sandbox/store/iam_instance_profile_repository.h"

#include "sqlite/rows.h"

namespace eni::sandbox {
namespace {

#define PROFILE_COLUMNS "unique_id, account, name, path, arn, created, role_id"

InstanceProfile profile_of(const sqlite::Statement& row) {
  InstanceProfile profile;
  profile.unique_id = row.text(0);
  profile.account = row.text(1);
  profile.name = row.text(2);
  profile.path = row.text(3);
  profile.arn = row.text(4);
  profile.created = row.integer(5);
  if (!row.is_null(6)) profile.role_id = row.integer(6);
  return profile;
}

}  // namespace

IamInstanceProfileRepository::IamInstanceProfileRepository(sqlite::Database& database)
    : find_{database,
            "SELECT " PROFILE_COLUMNS " FROM iam_instance_profile WHERE account = ?1 AND name = ?2"},
      list_{database, "SELECT " PROFILE_COLUMNS
                      " FROM iam_instance_profile WHERE account = ?1 AND name > ?3 "
                      "AND substr(path, 1, length(?2)) = ?2 ORDER BY name LIMIT ?4"},
      of_role_{database,
               "SELECT " PROFILE_COLUMNS " FROM iam_instance_profile WHERE role_id = ?1 ORDER BY name"},
      insert_{database, "INSERT INTO iam_instance_profile VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)"},
      set_role_{database, "UPDATE iam_instance_profile SET role_id = ?2 WHERE unique_id = ?1"},
      remove_{database, "DELETE FROM iam_instance_profile WHERE unique_id = ?1"} {}

std::optional<InstanceProfile> IamInstanceProfileRepository::find(std::string_view account,
                                                                  std::string_view name) {
  return first_row(find_.query(account, name), profile_of);
}

std::vector<InstanceProfile> IamInstanceProfileRepository::list(std::string_view account,
                                                                std::string_view path_prefix,
                                                                std::string_view after, int limit) {
  return all_rows(list_.query(account, path_prefix, after, limit), profile_of);
}

std::vector<InstanceProfile> IamInstanceProfileRepository::of_role(std::int64_t role_id) {
  return all_rows(of_role_.query(role_id), profile_of);
}

void IamInstanceProfileRepository::insert(const InstanceProfile& profile) {
  insert_.run(profile.unique_id, profile.account, profile.name, profile.path, profile.arn, profile.created,
              profile.role_id);
}

void IamInstanceProfileRepository::set_role(std::string_view unique_id, std::optional<std::int64_t> role_id) {
  set_role_.run(unique_id, role_id);
}

void IamInstanceProfileRepository::remove(std::string_view unique_id) { remove_.run(unique_id); }

}  // namespace eni::sandbox
