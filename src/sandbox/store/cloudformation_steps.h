#pragma once
/// What steps of resources that take long keep for a restart, and the signals that come for them. Both last as long as the step;
/// what is put at the URLs of wait condition handles stays as long as these.
#include <string>
#include <vector>

#include "base/json.h"
#include "sandbox/store/store.h"

namespace eni::sandbox {

/// What SignalResource tells.
struct ResourceSignal {
  std::int64_t number = 0;  ///< in order of coming
  std::string unique_id;
  bool is_success = false;
  bool is_taken = false;  ///< it counts, and its event is written
};

class CloudFormationSteps final : public Repository {
 public:
  explicit CloudFormationSteps(sqlite::Database& database) : database_{database} {}

  /// Empty for a step that has kept nothing.
  json::object state(const std::string& stack_id, const std::string& logical_id);
  void keep(const std::string& stack_id, const std::string& logical_id, const json::object& state);
  /// The first of an id counts, another is passed over.
  void add_signal(const std::string& stack_id, const std::string& logical_id, const std::string& unique_id,
                  bool is_success);
  std::vector<ResourceSignal> signals(const std::string& stack_id, const std::string& logical_id);
  void take_signal(std::int64_t number);
  /// The step has come to its end, or begins anew.
  void forget(const std::string& stack_id, const std::string& logical_id);

 private:
  sqlite::Database& database_;
  sqlite::Statement state_{database_,
                           "SELECT state FROM cloudformation_steps WHERE stack_id = ?1 AND logical_id = ?2"};
  sqlite::Statement keep_{
      database_,
      "INSERT OR REPLACE INTO cloudformation_steps (stack_id, logical_id, state) VALUES (?1, ?2, ?3)"};
  sqlite::Statement add_signal_{database_, R"(
    INSERT OR IGNORE INTO cloudformation_signals (stack_id, logical_id, unique_id, is_success, is_taken)
    VALUES (?1, ?2, ?3, ?4, 0))"};
  sqlite::Statement signals_{database_, R"(
    SELECT number, unique_id, is_success, is_taken FROM cloudformation_signals
    WHERE stack_id = ?1 AND logical_id = ?2 ORDER BY number)"};
  sqlite::Statement take_signal_{database_,
                                 "UPDATE cloudformation_signals SET is_taken = 1 WHERE number = ?1"};
  sqlite::Statement forget_state_{database_,
                                  "DELETE FROM cloudformation_steps WHERE stack_id = ?1 AND logical_id = ?2"};
  sqlite::Statement forget_signals_{
      database_, "DELETE FROM cloudformation_signals WHERE stack_id = ?1 AND logical_id = ?2"};
};

class CloudFormationWaitHandles final : public Repository {
 public:
  explicit CloudFormationWaitHandles(sqlite::Database& database) : database_{database} {}

  void add(const std::string& id);
  /// @return  false if there is no such handle (any more)
  bool put(const std::string& id, const std::string& body);
  /// In order of coming.
  std::vector<std::string> bodies(const std::string& id);
  void erase(const std::string& id);

 private:
  sqlite::Database& database_;
  sqlite::Statement add_{database_, "INSERT INTO cloudformation_wait_handles (id) VALUES (?1)"};
  sqlite::Statement put_{database_, R"(
    INSERT INTO cloudformation_wait_signals (handle, body) SELECT id, ?2 FROM cloudformation_wait_handles
    WHERE id = ?1)"};
  sqlite::Statement bodies_{database_,
                            "SELECT body FROM cloudformation_wait_signals WHERE handle = ?1 ORDER BY number"};
  sqlite::Statement erase_{database_, "DELETE FROM cloudformation_wait_handles WHERE id = ?1"};
};

}  // namespace eni::sandbox
