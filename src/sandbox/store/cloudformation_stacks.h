#pragma once
/// Stacks and their resources.
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "sandbox/store/cloudformation_records.h"
#include "sandbox/store/store.h"

namespace eni::sandbox {

class CloudFormationStacks final : public Repository {
 public:
  explicit CloudFormationStacks(sqlite::Database& database) : database_{database} {}

  void insert(const StackRecord& stack);
  /// Writes all of it but id, account, region and name.
  void update(const StackRecord& stack);
  void erase(const std::string& id);

  std::optional<StackRecord> find_by_id(const std::string& id);
  /// A deleted stack is not found by its name.
  std::optional<StackRecord> find_living(const std::string& account, const std::string& region,
                                         const std::string& name);
  /// Newest first, deleted ones too.
  std::vector<StackRecord> list(const std::string& account, const std::string& region);
  /// Ids of stacks that an operation runs on, in order of creation.
  std::vector<std::string> list_unfinished();

 private:
  sqlite::Database& database_;
  sqlite::Statement insert_{database_, R"(
    INSERT INTO cloudformation_stacks (id, account, region, name, status, status_reason, creation_time,
      last_updated_time, deletion_time, document) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10))"};
  sqlite::Statement update_{database_, R"(
    UPDATE cloudformation_stacks SET status = ?2, status_reason = ?3, creation_time = ?4, last_updated_time = ?5,
      deletion_time = ?6, document = ?7 WHERE id = ?1)"};
  sqlite::Statement erase_{database_, "DELETE FROM cloudformation_stacks WHERE id = ?1"};
  sqlite::Statement find_by_id_{database_, R"(
    SELECT id, account, region, name, status, status_reason, creation_time, last_updated_time, deletion_time, document
    FROM cloudformation_stacks WHERE id = ?1)"};
  sqlite::Statement find_living_{database_, R"(
    SELECT id, account, region, name, status, status_reason, creation_time, last_updated_time, deletion_time, document
    FROM cloudformation_stacks WHERE account = ?1 AND region = ?2 AND name = ?3 AND deletion_time IS NULL)"};
  sqlite::Statement list_{database_, R"(
    SELECT id, account, region, name, status, status_reason, creation_time, last_updated_time, deletion_time, document
    FROM cloudformation_stacks WHERE account = ?1 AND region = ?2 ORDER BY creation_time DESC, rowid DESC)"};
  sqlite::Statement list_unfinished_{database_, R"(
    SELECT id, status FROM cloudformation_stacks WHERE deletion_time IS NULL ORDER BY creation_time, rowid)"};
};

/// Resources by logical id.
using ResourceRecords = std::map<std::string, ResourceRecord, std::less<>>;

class CloudFormationResources final : public Repository {
 public:
  explicit CloudFormationResources(sqlite::Database& database) : database_{database} {}

  /// Inserts it or replaces what was there.
  void save(const ResourceRecord& resource);
  void erase(const std::string& stack_id, const std::string& logical_id);
  void erase_all(const std::string& stack_id);
  ResourceRecords of_stack(const std::string& stack_id);
  std::optional<ResourceRecord> find(const std::string& stack_id, const std::string& logical_id);
  /// Id of a stack that has a resource of this physical id, or nothing.
  std::optional<std::string> stack_of_physical_id(const std::string& account, const std::string& region,
                                                  const std::string& physical_id);

 private:
  sqlite::Database& database_;
  sqlite::Statement save_{database_, R"(
    INSERT OR REPLACE INTO cloudformation_resources (stack_id, logical_id, position, status, status_reason, updated_at,
      physical_id, change, current, previous) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10))"};
  sqlite::Statement erase_{database_,
                           "DELETE FROM cloudformation_resources WHERE stack_id = ?1 AND logical_id = ?2"};
  sqlite::Statement erase_all_{database_, "DELETE FROM cloudformation_resources WHERE stack_id = ?1"};
  sqlite::Statement of_stack_{database_, R"(
    SELECT stack_id, logical_id, position, status, status_reason, updated_at, change, current, previous
    FROM cloudformation_resources WHERE stack_id = ?1)"};
  sqlite::Statement find_{database_, R"(
    SELECT stack_id, logical_id, position, status, status_reason, updated_at, change, current, previous
    FROM cloudformation_resources WHERE stack_id = ?1 AND logical_id = ?2)"};
  sqlite::Statement stack_of_physical_id_{database_, R"(
    SELECT s.id FROM cloudformation_resources r JOIN cloudformation_stacks s ON s.id = r.stack_id
    WHERE r.physical_id = ?3 AND s.account = ?1 AND s.region = ?2 AND s.deletion_time IS NULL
    ORDER BY s.creation_time DESC LIMIT 1)"};
};

}  // namespace eni::sandbox
