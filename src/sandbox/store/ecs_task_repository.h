#pragma once
/// ECS's tasks. What tasks have in common that were started together is their origin, kept once: a row of a task is
/// narrow, so that a million of them is no burden.
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "sandbox/store/ecs_numbers.h"
#include "sandbox/store/ecs_statuses.h"
#include "sandbox/store/store.h"

namespace eni::sandbox {

/// Tasks that are not STOPPED yet.
struct EcsTaskCounts {
  std::int64_t pending = 0;   ///< to run, and on their way
  std::int64_t running = 0;   ///< to run, and RUNNING
  std::int64_t stopping = 0;  ///< to be stopped
};

/// One call of RunTask or StartTask, or one deployment of a service.
struct EcsTaskOrigin {
  EcsTaskOriginNumber number{};
  EcsClusterNumber cluster{};
  std::optional<EcsServiceNumber> service = {};  ///< of a deployment
  std::string family;                            ///< of the task definition
  std::string started_by;
  EcsTaskCounts counts;    ///< kept by the repository
  std::int64_t tasks = 0;  ///< of any status; kept by the repository
  /// What the tasks were started with (services/ecs/tasks/task_plan.h). Never changes.
  json::object document;
};

/// A task's row without its document: all that is asked of many tasks at once.
struct EcsTaskRow {
  EcsTaskNumber number{};
  std::string id;  ///< 32 hexadecimal digits
  EcsTaskOriginNumber origin{};
  EcsClusterNumber cluster{};
  EcsContainerInstanceNumber host{};
  EcsTaskStatus last_status = EcsTaskStatus::kProvisioning;
  EcsTaskStatus desired_status = EcsTaskStatus::kRunning;  ///< or kStopped
  std::int64_t port_block =
      0;  ///< of host ports that Docker chooses (services/ecs/tasks/task_ports.h); 0 for none
  std::int64_t stopped_at = 0;  ///< 0 while it is not STOPPED

  /// Whether it still occupies its host.
  bool is_placed() const { return last_status != EcsTaskStatus::kStopped; }
  /// Whether it has found a host; only tasks of capacity providers wait for one.
  bool has_host() const { return host != EcsContainerInstanceNumber{}; }
  bool is_running() const { return last_status == EcsTaskStatus::kRunning; }
  bool is_to_stop() const { return desired_status == EcsTaskStatus::kStopped; }
  bool is_under_way() const { return is_placed() && (!is_running() || is_to_stop()); }
};

struct EcsTask : EcsTaskRow {
  /// Times (milliseconds), version, attachment, why it stopped: what differs from task to task.
  json::object document;
};

/// In which of its origin's numbers a task counts: one of them, or none if it is STOPPED.
EcsTaskCounts counts_of(const EcsTaskRow& task);

/// Which tasks a list is about: a member that is there must fit.
struct EcsTaskQuery {
  EcsClusterNumber cluster{};
  EcsTaskStatus desired_status = EcsTaskStatus::kRunning;
  std::optional<EcsContainerInstanceNumber> host = {};
  std::optional<EcsServiceNumber> service = {};
  std::optional<std::string> family = {};
  std::optional<std::string> started_by = {};
  /// The last task of the page before; zeros for the first page.
  EcsTaskOriginNumber after_origin{};
  EcsTaskNumber after_number{};
  std::int64_t limit = 100;
};

/// Tasks of one origin on one host that are not STOPPED yet.
struct EcsPlacedTasks {
  EcsContainerInstanceNumber host{};
  EcsTaskOriginNumber origin{};
  bool stopping = false;  ///< to be stopped
  std::int64_t tasks = 0;
};

/// Tasks of one origin that wait for an instance of one capacity provider.
struct EcsWaitingTasks {
  EcsTaskOriginNumber origin{};
  std::string provider;
  std::int64_t tasks = 0;
};

class EcsTaskRepository final : public Repository {
 public:
  explicit EcsTaskRepository(sqlite::Database& database);

  EcsTaskOrigin insert_origin(EcsTaskOrigin origin);
  std::optional<EcsTaskOrigin> find_origin(EcsTaskOriginNumber number);
  /// Its counts alone: what the service scheduler asks for at each step.
  EcsTaskCounts counts(EcsTaskOriginNumber origin);
  /// Unless it has tasks.
  void remove_origin(EcsTaskOriginNumber number);

  /// @return  it with its number
  EcsTask insert(EcsTask task);
  std::optional<EcsTask> find(std::string_view id);
  std::optional<EcsTask> find(EcsTaskNumber number);
  /// Whose ids begin so, of any status, in the order of their ids.
  std::vector<EcsTask> find_by_start(std::string_view id_start, std::int64_t limit);
  /// Statuses and document; counts follow.
  /// @param before  as it is in the store
  void update(const EcsTask& task, const EcsTask& before);

  std::vector<EcsTaskRow> list(const EcsTaskQuery& query);
  /// Of a host, not STOPPED.
  std::vector<EcsTask> on_host(EcsContainerInstanceNumber host);
  /// Of an origin, to run, oldest first: those that are RUNNING, or those that are on their way.
  enum class Progress { kPending, kRunning };
  std::vector<EcsTask> of_origin(EcsTaskOriginNumber origin, Progress progress, std::int64_t limit);
  /// All of an origin that are not STOPPED, oldest first.
  std::vector<EcsTaskRow> placed_of_origin(EcsTaskOriginNumber origin);
  /// Those of an origin on one host that are to run, oldest first.
  std::vector<EcsTaskRow> kept_on_host(EcsClusterNumber cluster, EcsContainerInstanceNumber host,
                                       EcsTaskOriginNumber origin);
  /// Numbers of tasks that are neither settled nor STOPPED: what a killed sandbox left unfinished.
  std::vector<EcsTaskNumber> under_way();
  /// Of those that are RUNNING, to run.
  std::vector<EcsTaskNumber> running();
  /// In the order of hosts: what occupies a cluster's hosts, counted from an index.
  std::vector<EcsPlacedTasks> placed(EcsClusterNumber cluster);
  /// Whether tasks that are not STOPPED were started by a capacity provider.
  bool has_tasks_of_provider(EcsClusterNumber cluster, std::string_view provider);
  /// Numbers of those that wait for a host, oldest first.
  std::vector<EcsTaskNumber> without_host(EcsClusterNumber cluster);
  std::vector<EcsWaitingTasks> waiting(EcsClusterNumber cluster);
  std::int64_t count_without_host(EcsClusterNumber cluster);
  /// Clusters with tasks that wait for a host.
  std::vector<EcsClusterNumber> clusters_without_hosts();
  /// By provider, those of an origin that are to run.
  std::map<std::string, std::int64_t> counts_by_provider(EcsTaskOriginNumber origin);
  /// It has found its host.
  void place(const EcsTask& task);
  /// The lowest from 1 on that no task on the host has.
  std::int64_t free_port_block(EcsContainerInstanceNumber host);

  /// Forgets tasks that stopped before `moment`, and origins without tasks that are no deployment's.
  /// @return  them
  std::vector<EcsTask> forget_stopped(std::int64_t moment);
  /// When the next task is to be forgotten: stopped_at of the oldest STOPPED one.
  std::optional<std::int64_t> oldest_stopped();

  /// What RunTask was asked with this client token, and which tasks it started, unless that was before `moment`.
  struct Token {
    std::string request;  ///< a digest of its parameters
    std::vector<std::string> task_ids;
  };
  std::optional<Token> find_token(EcsClusterNumber cluster, std::string_view token, std::int64_t moment);
  /// Forgets all tokens from before `moment`, too.
  void put_token(EcsClusterNumber cluster, std::string_view token, std::int64_t now, std::int64_t moment,
                 const Token& value);

 private:
  void count(const EcsTaskCounts& before, const EcsTaskCounts& after, EcsTaskOriginNumber origin,
             std::int64_t tasks);

  sqlite::Database& database_;
  sqlite::Statement insert_origin_, find_origin_, remove_origin_, count_origin_, counts_;
  sqlite::Statement insert_, find_by_id_, find_by_number_, find_by_start_, update_;
  sqlite::Statement list_, list_host_, on_host_, kept_on_host_, pending_of_origin_, running_of_origin_,
      placed_of_origin_, under_way_, running_, placed_, port_blocks_, of_provider_, without_host_, waiting_,
      count_without_host_, clusters_without_hosts_, by_provider_, place_;
  sqlite::Statement stopped_before_, remove_, oldest_stopped_, unused_origins_;
  sqlite::Statement find_token_, put_token_, forget_tokens_;
};

}  // namespace eni::sandbox
