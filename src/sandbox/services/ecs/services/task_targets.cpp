#include "sandbox/services/ecs/services/task_targets.h"

#include "base/text.h"
#include "sandbox/gateway/gateway.h"
#include "sandbox/services/ecs/input.h"
#include "sandbox/services/ecs/service_linked_role.h"
#include "sandbox/services/ecs/services/failed_tasks.h"
#include "sandbox/services/ecs/services/task_health.h"
#include "sandbox/services/ecs/services/task_registrations.h"
#include "sandbox/services/ecs/tasks/container_states.h"
#include "sandbox/services/ecs/tasks/task_interface.h"
#include "sandbox/services/ecs/tasks/task_ports.h"

namespace eni::sandbox::ecs_service {

namespace {

constexpr Duration kPauseAfterRefusal = std::chrono::seconds{10};
constexpr std::string_view kZoneNotEnabled =
    "Target is in an Availability Zone that is not enabled for the load balancer";

/// The state of a target whose group is not there, which was told.
constexpr std::string_view kNoGroup = "no group";

/// The host's port at which the container's is reached; 0 if there is none.
std::int64_t host_port(const TaskPlan& plan, const EcsTask& task, const std::string& container,
                       std::int64_t container_port) {
  for (const json::value& binding : network_bindings(plan, task, container))
    if (integer_at(binding.as_object(), "containerPort") == container_port)
      return integer_at(binding.as_object(), "hostPort");
  return 0;
}

EcsTaskTarget target_of(Store& store, const TaskPlan& plan, const EcsTask& task,
                        const json::object& load_balancer) {
  EcsTaskTarget target;
  target.task = task.number;
  target.origin = task.origin;
  target.target_group = text_at(load_balancer, "targetGroupArn");
  target.container_port = integer_at(load_balancer, "containerPort");
  if (const json::object* attachment = attachment_of(task)) {
    target.id = text_at(*attachment, "privateIPv4Address");
    target.port = target.container_port;
  } else if (const auto host = store.get<EcsContainerInstanceRepository>().find(task.host)) {
    target.id = host->ec2_instance_id;
    target.port = host_port(plan, task, text_at(load_balancer, "containerName"), target.container_port);
  }
  return target;
}

json::object params_of(const EcsTaskTarget& target) {
  json::array targets;
  targets.push_back(json::object{{"Id", target.id}, {"Port", target.port}});
  json::object params{{"TargetGroupArn", target.target_group}};
  params["Targets"] = std::move(targets);
  return params;
}

/// What DescribeTargetHealth says of the one target that it was asked about.
json::object health_in(const json::object& reply) {
  for (const json::value& description : array_at(reply, "TargetHealthDescriptions"))
    return object_at(description.as_object(), "TargetHealth");
  return {};
}

bool is_unhealthy(const json::object& health) {
  return text_at(health, "State") == "unhealthy" || text_at(health, "Description") == kZoneNotEnabled;
}

bool is_not_registered(const json::object& health) {
  return text_at(health, "Reason") == "Target.NotRegistered";
}

}  // namespace

/// Whose targets are looked at.
struct TaskTargets::Context {
  EcsTask task;
  EcsCluster cluster;
  EcsService service;
  Environment& env;

  Task<ApiResult<Reply>> call(std::string operation, const EcsTaskTarget& target) const {
    const aws::Region region{cluster.region};
    const Principal principal =
        service_scheduler_principal(env.store, aws::AccountId{cluster.account}, region);
    return env.gateway.call(principal, region, "elasticloadbalancing", std::move(operation),
                            params_of(target));
  }
  void tell(std::string message) const { ServiceEvents{env, cluster, service}.add(std::move(message)); }
};

void TaskTargets::start() {
  for (const EcsTaskNumber task : env_.store.get<EcsTaskTargetRepository>().tasks()) looks_.begin(task);
}

void TaskTargets::end() {
  for (const auto& [task, timer] : timers_) env_.scheduler.cancel(timer);
  timers_.clear();
}

void TaskTargets::receive(const Event& event) {
  if (event.source != "sandbox.elasticloadbalancing") return;
  auto& targets = env_.store.get<EcsTaskTargetRepository>();
  const std::string group = text_at(event.detail, "targetGroupArn");
  for (const EcsTaskNumber task :
       targets.tasks_at(group, text_at(event.detail, "id"), integer_at(event.detail, "port")))
    looks_.begin(task);
}

void TaskTargets::store_change(const EcsTask& task, const EcsTask& before) {
  const auto plan = indexes_.plan(task.origin);
  if (!plan->has_targets()) return;
  auto& targets = env_.store.get<EcsTaskTargetRepository>();
  if (task.is_running() && !before.is_running()) {
    for (const json::value& load_balancer : plan->load_balancers)
      targets.insert(target_of(env_.store, *plan, task, load_balancer.as_object()));
    for (const json::value& registry : plan->service_registries)
      targets.insert(registration_of(*plan, task, registry.as_object()));
  }
  if (task.is_to_stop()) targets.leave(task.number);
}

void TaskTargets::task_changed(const EcsTask& task, const EcsTask& before) {
  if (!indexes_.plan(task.origin)->has_targets()) return;
  const bool runs = task.is_running() && !before.is_running();
  const bool is_otherwise = task.is_running() && task_health(task) != task_health(before);
  if (runs || is_otherwise || task.is_to_stop() != before.is_to_stop()) looks_.begin(task.number);
}

Task<void> TaskTargets::look_at(EcsTaskNumber number) {
  auto& targets = env_.store.get<EcsTaskTargetRepository>();
  const auto rows = targets.of_task(number);
  auto task = env_.store.get<EcsTaskRepository>().find(number);
  const auto origin = task ? env_.store.get<EcsTaskRepository>().find_origin(task->origin) : std::nullopt;
  const auto service = origin && origin->service
                           ? env_.store.get<EcsServiceRepository>().find(*origin->service)
                           : std::nullopt;
  const auto cluster = task ? env_.store.get<EcsClusterRepository>().find(task->cluster) : std::nullopt;
  if (!service || !cluster) {
    for (const EcsTaskTarget& target : rows) targets.remove(target);
    co_return;
  }
  if (const auto timer = timers_.find(number); timer != timers_.end()) {
    env_.scheduler.cancel(timer->second);
    timers_.erase(timer);
  }
  Context context{*std::move(task), *cluster, *service, env_};
  for (const EcsTaskTarget& target : rows) {
    auto looking = look_at_target(context, target);
    co_await std::move(looking);
  }
  if (!rows.empty() && targets.of_task(number).empty()) tasks_.go_on(number);
}

Task<void> TaskTargets::look_at_target(Context& context, EcsTaskTarget target) {
  if (is_registration(target)) {
    auto looking = look_at_registration(context, target);
    co_await std::move(looking);
    co_return;
  }
  if (target.state == "new" || target.state == kNoGroup) {
    auto registering = register_target(context, target);
    co_await std::move(registering);
    co_return;
  }
  if (target.state == "leaving") {
    auto leaving = deregister_target(context, target);
    co_await std::move(leaving);
    co_return;
  }
  auto asking = context.call("DescribeTargetHealth", target);
  const auto reply = co_await std::move(asking);
  if (reply.has_value()) {
    take_health(context, target, health_in(reply->value.as_object()));
  } else if (reply.error().code == "TargetGroupNotFound" && target.state == "draining") {
    env_.store.get<EcsTaskTargetRepository>().remove(target);
  } else {
    look_again(target.task, env_.scheduler.now() + kPauseAfterRefusal);
  }
}

/// What Cloud Map knows of a task is what ECS has told it last: "healthy", "unhealthy".
Task<void> TaskTargets::look_at_registration(Context& context, EcsTaskTarget target) {
  auto& targets = env_.store.get<EcsTaskTargetRepository>();
  const RegisteredTask registered{context.task, context.cluster, context.service,
                                  indexes_.plan(context.task.origin)};
  if (target.state == "leaving") {
    auto leaving = deregister_task(env_, registered, target);
    const auto left = co_await std::move(leaving);
    if (left.has_value()) co_return targets.remove(target);
    co_return registration_refused(target, left.error());
  }
  const std::string now = registered_health(env_.store, *registered.plan, registered.task);
  const std::string state = to_lower(now);
  if (target.state == state) co_return;
  if (target.state == "new") {
    auto registering = register_task(env_, registered, target);
    const auto made = co_await std::move(registering);
    if (made.has_error()) co_return registration_refused(target, made.error());
    co_return keep_registration(target, made->empty() ? "healthy" : to_lower(*made));
  }
  auto telling = tell_health(env_, registered, target, now);
  const auto told = co_await std::move(telling);
  if (told.has_error()) co_return registration_refused(target, told.error());
  keep_registration(target, state);
}

/// A task that is healthy in all eyes ends a row of failed ones.
void TaskTargets::set_health(const EcsTaskTarget& target, const EcsTask& task, const std::string& state) {
  sqlite::Transaction transaction{env_.store.database()};
  env_.store.get<EcsTaskTargetRepository>().set_state(target, state);
  if (is_healthy(env_, *indexes_.plan(task.origin), task)) forget_failed_tasks(env_.store, task.origin);
  transaction.commit();
}

/// The registration is to be undone if the task is to stop by now: its state stays, and it is looked at again.
void TaskTargets::keep_registration(const EcsTaskTarget& target, const std::string& state) {
  const auto task = env_.store.get<EcsTaskRepository>().find(target.task);
  if (!task || task->is_to_stop()) return looks_.begin(target.task);
  set_health(target, *task, state);
  if (const auto origin = env_.store.get<EcsTaskRepository>().find_origin(task->origin);
      origin && origin->service)
    on_change(*origin->service);
}

void TaskTargets::registration_refused(const EcsTaskTarget& target, const ApiError& error) {
  env_.log.warn("a task's registration in a service registry cannot be changed",
                {{"task", target.id}, {"registry", target.target_group}, {"error", error.message}});
  look_again(target.task, env_.scheduler.now() + kPauseAfterRefusal);
}

/// The target's state stays as it is if the task is to stop by now.
Task<void> TaskTargets::register_target(Context& context, EcsTaskTarget target) {
  auto& targets = env_.store.get<EcsTaskTargetRepository>();
  auto registering = context.call("RegisterTargets", target);
  const auto registered = co_await std::move(registering);
  const auto task = env_.store.get<EcsTaskRepository>().find(target.task);
  if (!task || task->is_to_stop()) co_return;
  if (registered.has_value()) {
    sqlite::Transaction transaction{env_.store.database()};
    targets.set_state(target, "initial");
    context.tell(registered_event(context.service.name, target.target_group));
    transaction.commit();
    looks_.begin(target.task);
    co_return;
  }
  env_.log.warn("a task's target cannot be registered", {{"task", context.task.id},
                                                         {"target_group", target.target_group},
                                                         {"error", registered.error().message}});
  if (registered.error().code == "TargetGroupNotFound" && target.state == "new") {
    sqlite::Transaction transaction{env_.store.database()};
    targets.set_state(target, kNoGroup);
    context.tell(not_found_event(context.service.name, indexes_.plan(target.origin)->started_by,
                                 context.task.id, target.target_group, "TARGET GROUP"));
    transaction.commit();
  }
  look_again(target.task, env_.scheduler.now() + kPauseAfterRefusal);
}

/// What is not registered is no error, and a group that is gone has no targets.
Task<void> TaskTargets::deregister_target(Context& context, EcsTaskTarget target) {
  auto& targets = env_.store.get<EcsTaskTargetRepository>();
  auto leaving = context.call("DeregisterTargets", target);
  const auto left = co_await std::move(leaving);
  if (left.has_error()) {
    if (left.error().code == "TargetGroupNotFound") {
      targets.remove(target);
    } else {
      look_again(target.task, env_.scheduler.now() + kPauseAfterRefusal);
    }
    co_return;
  }
  sqlite::Transaction transaction{env_.store.database()};
  targets.set_state(target, "draining");
  context.tell(deregistered_event(context.service.name, target.target_group));
  context.tell(draining_event(context.service.name));
  transaction.commit();
  looks_.begin(target.task);
}

void TaskTargets::take_health(Context& context, const EcsTaskTarget& target, const json::object& health) {
  auto& targets = env_.store.get<EcsTaskTargetRepository>();
  const auto task = env_.store.get<EcsTaskRepository>().find(target.task);
  if (!task) return;
  if (task->is_to_stop()) {
    if (target.state == "draining" && is_not_registered(health)) targets.remove(target);
    return;
  }
  const std::string state = text_at(health, "State");
  // Somebody else has deregistered it.
  if (is_not_registered(health)) {
    targets.set_state(target, "new");
    context.tell(not_found_event(context.service.name, indexes_.plan(target.origin)->started_by,
                                 context.task.id, target.target_group, "TARGET"));
    looks_.begin(target.task);
  } else if (state != target.state) {
    set_health(target, *task, state);
    on_change(context.service.number);
  }
  if (!is_unhealthy(health)) return;
  const std::int64_t grace = integer_at(context.service.document, "healthCheckGracePeriodSeconds") * 1000;
  const std::int64_t until = integer_at(task->document, "startedAt") + grace;
  if (now_millis(env_) < until) return look_again(target.task, TimePoint{Duration{until}});
  context.task = *task;
  stop_unhealthy(context, target, text_at(health, "Description"));
}

void TaskTargets::stop_unhealthy(Context& context, const EcsTaskTarget& target, const std::string& reason) {
  const bool has_address = attachment_of(context.task) != nullptr;
  const std::string where = has_address ? "(task " + context.task.id + ")" : "(instance " + target.id + ")";
  sqlite::Transaction transaction{env_.store.database()};
  context.tell(unhealthy_event(context.service.name, where, target.port, target.target_group, reason));
  context.tell(stopped_event(context.service.name, {context.task.id}));
  count_failed_health_check(env_.store, context.service.number, context.task.origin);
  tasks_.stop(context.task, {"ServiceSchedulerInitiated",
                             "Task failed ELB health checks in (target-group " + target.target_group + ")"});
  transaction.commit();
  on_failure(context.service.number);
}

void TaskTargets::look_again(EcsTaskNumber task, TimePoint when) {
  if (const auto timer = timers_.find(task); timer != timers_.end()) env_.scheduler.cancel(timer->second);
  timers_[task] = env_.scheduler.call_at(when, [this, task] {
    timers_.erase(task);
    looks_.begin(task);
  });
}

}  // namespace eni::sandbox::ecs_service
