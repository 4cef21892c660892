#pragma once
/// What happened to stacks, what is planned for them, and what they share: events, change sets, exports.
#include <optional>
#include <string>
#include <vector>

#include "sandbox/store/cloudformation_records.h"
#include "sandbox/store/store.h"

namespace eni::sandbox {

class CloudFormationEvents final : public Repository {
 public:
  explicit CloudFormationEvents(sqlite::Database& database) : database_{database} {}

  /// @param event  as DescribeStackEvents shows it, EventId included
  void append(const std::string& stack_id, const json::object& event);
  /// Timestamp of the newest; nothing of a stack without events.
  std::optional<TimePoint> newest_time(const std::string& stack_id);
  struct Page {
    json::array events;
    std::optional<std::int64_t> next;  ///< `before` of the next page
  };
  /// Newest first, those before the number `before`.
  Page newest(const std::string& stack_id, std::int64_t before, int limit);

 private:
  sqlite::Database& database_;
  sqlite::Statement append_{
      database_, "INSERT INTO cloudformation_events (stack_id, event_id, document) VALUES (?1, ?2, ?3)"};
  sqlite::Statement newest_{database_, R"(
    SELECT number, document FROM cloudformation_events WHERE stack_id = ?1 AND number < ?2
    ORDER BY number DESC LIMIT ?3)"};
};

/// An event that a topic has not been told yet.
struct NotificationRecord {
  std::int64_t number = 0;  ///< grows with time
  std::string region;
  std::string topic;
  json::object principal;  ///< Principal::to_json() of who publishes
  std::string message;
};

class CloudFormationNotifications final : public Repository {
 public:
  explicit CloudFormationNotifications(sqlite::Database& database) : database_{database} {}

  /// Gives it its number.
  void append(const NotificationRecord& notification);
  /// The oldest.
  std::optional<NotificationRecord> next();
  void erase(std::int64_t number);

 private:
  sqlite::Database& database_;
  sqlite::Statement append_{database_, R"(
    INSERT INTO cloudformation_notifications (region, topic, principal, message) VALUES (?1, ?2, ?3, ?4))"};
  sqlite::Statement next_{database_, R"(
    SELECT number, region, topic, principal, message FROM cloudformation_notifications ORDER BY number LIMIT 1)"};
  sqlite::Statement erase_{database_, "DELETE FROM cloudformation_notifications WHERE number = ?1"};
};

class CloudFormationChangeSets final : public Repository {
 public:
  explicit CloudFormationChangeSets(sqlite::Database& database) : database_{database} {}

  /// Inserts it or replaces what was there.
  void save(const ChangeSetRecord& change_set);
  void erase(const std::string& id);
  void erase_all(const std::string& stack_id);
  std::optional<ChangeSetRecord> find_by_id(const std::string& id);
  std::optional<ChangeSetRecord> find_by_name(const std::string& stack_id, const std::string& name);
  /// Oldest first.
  std::vector<ChangeSetRecord> of_stack(const std::string& stack_id);

 private:
  sqlite::Database& database_;
  sqlite::Statement save_{database_, R"(
    INSERT OR REPLACE INTO cloudformation_change_sets (id, stack_id, name, status, execution_status, creation_time,
      document) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7))"};
  sqlite::Statement erase_{database_, "DELETE FROM cloudformation_change_sets WHERE id = ?1"};
  sqlite::Statement erase_all_{database_, "DELETE FROM cloudformation_change_sets WHERE stack_id = ?1"};
  sqlite::Statement find_by_id_{database_, R"(
    SELECT id, stack_id, name, status, execution_status, creation_time, document
    FROM cloudformation_change_sets WHERE id = ?1)"};
  sqlite::Statement find_by_name_{database_, R"(
    SELECT id, stack_id, name, status, execution_status, creation_time, document
    FROM cloudformation_change_sets WHERE stack_id = ?1 AND name = ?2)"};
  sqlite::Statement of_stack_{database_, R"(
    SELECT id, stack_id, name, status, execution_status, creation_time, document
    FROM cloudformation_change_sets WHERE stack_id = ?1 ORDER BY creation_time, rowid)"};
};

struct ExportRecord {
  std::string name;
  std::string stack_id;
  std::string value;
};

class CloudFormationExports final : public Repository {
 public:
  explicit CloudFormationExports(sqlite::Database& database) : database_{database} {}

  /// Replaces all that the stack exported before.
  void replace(const StackRecord& stack, const std::vector<ExportRecord>& exports);
  /// Replaces the names of exports that the stack imports.
  void replace_imports(const StackRecord& stack, const std::vector<std::string>& names);
  std::optional<ExportRecord> find(const std::string& account, const std::string& region,
                                   const std::string& name);
  /// In order of their names.
  std::vector<ExportRecord> list(const std::string& account, const std::string& region);
  /// Names of the stacks that import it, in order.
  std::vector<std::string> importers(const std::string& account, const std::string& region,
                                     const std::string& name);

 private:
  sqlite::Database& database_;
  sqlite::Statement erase_{database_, "DELETE FROM cloudformation_exports WHERE stack_id = ?1"};
  sqlite::Statement insert_{database_, R"(
    INSERT INTO cloudformation_exports (account, region, name, stack_id, value) VALUES (?1, ?2, ?3, ?4, ?5))"};
  sqlite::Statement find_{database_, R"(
    SELECT name, stack_id, value FROM cloudformation_exports WHERE account = ?1 AND region = ?2 AND name = ?3)"};
  sqlite::Statement list_{database_, R"(
    SELECT name, stack_id, value FROM cloudformation_exports WHERE account = ?1 AND region = ?2 ORDER BY name)"};
  sqlite::Statement erase_imports_{database_, "DELETE FROM cloudformation_imports WHERE stack_id = ?1"};
  sqlite::Statement insert_import_{database_, R"(
    INSERT OR IGNORE INTO cloudformation_imports (stack_id, account, region, name) VALUES (?1, ?2, ?3, ?4))"};
  sqlite::Statement importers_{database_, R"(
    SELECT s.name FROM cloudformation_imports i JOIN cloudformation_stacks s ON s.id = i.stack_id
    WHERE i.account = ?1 AND i.region = ?2 AND i.name = ?3 ORDER BY s.name)"};
};

/// A question to a custom resource that has not been done with.
struct CustomRequestRecord {
  std::string request_id;
  std::string stack_id;
  std::string logical_id;
  json::object request;                 ///< the event as its function gets it, without ResponseURL
  std::optional<std::string> response;  ///< the body that was put
};

class CloudFormationCustomRequests final : public Repository {
 public:
  explicit CloudFormationCustomRequests(sqlite::Database& database) : database_{database} {}

  /// Replaces an older request to the same resource: its answer is not wanted any more.
  void save(const CustomRequestRecord& request);
  /// Takes the answer, once. @return  false if no answer is wanted (any more)
  bool answer(const std::string& request_id, const std::string& response);
  void erase(const std::string& request_id);
  std::optional<CustomRequestRecord> find(const std::string& request_id);
  std::optional<CustomRequestRecord> find_of_resource(const std::string& stack_id,
                                                      const std::string& logical_id);

  struct Key {
    std::string access_key_id;
    std::string secret_access_key;
  };
  std::optional<Key> response_key();
  void save_response_key(const Key& key);

 private:
  sqlite::Database& database_;
  sqlite::Statement save_{database_, R"(
    INSERT OR REPLACE INTO cloudformation_custom_requests (request_id, stack_id, logical_id, request, response)
    VALUES (?1, ?2, ?3, ?4, ?5))"};
  sqlite::Statement answer_{database_, R"(
    UPDATE cloudformation_custom_requests SET response = ?2 WHERE request_id = ?1 AND response IS NULL)"};
  sqlite::Statement erase_{database_, "DELETE FROM cloudformation_custom_requests WHERE request_id = ?1"};
  sqlite::Statement find_{database_, R"(
    SELECT request_id, stack_id, logical_id, request, response FROM cloudformation_custom_requests
    WHERE request_id = ?1)"};
  sqlite::Statement find_of_resource_{database_, R"(
    SELECT request_id, stack_id, logical_id, request, response FROM cloudformation_custom_requests
    WHERE stack_id = ?1 AND logical_id = ?2)"};
  sqlite::Statement find_key_{database_,
                              "SELECT access_key_id, secret_access_key FROM cloudformation_response_key"};
  sqlite::Statement save_key_{database_, R"(
    INSERT INTO cloudformation_response_key (access_key_id, secret_access_key) VALUES (?1, ?2))"};
};

}  // namespace eni::sandbox
