/// Services whose tasks are spread over Availability Zones anew.
#include <algorithm>

#include "sandbox/services/ecs/cluster_for_test.h"

namespace eni::sandbox::ecs_service {
namespace {

class ZoneRebalancingTest : public ClusterTest {
 protected:
  json::object create(int count, json::object more = {}) {
    json::object params{{"serviceName", "web"}, {"taskDefinition", "web"}, {"desiredCount", count}};
    for (const auto& [name, value] : more) params[name] = value;
    if (more.contains("schedulingStrategy")) params.erase("desiredCount");
    auto reply = call("CreateService", std::move(params));
    settle();
    return reply;
  }
  json::object service() {
    const auto reply = call("DescribeServices", {{"services", json::array{"web"}}});
    return reply.at("services").as_array()[0].as_object();
  }
  std::string setting() { return text(service(), "availabilityZoneRebalancing"); }
  /// Those after the first `skip`, oldest first; ids as "ID".
  std::vector<std::string> events(std::size_t skip) {
    std::vector<std::string> out;
    const json::object now = service();
    for (const json::value& event : now.at("events").as_array()) {
      std::string message = text_at(event, "message");
      for (auto at = message.find("(task "); at != std::string::npos; at = message.find("(task ", at + 1))
        message.replace(at + 6, message.find(')', at) - at - 6, "ID");
      out.push_back(std::move(message));
    }
    std::reverse(out.begin(), out.end());
    out.erase(out.begin(), out.begin() + static_cast<std::ptrdiff_t>(std::min(skip, out.size())));
    return out;
  }
  std::string spread(const std::vector<EcsContainerInstance>& hosts) {
    std::string text;
    for (const auto& host : hosts) text += std::to_string(now(host).running_tasks) + " ";
    return text;
  }
};

using Events = std::vector<std::string>;

TEST_F(ZoneRebalancingTest, TasksMoveToAZoneThatOpens) {
  define("bridge");
  const auto a = host("h1", 2, "", 'a');
  create(4);
  EXPECT_EQ(setting(), "ENABLED");
  const std::size_t before = events(0).size();
  const auto b = host("h2", 2, "", 'b');
  settle();
  EXPECT_EQ(spread({a, b}), "2 2 ");
  EXPECT_EQ(
      events(before),
      (Events{"(service web) is not AZ balanced with 4 tasks in eu-central-1a and 0 in eu-central-1b. AZ "
              "Rebalancing in progress.",
              "(service web) has started 2 tasks in eu-central-1b to AZ Rebalance: (task ID) (task ID).",
              "(service web) has stopped 2 running tasks in eu-central-1a due to AZ rebalancing: (task ID) "
              "(task ID).",
              "(service web) has reached a steady state.",
              "(service web) is AZ balanced with 2 tasks in eu-central-1a and 2 tasks in eu-central-1b."}));
  const auto c = host("h3", 2, "", 'c');
  settle();
  EXPECT_EQ(now(c).running_tasks, 1) << "no zone has two tasks more than another";
}

TEST_F(ZoneRebalancingTest, NoMoreTasksStartThanTheMaximumAllows) {
  define("bridge");
  const auto a = host("h1", 2, "", 'a');
  create(4, {{"deploymentConfiguration", json::object{{"maximumPercent", 125}}}});
  const auto b = host("h2", 2, "", 'b');
  settle();
  EXPECT_EQ(spread({a, b}), "2 2 ");
  const auto all = events(0);
  EXPECT_EQ(std::count(all.begin(), all.end(),
                       "(service web) has started 1 tasks in eu-central-1b to AZ Rebalance: (task ID)."),
            2);
}

TEST_F(ZoneRebalancingTest, ProtectedTasksStayUntilTheirProtectionEnds) {
  define("bridge");
  const auto a = host("h1", 2, "", 'a');
  for (const std::size_t protected_tasks : {4, 3}) {
    create(4);
    json::array ids = call("ListTasks", {{"serviceName", "web"}}).at("taskArns").as_array();
    ids.resize(protected_tasks);
    call("UpdateTaskProtection", {{"tasks", ids}, {"protectionEnabled", true}, {"expiresInMinutes", 10}});
    const auto b = host("h2" + std::to_string(protected_tasks), 2, "", 'b');
    settle();
    EXPECT_EQ(spread({a, b}), protected_tasks == 4 ? "4 0 " : "3 1 ");
    EXPECT_EQ(call("ListTasks", {{"desiredStatus", "STOPPED"}, {"serviceName", "web"}})
                  .at("taskArns")
                  .as_array()
                  .size(),
              4 - protected_tasks);
    sandbox_.scheduler.advance(std::chrono::minutes{11});
    settle();
    EXPECT_EQ(spread({a, b}), "2 2 ");
    call("DeleteService", {{"service", "web"}, {"force", true}});
    call("DeregisterContainerInstance", {{"containerInstance", b.id}, {"force", true}});
    sandbox_.scheduler.advance(std::chrono::hours{2});
    settle();
  }
}

TEST_F(ZoneRebalancingTest, AZoneWithoutRoomIsToldOfOnceAndTriedAgain) {
  define("awsvpc");
  const auto a = host("h1", 4, "", 'a');
  json::object more;
  more["networkConfiguration"] = network({"subnet-a1", "subnet-b1"});
  create(4, std::move(more));
  const std::size_t before = events(0).size();
  const auto full = host("h2", 0, "", 'b');
  settle();
  host("h3", 0, "", 'b');
  settle();
  EXPECT_EQ(events(before), (Events{"(service web) is unable to place a task in eu-central-1b because no "
                                    "container instance met all of its requirements."}));
  const auto b = host("h4", 2, "", 'b');
  settle();
  EXPECT_EQ(spread({a, full, b}), "2 0 2 ");
}

TEST_F(ZoneRebalancingTest, ServicesThatCannotHaveItAreWithoutUnlessTheyAsk) {
  struct Row {
    json::object more;
    std::string what;
  };
  const auto strategy = [](std::string_view type, std::string_view field) {
    json::array list;
    list.push_back(json::object{{"type", type}, {"field", field}});
    json::object more;
    more["placementStrategy"] = std::move(list);
    return more;
  };
  json::object in_zone;
  in_zone["placementConstraints"] = json::array{
      json::object{{"type", "memberOf"}, {"expression", "attribute:ecs.availability-zone == eu-central-1a"}}};
  json::object at_most;
  at_most["deploymentConfiguration"] = json::object{{"minimumHealthyPercent", 0}, {"maximumPercent", 100}};
  const Row rows[] = {
      {strategy("spread", "attribute:ecs.availability-zone"), ""},
      {strategy("binpack", "memory"),
       "services whose first placement strategy is not a spread over attribute:ecs.availability-zone"},
      {strategy("spread", "instanceId"),
       "services whose first placement strategy is not a spread over attribute:ecs.availability-zone"},
      {in_zone, "services with a placement constraint on attribute:ecs.availability-zone"},
      {at_most, "services with a maximumPercent of 100"},
      {{{"schedulingStrategy", "DAEMON"}}, "services of the daemon scheduling strategy"},
  };
  define("bridge");
  for (const Row& row : rows) {
    create(1, row.more);
    EXPECT_EQ(setting(), row.what.empty() ? "ENABLED" : "DISABLED") << row.what;
    call("DeleteService", {{"service", "web"}, {"force", true}});
    settle();
    json::object asking = row.more;
    asking["availabilityZoneRebalancing"] = "ENABLED";
    EXPECT_EQ(text(create(1, std::move(asking)), "error"),
              row.what.empty()
                  ? ""
                  : "InvalidParameterException: Availability Zone rebalancing is not supported for " +
                        row.what + ".");
    call("DeleteService", {{"service", "web"}, {"force", true}});
    settle();
  }
}

TEST_F(ZoneRebalancingTest, AnUpdateKeepsWhatItDoesNotName) {
  define("bridge");
  const auto a = host("h1", 2, "", 'a');
  create(4, {{"availabilityZoneRebalancing", "DISABLED"}});
  const auto b = host("h2", 2, "", 'b');
  call("UpdateService", {{"service", "web"}, {"desiredCount", 4}});
  settle();
  EXPECT_EQ(setting(), "DISABLED");
  EXPECT_EQ(spread({a, b}), "4 0 ");
  call("UpdateService", {{"service", "web"}, {"availabilityZoneRebalancing", "ENABLED"}});
  settle();
  EXPECT_EQ(spread({a, b}), "2 2 ");
}

}  // namespace
}  // namespace eni::sandbox::ecs_service
