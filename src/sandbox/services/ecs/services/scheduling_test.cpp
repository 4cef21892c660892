#include "sandbox/services/ecs/services/scheduling.h"

#include <gtest/gtest.h>
#include <ostream>

namespace eni::sandbox::ecs_service {

void PrintTo(const ReplicaPlan& plan, std::ostream* out) {
  *out << "start " << plan.start << ", stop kept " << plan.stop_kept << ", leaving "
       << plan.stop_leaving_pending << " pending and " << plan.stop_leaving_running << " running";
}
void PrintTo(const DaemonPlan& plan, std::ostream* out) {
  *out << "start " << plan.start << ", stop old " << plan.stop_old_pending << " pending and "
       << plan.stop_old_running << " running";
}

namespace {

struct ReplicaRow {
  const char* what;
  ReplicaState state;
  ReplicaPlan plan;
};

// desired, {minimum %, maximum %}, kept {pending, running, of those unready}, leaving {the same}
// start, stop kept, stop leaving pending, stop leaving running
const ReplicaRow kReplicas[] = {
    {"a new service starts its tasks", {4, {100, 200}, {0, 0}, {0, 0}}, {4, 0, 0, 0}},
    {"a steady service rests", {4, {100, 200}, {0, 4}, {0, 0}}, {0, 0, 0, 0}},
    {"a stopped task is replaced", {4, {100, 200}, {0, 3}, {0, 0}}, {1, 0, 0, 0}},
    {"pending tasks count as started", {4, {100, 200}, {3, 1}, {0, 0}}, {0, 0, 0, 0}},
    {"scale in", {2, {100, 200}, {0, 5}, {0, 0}}, {0, 3, 0, 0}},
    {"scale in to nothing", {0, {100, 200}, {1, 5}, {0, 0}}, {0, 6, 0, 0}},
    {"100/200: all new ones start beside the old", {4, {100, 200}, {0, 0}, {0, 4}}, {4, 0, 0, 0}},
    {"100/200: as many old ones stop as new ones run", {4, {100, 200}, {1, 3}, {0, 4}}, {0, 0, 0, 3}},
    {"100/200: the last old ones stop", {4, {100, 200}, {0, 4}, {0, 4}}, {0, 0, 0, 4}},
    {"100/150: half of them at a time", {4, {100, 150}, {0, 0}, {0, 4}}, {2, 0, 0, 0}},
    {"50/100: half of the old make room first", {4, {50, 100}, {0, 0}, {0, 4}}, {2, 0, 0, 2}},
    {"50/100: waits while new ones are pending", {4, {50, 100}, {2, 0}, {0, 2}}, {0, 0, 0, 0}},
    {"50/100: the other half", {4, {50, 100}, {0, 2}, {0, 2}}, {2, 0, 0, 2}},
    {"0/100: all old ones stop at once", {2, {0, 100}, {0, 0}, {0, 2}}, {2, 0, 0, 2}},
    {"100/100: can go neither way", {2, {100, 100}, {0, 0}, {0, 2}}, {0, 0, 0, 0}},
    {"minimum is rounded up", {3, {50, 100}, {0, 0}, {0, 3}}, {1, 0, 0, 1}},
    {"maximum is rounded down: one task at 150 has no room", {1, {100, 150}, {0, 0}, {0, 1}}, {0, 0, 0, 0}},
    {"old tasks that never ran stop at once", {4, {100, 200}, {0, 0}, {4, 0}}, {4, 0, 4, 0}},
    {"draining: a replacement starts first", {4, {100, 200}, {0, 3}, {0, 1}}, {1, 0, 0, 0}},
    {"draining: then its task stops", {4, {100, 200}, {0, 4}, {0, 1}}, {0, 0, 0, 1}},
    {"behind a load balancer: old ones stay until new ones are healthy",
     {4, {100, 200}, {0, 4, 4}, {0, 4}},
     {0, 0, 0, 0}},
    {"behind a load balancer: then as many go as are healthy",
     {4, {100, 200}, {0, 4, 1}, {0, 4}},
     {0, 0, 0, 3}},
    {"old ones that are not healthy are no loss", {4, {100, 200}, {0, 4, 4}, {0, 4, 2}}, {0, 0, 0, 2}},
    {"desired count changed amid a deployment", {1, {100, 200}, {0, 2}, {0, 4}}, {0, 1, 0, 4}},
};

TEST(Scheduling, OfReplicas) {
  for (const auto& row : kReplicas) EXPECT_EQ(plan_replicas(row.state), row.plan) << row.what;
}

struct DaemonRow {
  const char* what;
  DaemonState state;
  int kept_running;
  DaemonPlan plan;
};

// {minimum %, maximum %}, without task, kept, old {pending, running}; kept running; start, old pending, old running
const DaemonRow kDaemons[] = {
    {"one on each instance", {{0, 100}, 3, 0, {0, 0}}, 0, {3, 0, 0}},
    {"an instance joins", {{0, 100}, 1, 3, {0, 0}}, 3, {1, 0, 0}},
    {"0 %: all old ones stop", {{0, 100}, 0, 0, {1, 3}}, 0, {0, 1, 3}},
    {"50 %: half of them", {{50, 100}, 0, 0, {0, 4}}, 0, {0, 0, 2}},
    {"50 %: then the new ones must run", {{50, 100}, 2, 0, {0, 2}}, 0, {2, 0, 0}},
    {"50 %: old ones that are not healthy are no loss", {{50, 100}, 0, 0, {0, 4, 2}}, 0, {0, 0, 2}},
    {"50 %: then the rest", {{50, 100}, 0, 2, {0, 2}}, 2, {0, 0, 2}},
};

TEST(Scheduling, OfDaemons) {
  for (const auto& row : kDaemons) EXPECT_EQ(plan_daemons(row.state, row.kept_running), row.plan) << row.what;
}

}  // namespace
}  // namespace eni::sandbox::ecs_service
