#include "diagnosis/plan.h"

#include <gtest/gtest.h>

namespace eni::diagnosis {
namespace {

constexpr const char* kDescription = R"({
  "cluster": "web", "region": "eu-central-1", "zones": ["a", "b"],
  "hosts": [{"type": "c5.large", "hosts": 25, "with_trunk": 0}],
  "services": [
    {"name": "api", "tasks": 50, "cpu": 128, "memory_mib": 256,
     "strategies": [{"type": "spread", "field": "attribute:ecs.availability-zone"}, {"type": "binpack", "field": "memory"}]},
    {"name": "agent", "daemon": true, "awsvpc": false, "cpu": 10, "memory_mib": 64, "ports": [{"port": 8125, "protocol": "udp"}]}]})";

PlanInput web() { return read_plan_input(json::parse(kDescription)).value(); }

const PlanRow* row_of(const Plan& plan, std::string_view type) {
  for (const PlanRow& row : plan.rows)
    if (row.type->instance_type == type) return &row;
  return nullptr;
}

TEST(Plan, SaysHowManyHostsAreNeededWithAndWithoutTrunking) {
  SeededRandom random;
  const PlanInput input = web();
  const Plan plan = make_plan(input, types_to_plan_with(input), {}, random).value();
  ASSERT_NE(row_of(plan, "c5.large"), nullptr);
  EXPECT_EQ(plan.rows.front().type->instance_type, "c5.large") << "what the cluster has comes first";
  EXPECT_TRUE(plan.rows.front().is_current);
  EXPECT_EQ(plan.rows.front().without.hosts, 25);
  EXPECT_EQ(plan.rows.front().with.hosts, 5);
  EXPECT_EQ(row_of(plan, "c5.xlarge")->without.hosts, 17);
  EXPECT_EQ(row_of(plan, "c5.xlarge")->with.hosts, 3);
  EXPECT_EQ(row_of(plan, "c5.metal"), nullptr);
  EXPECT_EQ(row_of(plan, "c5.24xlarge"), nullptr) << "48 times the size";
}

TEST(Plan, PutsTheCheapestFirstWhereThereArePrices) {
  SeededRandom random;
  const PlanInput input = web();
  const Plan plan =
      make_plan(input, types_to_plan_with(input), {{"c5.xlarge", 0.2}, {"c5.2xlarge", 0.1}}, random).value();
  EXPECT_EQ(plan.rows.at(1).type->instance_type, "c5.2xlarge");
  EXPECT_EQ(plan.rows.at(2).type->instance_type, "c5.xlarge");
  EXPECT_EQ(plan.rows.at(1).hourly_price, 0.1);
  EXPECT_EQ(plan.rows.at(3).hourly_price, std::nullopt);
}

TEST(Plan, IsForSoManyTasks) {
  SeededRandom random;
  PlanInput input = web();
  input.workloads.front().tasks = kMaxPlannedTasks + 1;
  const auto plan = make_plan(input, types_to_plan_with(input), {}, random);
  ASSERT_TRUE(plan.has_error());
  EXPECT_EQ(plan.error().message, "the services of web run 200001 tasks; a plan is for at most 200000");
}

TEST(PlanInput, OfAClusterIsCompleteOrAnError) {
  Description description;
  Cluster cluster;
  cluster.name = "web";
  EXPECT_EQ(plan_input_of(description, cluster).error().message,
            "the container instances of cluster web could not be read");
  cluster.hosts.emplace();
  EXPECT_EQ(plan_input_of(description, cluster).error().message,
            "the services of cluster web could not be read");
  cluster.services.emplace();
  cluster.hosts->push_back({.arn = "h", .instance_id = "i-1"});
  EXPECT_EQ(plan_input_of(description, cluster).error().message,
            "the EC2 instances of cluster web could not be read");
  description.instances["i-1"] = {.id = "i-1", .type = "c5.large", .zone = "a"};
  cluster.services->push_back({.name = "api", .task_definition = "api:1", .desired = 2});
  EXPECT_EQ(plan_input_of(description, cluster).error().message,
            "the task definitions of cluster web could not be read");
  description.task_definitions["api:1"] = {
      .arn = "api:1", .network_mode = "awsvpc", .cpu = 256, .memory_mib = 512};
  EXPECT_EQ(plan_input_of(description, cluster).value().workloads.at(0).tasks, 2);
}

TEST(PlanInput, IsWrittenAsItIsRead) {
  EXPECT_EQ(json::serialize(to_json(read_plan_input(to_json(web())).value())),
            json::serialize(to_json(web())));
}

TEST(PlanInput, SaysWhatIsWrongAndWhere) {
  const struct {
    const char* text;
    const char* message;
  } rows[] = {
      {"[]", "the description has to be an object"},
      {R"({"zones":["a"]})", "cluster has to be a text"},
      {R"({"cluster":"c"})", "zones has to be a list of at least one Availability Zone"},
      {R"({"cluster":"c","zones":["a"],"services":[{"name":"s"},{"name":"t","cpu":-1}]})",
       "services[1].cpu has to be a whole number from 0 to 2147483647"},
      {R"({"cluster":"c","zones":["a"],"services":[{"name":"s","strategies":[{"type":"pack"}]}]})",
       "the type of a strategy has to be spread, binpack or random"},
      {R"({"cluster":"c","zones":["a"],"services":[{"name":"s","strategies":[{"type":"binpack","field":"disk"}]}]})",
       "the field of a strategy has to be one that ECS knows, not 'disk'"},
      {R"({"cluster":"c","zones":["a"],"hosts":[{"type":"c5.large","hosts":1,"hots":2}]})",
       "hosts[0].hots is not known here"},
      {R"({"cluster":"c","zones":["a"],"services":7})", "services has to be a list"},
  };
  for (const auto& row : rows) {
    const auto input = read_plan_input(json::parse(row.text));
    ASSERT_TRUE(input.has_error()) << row.text;
    EXPECT_EQ(input.error().message, row.message);
  }
}

}  // namespace
}  // namespace eni::diagnosis
