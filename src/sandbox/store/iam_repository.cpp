#include "sandbox/store/iam_repository.h"

#include "sqlite/rows.h"

namespace eni::sandbox {
namespace {

#define IDENTITY_COLUMNS                                                                                     \
  "id, account, kind, name, path, unique_id, arn, created, boundary, trust, trust_principals, description, " \
  "max_session_seconds, linked_service, last_used, last_used_region"
#define KEY_COLUMNS \
  "access_key_id, identity_id, secret, status, created, last_used, last_used_service, last_used_region"

IdentityKind kind_of(std::string_view name) {
  if (name == "role") return IdentityKind::kRole;
  return name == "user" ? IdentityKind::kUser : IdentityKind::kGroup;
}

IamIdentity identity_of(const sqlite::Statement& row) {
  IamIdentity identity;
  identity.id = row.integer(0);
  identity.account = row.text(1);
  identity.kind = kind_of(row.view(2));
  identity.name = row.text(3);
  identity.path = row.text(4);
  identity.unique_id = row.text(5);
  identity.arn = row.text(6);
  identity.created = row.integer(7);
  identity.boundary = row.text(8);
  identity.trust = row.text(9);
  identity.trust_principals = row.text(10);
  if (!row.is_null(11)) identity.description = row.text(11);
  identity.max_session_seconds = row.integer(12);
  identity.linked_service = row.text(13);
  identity.last_used = optional_integer(row, 14);
  identity.last_used_region = row.text(15);
  return identity;
}

AccessKey key_of(const sqlite::Statement& row) {
  AccessKey key;
  key.access_key_id = row.text(0);
  key.identity_id = row.integer(1);
  key.secret = row.text(2);
  key.status = row.text(3);
  key.created = row.integer(4);
  key.last_used = optional_integer(row, 5);
  key.last_used_service = row.text(6);
  key.last_used_region = row.text(7);
  return key;
}

InlinePolicy inline_policy_of(const sqlite::Statement& row) { return {row.text(0), row.text(1)}; }

}  // namespace

std::string_view to_string(IdentityKind kind) {
  switch (kind) {
    case IdentityKind::kRole:
      return "role";
    case IdentityKind::kUser:
      return "user";
    case IdentityKind::kGroup:
      return "group";
  }
  return "role";
}

IamRepository::IamRepository(sqlite::Database& database)
    : database_{database},
      find_{database,
            "SELECT " IDENTITY_COLUMNS " FROM iam_identity WHERE account = ?1 AND kind = ?2 AND name = ?3"},
      find_by_id_{database, "SELECT " IDENTITY_COLUMNS " FROM iam_identity WHERE id = ?1"},
      find_by_arn_{database, "SELECT " IDENTITY_COLUMNS " FROM iam_identity WHERE arn = ?1"},
      list_{database, "SELECT " IDENTITY_COLUMNS
                      " FROM iam_identity WHERE account = ?1 AND kind = ?2 AND name > ?4 "
                      "AND substr(path, 1, length(?3)) = ?3 ORDER BY name LIMIT ?5"},
      count_{database, "SELECT count(*) FROM iam_identity WHERE account = ?1 AND kind = ?2"},
      insert_{
          database,
          "INSERT INTO iam_identity (account, kind, name, path, unique_id, arn, created, boundary, trust, "
          "trust_principals, description, max_session_seconds, linked_service) "
          "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)"},
      update_{database,
              "UPDATE iam_identity SET name = ?2, path = ?3, arn = ?4, boundary = ?5, trust = ?6, "
              "trust_principals = ?7, description = ?8, max_session_seconds = ?9 WHERE id = ?1"},
      remove_{database, "DELETE FROM iam_identity WHERE id = ?1"},
      note_use_{database, "UPDATE iam_identity SET last_used = ?2, last_used_region = ?3 WHERE id = ?1"},
      put_inline_{database,
                  "INSERT INTO iam_inline_policy VALUES (?1, ?2, ?3) "
                  "ON CONFLICT (identity_id, name) DO UPDATE SET document = ?3"},
      find_inline_{database,
                   "SELECT name, document FROM iam_inline_policy WHERE identity_id = ?1 AND name = ?2"},
      list_inline_{database,
                   "SELECT name, document FROM iam_inline_policy WHERE identity_id = ?1 ORDER BY name"},
      delete_inline_{database, "DELETE FROM iam_inline_policy WHERE identity_id = ?1 AND name = ?2"},
      attach_{database, "INSERT OR IGNORE INTO iam_attachment VALUES (?1, ?2)"},
      detach_{database, "DELETE FROM iam_attachment WHERE identity_id = ?1 AND policy_arn = ?2"},
      attachments_{database,
                   "SELECT policy_arn FROM iam_attachment WHERE identity_id = ?1 ORDER BY policy_arn"},
      attached_to_{database, "SELECT " IDENTITY_COLUMNS
                             " FROM iam_identity WHERE account = ?1 AND id IN "
                             "(SELECT identity_id FROM iam_attachment WHERE policy_arn = ?2) ORDER BY name"},
      bounded_by_{database, "SELECT " IDENTITY_COLUMNS
                            " FROM iam_identity WHERE account = ?1 AND boundary = ?2 ORDER BY name"},
      add_member_{database, "INSERT OR IGNORE INTO iam_membership VALUES (?1, ?2)"},
      remove_member_{database, "DELETE FROM iam_membership WHERE group_id = ?1 AND user_id = ?2"},
      members_{database, "SELECT " IDENTITY_COLUMNS
                         " FROM iam_identity WHERE id IN "
                         "(SELECT user_id FROM iam_membership WHERE group_id = ?1) ORDER BY name"},
      groups_of_{database, "SELECT " IDENTITY_COLUMNS
                           " FROM iam_identity WHERE id IN "
                           "(SELECT group_id FROM iam_membership WHERE user_id = ?1) ORDER BY name"},
      tags_{database, "SELECT key, value FROM iam_tag WHERE unique_id = ?1 ORDER BY key"},
      put_tag_{database,
               "INSERT INTO iam_tag VALUES (?1, ?2, ?3) "
               "ON CONFLICT (unique_id, key) DO UPDATE SET key = ?2, value = ?3"},
      delete_tag_{database, "DELETE FROM iam_tag WHERE unique_id = ?1 AND key = ?2"},
      delete_tags_{database, "DELETE FROM iam_tag WHERE unique_id = ?1"},
      insert_key_{database,
                  "INSERT INTO iam_access_key (access_key_id, identity_id, secret, status, created) "
                  "VALUES (?1, ?2, ?3, ?4, ?5)"},
      find_key_{database, "SELECT " KEY_COLUMNS " FROM iam_access_key WHERE access_key_id = ?1"},
      keys_of_{database, "SELECT " KEY_COLUMNS
                         " FROM iam_access_key WHERE identity_id = ?1 ORDER BY created, access_key_id"},
      set_key_status_{database, "UPDATE iam_access_key SET status = ?2 WHERE access_key_id = ?1"},
      delete_key_{database, "DELETE FROM iam_access_key WHERE access_key_id = ?1"},
      note_key_use_{database,
                    "UPDATE iam_access_key SET last_used = ?2, last_used_service = ?3, last_used_region = ?4 "
                    "WHERE access_key_id = ?1"},
      login_profile_{database,
                     "SELECT created, password_reset_required FROM iam_login_profile WHERE identity_id = ?1"},
      put_login_profile_{database,
                         "INSERT INTO iam_login_profile VALUES (?1, ?2, ?3) "
                         "ON CONFLICT (identity_id) DO UPDATE SET password_reset_required = ?3"},
      delete_login_profile_{database, "DELETE FROM iam_login_profile WHERE identity_id = ?1"},
      insert_task_{database, "INSERT INTO iam_service_linked_role_deletion VALUES (?1, ?2)"},
      find_task_{database,
                 "SELECT 1 FROM iam_service_linked_role_deletion WHERE task_id = ?1 AND account = ?2"} {}

std::optional<IamIdentity> IamRepository::find(std::string_view account, IdentityKind kind,
                                               std::string_view name) {
  return first_row(find_.query(account, to_string(kind), name), identity_of);
}

std::optional<IamIdentity> IamRepository::find_by_id(std::int64_t id) {
  return first_row(find_by_id_.query(id), identity_of);
}

std::optional<IamIdentity> IamRepository::find_by_arn(std::string_view arn) {
  return first_row(find_by_arn_.query(arn), identity_of);
}

std::vector<IamIdentity> IamRepository::list(std::string_view account, IdentityKind kind,
                                             std::string_view path_prefix, std::string_view after,
                                             int limit) {
  return all_rows(list_.query(account, to_string(kind), path_prefix, after, limit), identity_of);
}

std::int64_t IamRepository::count(std::string_view account, IdentityKind kind) {
  return first_row(count_.query(account, to_string(kind)), sqlite::first_integer<>).value_or(0);
}

IamIdentity IamRepository::insert(IamIdentity identity) {
  insert_.run(identity.account, to_string(identity.kind), identity.name, identity.path, identity.unique_id,
              identity.arn, identity.created, identity.boundary, identity.trust, identity.trust_principals,
              identity.description, identity.max_session_seconds, identity.linked_service);
  identity.id = database_.last_insert_rowid();
  return identity;
}

void IamRepository::update(const IamIdentity& identity) {
  update_.run(identity.id, identity.name, identity.path, identity.arn, identity.boundary, identity.trust,
              identity.trust_principals, identity.description, identity.max_session_seconds);
}

void IamRepository::remove(const IamIdentity& identity) {
  delete_tags(identity.unique_id);
  remove_.run(identity.id);
}

void IamRepository::note_use(std::int64_t identity_id, std::int64_t time, std::string_view region) {
  note_use_.run(identity_id, time, region);
}

void IamRepository::put_inline(std::int64_t identity_id, std::string_view name, std::string_view document) {
  put_inline_.run(identity_id, name, document);
}

std::optional<InlinePolicy> IamRepository::find_inline(std::int64_t identity_id, std::string_view name) {
  return first_row(find_inline_.query(identity_id, name), inline_policy_of);
}

std::vector<InlinePolicy> IamRepository::inline_policies(std::int64_t identity_id) {
  return all_rows(list_inline_.query(identity_id), inline_policy_of);
}

void IamRepository::delete_inline(std::int64_t identity_id, std::string_view name) {
  delete_inline_.run(identity_id, name);
}

void IamRepository::attach(std::int64_t identity_id, std::string_view policy_arn) {
  attach_.run(identity_id, policy_arn);
}

bool IamRepository::detach(std::int64_t identity_id, std::string_view policy_arn) {
  detach_.run(identity_id, policy_arn);
  return database_.changes() > 0;
}

std::vector<std::string> IamRepository::attachments(std::int64_t identity_id) {
  return all_rows(attachments_.query(identity_id), sqlite::first_text);
}

std::vector<IamIdentity> IamRepository::attached_to(std::string_view account, std::string_view policy_arn) {
  return all_rows(attached_to_.query(account, policy_arn), identity_of);
}

std::vector<IamIdentity> IamRepository::bounded_by(std::string_view account, std::string_view policy_arn) {
  return all_rows(bounded_by_.query(account, policy_arn), identity_of);
}

void IamRepository::add_member(std::int64_t group_id, std::int64_t user_id) {
  add_member_.run(group_id, user_id);
}

void IamRepository::remove_member(std::int64_t group_id, std::int64_t user_id) {
  remove_member_.run(group_id, user_id);
}

std::vector<IamIdentity> IamRepository::members(std::int64_t group_id) {
  return all_rows(members_.query(group_id), identity_of);
}

std::vector<IamIdentity> IamRepository::groups_of(std::int64_t user_id) {
  return all_rows(groups_of_.query(user_id), identity_of);
}

IamTags IamRepository::tags(std::string_view unique_id) { return all_pairs(tags_.query(unique_id)); }

void IamRepository::put_tag(std::string_view unique_id, std::string_view key, std::string_view value) {
  put_tag_.run(unique_id, key, value);
}

void IamRepository::delete_tag(std::string_view unique_id, std::string_view key) {
  delete_tag_.run(unique_id, key);
}

void IamRepository::delete_tags(std::string_view unique_id) { delete_tags_.run(unique_id); }

void IamRepository::insert_key(const AccessKey& key) {
  insert_key_.run(key.access_key_id, key.identity_id, key.secret, key.status, key.created);
}

std::optional<AccessKey> IamRepository::find_key(std::string_view access_key_id) {
  return first_row(find_key_.query(access_key_id), key_of);
}

std::vector<AccessKey> IamRepository::keys_of(std::int64_t identity_id) {
  return all_rows(keys_of_.query(identity_id), key_of);
}

void IamRepository::set_key_status(std::string_view access_key_id, std::string_view status) {
  set_key_status_.run(access_key_id, status);
}

void IamRepository::delete_key(std::string_view access_key_id) { delete_key_.run(access_key_id); }

void IamRepository::note_key_use(std::string_view access_key_id, std::int64_t time, std::string_view service,
                                 std::string_view region) {
  note_key_use_.run(access_key_id, time, service, region);
}

std::optional<LoginProfile> IamRepository::login_profile(std::int64_t identity_id) {
  return first_row(login_profile_.query(identity_id), [identity_id](const auto& row) {
    return LoginProfile{identity_id, row.integer(0), row.integer(1) != 0};
  });
}

void IamRepository::put_login_profile(const LoginProfile& profile) {
  put_login_profile_.run(profile.identity_id, profile.created, std::int64_t{profile.password_reset_required});
}

void IamRepository::delete_login_profile(std::int64_t identity_id) { delete_login_profile_.run(identity_id); }

void IamRepository::insert_deletion_task(std::string_view task_id, std::string_view account) {
  insert_task_.run(task_id, account);
}

bool IamRepository::has_deletion_task(std::string_view task_id, std::string_view account) {
  return has_row(find_task_.query(task_id, account));
}

}  // namespace eni::sandbox
