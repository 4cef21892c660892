/// The index and the reference agree on random clusters, requests and histories.
#include <gtest/gtest.h>

#include "placement/cluster.h"
#include "placement/reference_for_test.h"

namespace eni::placement {
namespace {

Expression parsed(std::string_view text) { return *Expression::parse(text); }

class Story {
 public:
  /// How hosts differ: in what they are, or, many more of them, in what they have left.
  enum class Hosts { kOfManyKinds, kOfManySizes };

  Story(std::uint64_t seed, Hosts hosts) : random_{seed}, hosts_{hosts} {}

  void run(int steps) {
    const int at_first = hosts_ == Hosts::kOfManySizes ? 300 : 8;
    for (int i = 0; i < at_first; ++i) add_host();
    for (int i = 0; i < steps && !::testing::Test::HasFailure(); ++i) step();
  }

 private:
  std::size_t below(std::size_t n) { return static_cast<std::size_t>(random_.next() % n); }
  bool chance(std::size_t percent) { return below(100) < percent; }
  template <class T>
  T one_of(std::initializer_list<T> values) {
    return values.begin()[below(values.size())];
  }
  HostId any_host() {
    return std::next(reference_.hosts.begin(), static_cast<std::ptrdiff_t>(below(reference_.hosts.size())))
        ->first;
  }

  void step() {
    const std::size_t what = below(100);
    if (what < 60) {
      place();
    } else if (what < 75) {
      release();
    } else if (what < 80) {
      stop();
    } else if (what < 85) {
      add_host();
    } else if (reference_.hosts.empty()) {
      return;
    } else if (what < 88) {
      remove();
    } else if (what < 91) {
      const HostId id = any_host();
      const auto status = one_of({HostStatus::kActive, HostStatus::kDraining});
      cluster_.set_status(id, status);
      reference_.hosts.at(id).host.status = status;
    } else if (what < 94) {
      const HostId id = any_host();
      const bool connected = chance(70);
      cluster_.set_agent_connected(id, connected);
      reference_.hosts.at(id).host.agent_connected = connected;
    } else if (what < 97) {
      const HostId id = any_host();
      Host host = new_host();
      host.container_instance_id = reference_.hosts.at(id).host.container_instance_id;
      cluster_.update(id, host);
      reference_.hosts.at(id).host = host;
    } else {
      start();
    }
    check_counts();
  }

  Host new_host() {
    Host h;
    h.container_instance_id = "ci-" + std::to_string(++made_);
    h.ec2_instance_id = "i-" + std::to_string(made_);
    h.status = chance(90) ? HostStatus::kActive : HostStatus::kDraining;
    h.agent_connected = chance(90);
    h.agent_version = one_of({"1.9.0", "1.28.1", "1.105.1"});
    h.registered_at = std::chrono::sys_seconds{std::chrono::seconds{1'500'000'000 + below(5) * 86400}};
    h.registered = {one_of({1024, 2048, 4096}), one_of({1000, 2000, 4000}), one_of({1, 2, 10})};
    h.reserved = {{22, Protocol::kTcp}};
    h.attributes = {{"ecs.vpc-id", "vpc-1"},
                    {"ecs.instance-type", one_of({"c5.large", "m5.large", "t3.medium"})}};
    if (hosts_ == Hosts::kOfManySizes) {
      h.attributes = {{"ecs.vpc-id", "vpc-1"}, {"ecs.availability-zone", one_of({"a", "b"})}};
      h.agent_version = "1.105.1";
      h.registered = {static_cast<int>(below(1000)), static_cast<int>(below(1000)),
                      static_cast<int>(below(5))};
      return h;
    }
    if (chance(90)) h.attributes.push_back({"ecs.availability-zone", one_of({"a", "b", "c"})});
    if (chance(50)) h.attributes.push_back({"ecs.awsvpc-trunk-id", "trunk-" + std::to_string(made_)});
    if (chance(30)) h.attributes.push_back({"ssd", std::nullopt});
    if (chance(30)) h.attributes.push_back({"rack", "r" + std::to_string(below(4))});
    return h;
  }

  void add_host() {
    const Host host = new_host();
    const HostId id = cluster_.add(host);
    ASSERT_TRUE(reference_.hosts.emplace(id, Reference::Known{host, {}}).second);
  }

  void remove() {
    const HostId id = any_host();
    cluster_.remove(id);
    reference_.hosts.erase(id);
  }

  Request new_request() {
    Request r;
    r.demand.resources = {one_of({0, 128, 256}), one_of({100, 300}), one_of({0, 1})};
    if (chance(20)) r.demand.ports = {{80, Protocol::kTcp}};
    if (chance(5)) r.demand.ports = {{22, Protocol::kTcp}};
    if (chance(10)) r.demand.ports.push_back({53, Protocol::kUdp});
    if (hosts_ == Hosts::kOfManySizes) {
      r.demand.resources = {static_cast<int>(below(900)), static_cast<int>(below(900)), one_of({0, 1, 4})};
    }
    r.group = one_of({"service:a", "service:b", "service:c", "family:d"});
    if (chance(30)) r.availability_zones = {"a", "b"};
    if (chance(30)) r.vpc_id = chance(90) ? "vpc-1" : "vpc-2";
    if (chance(10)) r.required_attributes.push_back({"ssd", std::nullopt});
    if (chance(10)) r.required_attributes.push_back({"ecs.instance-type", "c5.large"});
    if (chance(5)) r.required_attributes.push_back({"ecs.awsvpc-trunk-id", "trunk-3"});
    r.distinct_instance = chance(20);
    if (chance(40)) {
      r.member_of.push_back(parsed(one_of<std::string_view>({
          "attribute:ecs.instance-type =~ [cm]5.*",
          "attribute:ecs.awsvpc-trunk-id exists",
          "attribute:ecs.awsvpc-trunk-id =~ trunk-.*[13579] or attribute:ssd exists",
          "not(task:group == service:b)",
          "task:group == service:a",
          "task:group == service:a and runningTasksCount < 4",
          "task:group in [service:a, service:c] or runningTasksCount == 0",
          "runningTasksCount <= 2",
          "agentVersion >= 1.28",
          "registeredAt > 2017-07-15",
          "ec2InstanceId in [i-1, i-2, i-9, i-12]",
          "attribute:rack != r1",
          "not (attribute:rack in [r1, r2]) and agentConnected == true",
      })));
    }
    const std::size_t strategies = below(4);
    for (std::size_t i = 0; i < strategies; ++i) r.strategies.push_back(new_strategy());
    r.max_failures = 1000;
    return r;
  }

  Strategy new_strategy() {
    using enum StrategyType;
    return one_of<Strategy>({{kRandom, ""},
                             {kSpread, "instanceId"},
                             {kSpread, "host"},
                             {kSpread, "attribute:ecs.availability-zone"},
                             {kSpread, "attribute:ecs.availability-zone"},
                             {kSpread, "attribute:rack"},
                             {kBinpack, "cpu"},
                             {kBinpack, "memory"},
                             {kSpread, chance(10) ? "attribute:ecs.awsvpc-trunk-id" : "attribute:ssd"}});
  }

  void place() {
    const Request request = new_request();
    const auto expected = reference_.place(request);
    const Answer answer = cluster_.place(request, random_);
    if (const auto* host = std::get_if<HostId>(&answer)) {
      ASSERT_TRUE(expected.contains(*host)) << describe(request);
      EXPECT_EQ(cluster_.why_not(request, *host), std::nullopt);
      commit(*host, request.group, request.demand);
      return;
    }
    ASSERT_TRUE(expected.empty()) << describe(request);
    const auto& refusal = std::get<Refusal>(answer);
    std::vector<std::pair<std::string, Reason>> failures;
    Reason closest{};
    for (const Failure& f : refusal.failures) {
      failures.emplace_back(cluster_.container_instance_id(f.host), f.reason);
      closest = std::max(closest, f.reason);
    }
    EXPECT_EQ(refusal.closest.has_value(), !failures.empty());
    if (refusal.closest) {
      EXPECT_EQ(refusal.closest->reason, closest);
    }
    std::ranges::sort(failures);
    EXPECT_EQ(failures, reference_.failures(request)) << describe(request);
  }

  void start() {
    const HostId id = any_host();
    const Request request = new_request();
    ASSERT_EQ(cluster_.why_not(request, id), reference_.why_not(request, reference_.hosts.at(id)))
        << describe(request);
    if (chance(30)) commit(id, request.group, request.demand);  // Whether it fits or not.
  }

  void commit(HostId id, const std::string& group, const Demand& demand) {
    cluster_.commit(id, group, demand);
    reference_.hosts.at(id).tasks.push_back({group, demand});
  }

  void take_from(HostId id, std::size_t task) {
    auto& tasks = reference_.hosts.at(id).tasks;
    cluster_.release(id, tasks[task].group, tasks[task].demand);
    tasks.erase(tasks.begin() + static_cast<std::ptrdiff_t>(task));
  }

  void release() {
    if (reference_.hosts.empty()) return;
    const HostId id = any_host();
    const std::size_t tasks = reference_.hosts.at(id).tasks.size();
    if (tasks > 0) take_from(id, below(tasks));
  }

  void stop() {
    const std::string group = one_of({"service:a", "service:b", "service:c"});
    const std::vector<Strategy> strategies{new_strategy(), new_strategy()};
    const auto expected = reference_.stop(group, strategies);
    const auto host = cluster_.host_to_stop_on(group, strategies, random_);
    ASSERT_EQ(host.has_value(), !expected.empty());
    if (!host) return;
    ASSERT_TRUE(expected.contains(*host));
    std::vector<HostId> hosts;
    for (const auto& [id, known] : reference_.hosts) hosts.insert(hosts.end(), known.of(group), id);
    ASSERT_TRUE(expected.contains(hosts[cluster_.task_to_stop(group, hosts, strategies, random_)]));
    const auto& tasks = reference_.hosts.at(*host).tasks;
    take_from(*host, static_cast<std::size_t>(std::ranges::find(tasks, group, &Reference::Task::group) -
                                              tasks.begin()));
  }

  void check_counts() {
    ASSERT_EQ(cluster_.size(), reference_.hosts.size());
    if (reference_.hosts.empty()) return;
    const HostId id = any_host();
    const auto& known = reference_.hosts.at(id);
    ASSERT_EQ(cluster_.remaining(id), known.left());
    ASSERT_EQ(cluster_.tasks_on(id), known.tasks.size());
    ASSERT_EQ(cluster_.tasks_on(id, "service:a"), known.of("service:a"));
    ASSERT_EQ(cluster_.find(known.host.container_instance_id), id);
    std::size_t of_a = 0;
    for (const auto& [other, k] : reference_.hosts) of_a += k.of("service:a");
    ASSERT_EQ(cluster_.tasks_of("service:a"), of_a);
  }

  static std::string describe(const Request& r) {
    std::string text = r.group;
    for (const Expression& e : r.member_of) text += " | " + e.text();
    for (const Strategy& s : r.strategies) text += " | " + s.field;
    return text;
  }

  SeededRandom random_;
  Hosts hosts_;
  Cluster cluster_;
  Reference reference_;
  int made_ = 0;
};

TEST(PlacementIndex, AgreesWithTheReferenceWhereHostsAreOfManyKinds) {
  for (std::uint64_t seed = 1; seed <= 60 && !HasFailure(); ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Story{seed, Story::Hosts::kOfManyKinds}.run(400);
  }
}

TEST(PlacementIndex, AgreesWithTheReferenceWhereHostsAreOfManySizes) {
  for (std::uint64_t seed = 1; seed <= 3 && !HasFailure(); ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Story{seed, Story::Hosts::kOfManySizes}.run(250);
  }
}

}  // namespace
}  // namespace eni::placement
