#include "placement/cluster.h"

#include <gtest/gtest.h>
#include <map>
#include <set>

namespace eni::placement {
namespace {

using enum StrategyType;

Host host(std::string id, std::string zone = "a", Resources registered = {2048, 4096, 10}) {
  Host result;
  result.container_instance_id = id;
  result.ec2_instance_id = "i-" + id;
  result.registered = registered;
  result.attributes = {{"ecs.availability-zone", std::move(zone)}, {"ecs.vpc-id", "vpc-1"}};
  return result;
}

Request task(std::vector<Strategy> strategies = {}) {
  Request result;
  result.demand.resources = {128, 256, 1};
  result.group = "service:web";
  result.strategies = std::move(strategies);
  return result;
}

class PlacementTest : public ::testing::Test {
 protected:
  HostId add(Host h) { return cluster.add(h); }

  /// The container instance it went to, or the reason of the closest match in brackets.
  std::string place(const Request& request) {
    const Answer answer = cluster.place(request, random);
    if (const auto* refusal = std::get_if<Refusal>(&answer)) {
      return refusal->closest ? "[" + std::string(failure_reason(refusal->closest->reason)) + "]"
                              : "[no host]";
    }
    const HostId id = std::get<HostId>(answer);
    cluster.commit(id, request.group, request.demand);
    return cluster.container_instance_id(id);
  }
  std::string place_all(const Request& request, int count) {
    std::map<std::string, int> by_host;
    for (int i = 0; i < count; ++i) ++by_host[place(request)];
    std::string text;
    for (const auto& [name, n] : by_host) text += (text.empty() ? "" : " ") + name + ":" + std::to_string(n);
    return text;
  }

  Cluster cluster;
  SeededRandom random;
};

TEST_F(PlacementTest, AnEmptyClusterHasNoHost) { EXPECT_EQ(place(task()), "[no host]"); }

TEST_F(PlacementTest, InterfacesRunOutFirst) {
  add(host("c5.large", "a", {2048, 3840, 2}));
  EXPECT_EQ(place_all(task(), 3), "[RESOURCE:ENI]:1 c5.large:2");
}

TEST_F(PlacementTest, TenTasksFitWithATrunk) {
  add(host("c5.large", "a", {2048, 3840, 10}));
  EXPECT_EQ(place_all(task(), 11), "[RESOURCE:ENI]:1 c5.large:10");
}

struct Case {
  std::string_view name;
  void (*change)(Host&, Request&);
  std::string_view outcome;
};

TEST(Placement, AsksEachConditionOfAHost) {
  const Case rows[] = {
      {"everything fits", [](Host&, Request&) {}, ""},
      {"the agent is disconnected", [](Host& h, Request&) { h.agent_connected = false; }, "AGENT"},
      {"too little CPU", [](Host& h, Request&) { h.registered.cpu_units = 127; }, "RESOURCE:CPU"},
      {"just enough CPU", [](Host& h, Request&) { h.registered.cpu_units = 128; }, ""},
      {"too little memory", [](Host& h, Request&) { h.registered.memory_mib = 255; }, "RESOURCE:MEMORY"},
      {"no interface", [](Host& h, Request&) { h.registered.interfaces = 0; }, "RESOURCE:ENI"},
      {"no interface, none wanted",
       [](Host& h, Request& r) { h.registered.interfaces = r.demand.resources.interfaces = 0; }, ""},
      {"a port of the host's own",
       [](Host& h, Request& r) {
         h.reserved = {{22, Protocol::kTcp}};
         r.demand.ports = {{22, Protocol::kTcp}};
       },
       "RESOURCE:PORTS"},
      {"the same port of the other protocol",
       [](Host& h, Request& r) {
         h.reserved = {{53, Protocol::kTcp}};
         r.demand.ports = {{53, Protocol::kUdp}};
       },
       ""},
      {"subnets in its zone",
       [](Host&, Request& r) {
         r.availability_zones = {"b", "a"};
       },
       ""},
      {"subnets in other zones", [](Host&, Request& r) { r.availability_zones = {"b"}; }, "ATTRIBUTE"},
      {"subnets in its VPC", [](Host&, Request& r) { r.vpc_id = "vpc-1"; }, ""},
      {"subnets in another VPC", [](Host&, Request& r) { r.vpc_id = "vpc-2"; }, "ATTRIBUTE"},
      {"a capability it lacks",
       [](Host&, Request& r) {
         r.required_attributes = {{"ecs.capability.task-eni", std::nullopt}};
       },
       "ATTRIBUTE"},
      {"a capability it has",
       [](Host& h, Request& r) {
         h.attributes.push_back({"ecs.capability.task-eni", std::nullopt});
         r.required_attributes = {{"ecs.capability.task-eni", std::nullopt}};
       },
       ""},
      {"an attribute of another value",
       [](Host& h, Request& r) {
         h.attributes.push_back({"stack", "test"});
         r.required_attributes = {{"stack", "prod"}};
       },
       "ATTRIBUTE"},
      {"memberOf holds",
       [](Host&, Request& r) { r.member_of = {*Expression::parse("attribute:ecs.vpc-id == vpc-1")}; }, ""},
      {"memberOf does not hold",
       [](Host&, Request& r) { r.member_of = {*Expression::parse("attribute:ecs.awsvpc-trunk-id exists")}; },
       "MemberOf placement constraint unsatisfied."},
      {"several reasons: the first check tells",
       [](Host& h, Request& r) {
         h.registered = {0, 0, 0};
         r.vpc_id = "vpc-2";
       },
       "ATTRIBUTE"},
  };
  for (const Case& row : rows) {
    Host h = host("h");
    Request request = task();
    row.change(h, request);
    Cluster cluster;
    SeededRandom random;
    const HostId id = cluster.add(h);
    const auto why = cluster.why_not(request, id);
    EXPECT_EQ(why ? failure_reason(*why) : "", row.outcome) << row.name;
    const Answer answer = cluster.place(request, random);
    EXPECT_EQ(std::holds_alternative<HostId>(answer), row.outcome.empty()) << row.name;
  }
}

TEST_F(PlacementTest, DistinctInstanceIsOneTaskOfTheGroupAHost) {
  add(host("1"));
  add(host("2"));
  Request request = task();
  request.distinct_instance = true;
  EXPECT_EQ(place_all(request, 3), "1:1 2:1 [DistinctInstance placement constraint unsatisfied.]:1");
  request.group = "service:other";
  EXPECT_EQ(place_all(request, 2), "1:1 2:1");
}

TEST_F(PlacementTest, APortIsTakenOnceAndFreeAgainAfterRelease) {
  const HostId id = add(host("1"));
  Request request = task();
  request.demand.ports = {{80, Protocol::kTcp}};
  EXPECT_EQ(place(request), "1");
  EXPECT_EQ(place(request), "[RESOURCE:PORTS]");
  EXPECT_EQ(cluster.ports_in_use(id), (std::vector<HostPort>{{80, Protocol::kTcp}}));
  cluster.release(id, request.group, request.demand);
  EXPECT_EQ(place(request), "1");
}

/// Those of the host itself count, and so do both protocols. Nobody says of UDP that it is counted apart.
TEST_F(PlacementTest, AHostHasAtMostAHundredPortsInUse) {
  Host one = host("1");
  one.reserved = {{22, Protocol::kTcp}, {2375, Protocol::kTcp}};
  add(one);
  Request request = task();
  for (std::uint16_t port = 8000; port < 8097; ++port) request.demand.ports.push_back({port, Protocol::kTcp});
  EXPECT_EQ(place(request), "1");  // 99
  request.demand.ports = {{9000, Protocol::kTcp}, {9000, Protocol::kUdp}};
  EXPECT_EQ(place(request), "[RESOURCE:PORTS]");
  request.demand.ports = {{9000, Protocol::kUdp}};
  EXPECT_EQ(place(request), "1");  // 100
  request.demand.ports = {{9001, Protocol::kTcp}};
  EXPECT_EQ(place(request), "[RESOURCE:PORTS]");
  request.demand.ports.clear();  // dynamic ones
  EXPECT_EQ(place(request), "1");
}

TEST_F(PlacementTest, ADrainingHostTakesNoTasksAndIsNotNamed) {
  const HostId id = add(host("1"));
  cluster.set_status(id, HostStatus::kDraining);
  EXPECT_EQ(place(task()), "[no host]");
  cluster.set_status(id, HostStatus::kActive);
  EXPECT_EQ(place(task()), "1");
}

TEST_F(PlacementTest, SpreadsOverZonesThenInstances) {
  for (const char* zone : {"a", "b", "c"}) {
    add(host(std::string(zone) + "1", zone));
    add(host(std::string(zone) + "2", zone));
  }
  EXPECT_EQ(place_all(task(default_service_strategies()), 12), "a1:2 a2:2 b1:2 b2:2 c1:2 c2:2");
}

TEST_F(PlacementTest, ZonesAreEvenHoweverManyHostsTheyHave) {
  for (int i = 0; i < 5; ++i) add(host("a" + std::to_string(i), "a"));
  add(host("b", "b"));
  const Request request = task({{kSpread, "attribute:ecs.availability-zone"}});
  std::map<char, int> by_zone;
  for (int i = 0; i < 10; ++i) ++by_zone[place(request)[0]];
  EXPECT_EQ(by_zone, (std::map<char, int>{{'a', 5}, {'b', 5}}));
}

TEST_F(PlacementTest, SpreadCountsTasksOfItsOwnGroupOnly) {
  cluster.commit(add(host("busy", "a")), "service:other", {{128, 256, 0}, {}});
  add(host("free", "b"));
  EXPECT_EQ(place_all(task({{kSpread, "instanceId"}}), 4), "busy:2 free:2");
}

TEST_F(PlacementTest, AZoneWithoutRoomIsPassedOver) {
  add(host("a", "a", {2048, 4096, 1}));
  add(host("b", "b"));
  EXPECT_EQ(place_all(task(default_service_strategies()), 6), "a:1 b:5");
}

TEST_F(PlacementTest, BinpackTakesTheFullestHostThatHasRoom) {
  add(host("large", "a", {4096, 8192, 10}));
  add(host("small", "a", {4096, 1024, 10}));
  add(host("tiny", "a", {4096, 128, 10}));
  EXPECT_EQ(place_all(task({{kBinpack, "memory"}}), 6), "large:2 small:4");
}

TEST_F(PlacementTest, BinpackWithinTheSpreadZones) {
  for (const char* zone : {"a", "b"}) {
    add(host(std::string(zone) + "1", zone));
    add(host(std::string(zone) + "2", zone));
  }
  const Request request = task({{kSpread, "attribute:ecs.availability-zone"}, {kBinpack, "cpu"}});
  std::set<std::string> used;
  for (int i = 0; i < 8; ++i) used.insert(place(request));
  EXPECT_EQ(used.size(), 2u) << "one host of each zone";
}

TEST_F(PlacementTest, RandomReachesEachHost) {
  for (int i = 0; i < 4; ++i) add(host(std::to_string(i), "a", {100'000, 100'000, 1000}));
  std::map<std::string, int> by_host;
  for (int i = 0; i < 400; ++i) ++by_host[place(task({{kRandom, ""}}))];
  ASSERT_EQ(by_host.size(), 4u);
  for (const auto& [name, count] : by_host) EXPECT_GT(count, 60) << name;
}

TEST_F(PlacementTest, AffinityAndAntiAffinity) {
  cluster.commit(add(host("1")), "database", {});
  add(host("2"));
  Request beside = task();
  beside.member_of = {*Expression::parse("task:group == database")};
  EXPECT_EQ(place_all(beside, 3), "1:3");
  Request apart = task();
  apart.member_of = {*Expression::parse("not(task:group == database)")};
  EXPECT_EQ(place_all(apart, 3), "2:3");
}

/// More values than make classes: the attribute becomes each host's own, and answers as before.
TEST_F(PlacementTest, AnAttributeMayDifferFromHostToHost) {
  for (int i = 0; i < 300; ++i) {
    Host h = host(std::to_string(i));
    h.attributes.push_back({"hostname", "h" + std::to_string(i)});
    add(h);
  }
  Request there = task();
  there.member_of = {*Expression::parse("attribute:hostname == h17")};
  EXPECT_EQ(place_all(there, 2), "17:2");
  Request required = task();
  required.required_attributes = {{"hostname", "h290"}};
  EXPECT_EQ(place_all(required, 2), "290:2");
  required.required_attributes = {{"hostname", std::nullopt}};
  EXPECT_NE(place(required), "[ATTRIBUTE]");
  EXPECT_EQ(cluster.matching(*Expression::parse("attribute:hostname =~ h1.")).size(), 10u);
  Request spread = task({{kSpread, "attribute:hostname"}});
  spread.group = "service:spread";
  std::set<std::string> used;
  for (int i = 0; i < 300; ++i) used.insert(place(spread));
  EXPECT_EQ(used.size(), 300u);
  EXPECT_EQ(place_all(there, 1), "17:1");
}

TEST_F(PlacementTest, ARefusalNamesHostsAndTheClosestMatch) {
  const HostId full = add(host("full", "a", {2048, 4096, 0}));
  Host asleep = host("asleep");
  asleep.agent_connected = false;
  add(asleep);
  Host draining = host("draining");
  draining.status = HostStatus::kDraining;
  add(draining);
  const Answer answer = cluster.place(task(), random);
  const auto& refusal = std::get<Refusal>(answer);
  EXPECT_EQ(refusal.closest, (Failure{full, Reason::kEni}));
  EXPECT_EQ(refusal.failures,
            (std::vector<Failure>{{full, Reason::kEni}, {*cluster.find("asleep"), Reason::kAgent}}));
}

TEST_F(PlacementTest, ARefusalNamesNoMoreHostsThanAsked) {
  for (int i = 0; i < 9; ++i) add(host(std::to_string(i), "a", {0, 0, 0}));
  Request request = task();
  request.max_failures = 4;
  const Answer answer = cluster.place(request, random);
  EXPECT_EQ(std::get<Refusal>(answer).failures.size(), 4u);
}

TEST_F(PlacementTest, ScaleInKeepsTheSpread) {
  std::map<std::string, HostId> ids;
  for (const char* zone : {"a", "b"}) ids[zone] = add(host(zone, zone));
  for (int i = 0; i < 3; ++i) cluster.commit(ids["a"], "service:web", task().demand);
  for (int i = 0; i < 5; ++i) cluster.commit(ids["b"], "service:web", task().demand);
  std::string stopped;
  while (const auto id = cluster.host_to_stop_on("service:web", default_service_strategies(), random)) {
    stopped += cluster.container_instance_id(*id);
    cluster.release(*id, "service:web", task().demand);
  }
  EXPECT_EQ(stopped.substr(0, 2), "bb");
  for (std::size_t i = 2; i < 8; i += 2) EXPECT_NE(stopped[i], stopped[i + 1]) << stopped;
}

TEST_F(PlacementTest, ScaleInOfABinpackedServiceTakesFromTheHostWithMostLeft) {
  const HostId small = add(host("small", "a", {2048, 1024, 10}));
  const HostId large = add(host("large", "a", {2048, 4096, 10}));
  const std::vector<Strategy> binpack{{kBinpack, "memory"}};
  for (const HostId id : {small, large}) cluster.commit(id, "service:web", task().demand);
  EXPECT_EQ(cluster.host_to_stop_on("service:web", binpack, random), large);
  const std::vector<HostId> only_small{small};
  EXPECT_EQ(cluster.task_to_stop("service:web", only_small, binpack, random), 0u);
}

TEST_F(PlacementTest, OccupyIsManyCommitsAtOnce) {
  const HostId id = add(host("1"));
  const std::vector<GroupTasks> tasks{{"service:web", 2}, {"family:x", 1}};
  cluster.occupy(id, tasks, {{1000, 2000, 3}, {{80, Protocol::kTcp}}});
  EXPECT_EQ(cluster.remaining(id), (Resources{1048, 2096, 7}));
  EXPECT_EQ(cluster.tasks_on(id), 3u);
  EXPECT_EQ(cluster.tasks_on(id, "service:web"), 2u);
  EXPECT_EQ(cluster.ports_in_use(id), (std::vector<HostPort>{{80, Protocol::kTcp}}));
}

TEST_F(PlacementTest, AnUpdateKeepsTheTasks) {
  const HostId id = add(host("1", "a", {1000, 1000, 2}));
  cluster.commit(id, "service:web", task().demand);
  Host changed = host("1", "b", {2000, 2000, 10});
  changed.reserved = {{22, Protocol::kTcp}};
  cluster.update(id, changed);
  EXPECT_EQ(cluster.remaining(id), (Resources{2000 - 128, 2000 - 256, 9}));
  EXPECT_EQ(cluster.tasks_on(id, "service:web"), 1u);
  EXPECT_EQ(cluster.ports_in_use(id), (std::vector<HostPort>{{22, Protocol::kTcp}}));
  Request request = task();
  request.availability_zones = {"b"};
  EXPECT_EQ(place(request), "1");
}

TEST_F(PlacementTest, ARemovedHostIsForgotten) {
  const HostId id = add(host("1"));
  cluster.commit(id, "service:web", task().demand);
  cluster.remove(id);
  EXPECT_EQ(cluster.size(), 0u);
  EXPECT_EQ(cluster.tasks_of("service:web"), 0u);
  EXPECT_EQ(cluster.find("1"), std::nullopt);
  EXPECT_EQ(place(task()), "[no host]");
  EXPECT_EQ(add(host("2")), id) << "ids are given out again";
  EXPECT_EQ(cluster.tasks_on(id), 0u);
}

TEST_F(PlacementTest, ZonesAreThoseOfHostsThatTakeTasks) {
  add(host("1", "a"));
  add(host("2", "a"));
  const HostId lost = add(host("3", "b"));
  Request spread = task({{kSpread, "attribute:ecs.availability-zone"}});
  place_all(spread, 3);
  const auto zones = [this](std::string_view group) {
    std::string text;
    for (const auto& [zone, share] : cluster.zones(group))
      text += zone + std::to_string(share.hosts) + ":" + std::to_string(share.tasks) + " ";
    return text;
  };
  EXPECT_EQ(zones("service:web"), cluster.tasks_on(lost) == 1 ? "a2:2 b1:1 " : "a2:1 b1:2 ");
  EXPECT_EQ(zones("service:other"), "a2:0 b1:0 ");
  cluster.set_status(lost, HostStatus::kDraining);
  EXPECT_EQ(zones("service:other"), "a2:0 ");
}

TEST_F(PlacementTest, AHostIsAddedOnce) {
  add(host("1"));
  EXPECT_THROW(add(host("1")), std::invalid_argument);
}

TEST(Strategy, KnowsItsFields) {
  const std::tuple<StrategyType, std::string, std::string> rows[] = {
      {kSpread, "instanceId", ""},
      {kSpread, "host", ""},
      {kSpread, "attribute:ecs.availability-zone", ""},
      {kSpread, "attribute:", "spread takes instanceId, host or attribute:NAME, not 'attribute:'"},
      {kSpread, "memory", "spread takes instanceId, host or attribute:NAME, not 'memory'"},
      {kSpread, "", "spread takes instanceId, host or attribute:NAME, not ''"},
      {kBinpack, "memory", ""},
      {kBinpack, "MEMORY", ""},
      {kBinpack, "cpu", ""},
      {kBinpack, "instanceId", "binpack takes cpu or memory, not 'instanceId'"},
      {kRandom, "", ""},
  };
  for (const auto& [type, field, why] : rows) EXPECT_EQ(why_invalid({type, field}).value_or(""), why);
}

TEST(UnableToPlaceEvent, SpeaksAsAws) {
  const std::string begin =
      "(service web) was unable to place a task because no container instance met all of its requirements. ";
  const std::string end =
      " For more information, see the Troubleshooting section of the Amazon ECS Developer Guide.";
  const std::pair<Reason, std::string_view> rows[] = {
      {Reason::kAgent, "encountered error \"AGENT\"."},
      {Reason::kMemberOf, "encountered error \"MemberOf placement constraint unsatisfied.\"."},
      {Reason::kDistinctInstance,
       "encountered error \"DistinctInstance placement constraint unsatisfied.\"."},
      {Reason::kAttribute, "is missing an attribute required by your task."},
      {Reason::kCpu, "has insufficient CPU units available."},
      {Reason::kMemory, "has insufficient memory available."},
      {Reason::kPorts, "is already using a port required by your task."},
      {Reason::kEni, "encountered error \"RESOURCE:ENI\"."},
  };
  for (const auto& [reason, words] : rows) {
    EXPECT_EQ(unable_to_place_event("web", Failure{HostId{7}, reason}, "0123", "cluster"),
              begin + "The closest matching (container-instance 0123) " + std::string(words) + end);
  }
  for (const std::string where : {"cluster", "capacity provider"}) {
    EXPECT_EQ(unable_to_place_event("web", std::nullopt, "", where),
              begin + "Reason: No Container Instances were found in your " + where + "." + end);
  }
}

}  // namespace
}  // namespace eni::placement
